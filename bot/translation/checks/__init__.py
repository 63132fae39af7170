"""Checks of a translation: whether it says what its source says, and how far it can be trusted."""
