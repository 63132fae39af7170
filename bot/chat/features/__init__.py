"""Features, one module or package each."""
