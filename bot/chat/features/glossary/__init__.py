"""A server's own terms, and suggestions for better translations."""
