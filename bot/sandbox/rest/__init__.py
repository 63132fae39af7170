"""The REST interface, one module a resource, each with its table of routes."""
