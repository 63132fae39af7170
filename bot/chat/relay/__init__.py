"""The road of a message, from its event to its posts. No module here imports discord."""
