"""Answers that need no model: what people say every day, and messages that contain their own translation."""
