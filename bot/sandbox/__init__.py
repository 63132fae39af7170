"""A Discord-compatible server on loopback with a group-chat page, to try Qiao out and to test it.

`server.Sandbox` is the entry point: it serves the REST API, the gateway and the page over one `world.World`, and its
methods act as the people in that world.
"""
