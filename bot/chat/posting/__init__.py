"""Posts on Discord: sent, edited, deleted."""
