"""Translating messages: a message in, its translation or the reason for having none out."""
