"""Decides what must not be posted: a server's AutoMod rules and its watch-list. Pure functions, except for `screen`."""
