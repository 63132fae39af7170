"""Preparing a message for the model: identify and split languages, expand shorthand, take out spoilers."""
