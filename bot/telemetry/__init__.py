"""What a running Qiao counts and measures, and how it is served."""
