"""A Discord-compatible server on loopback and a group-chat page: to try Qiao, and to test it."""
