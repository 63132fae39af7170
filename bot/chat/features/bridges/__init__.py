"""Channels that show one another's messages, translated."""
