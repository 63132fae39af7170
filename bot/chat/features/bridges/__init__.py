"""Bridges: channels that show each other's messages, translated."""
