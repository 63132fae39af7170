"""`python -m bot models`: list, download, choose, check and remove models."""
