"""The use case: one message in, its translation or the reason for none out."""
