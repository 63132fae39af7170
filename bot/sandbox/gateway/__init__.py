"""The gateway: sockets, the sessions that outlive them, and which session gets which event.

Source: Discord's documentation, "Gateway" and "Gateway Close Event Codes".
"""

from bot.sandbox.gateway.protocol import Gateway

__all__ = ["Gateway"]
