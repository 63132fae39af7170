"""What moderators choose."""
