"""Sends, edits and deletes posts on Discord."""
