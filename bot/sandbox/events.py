"""What happens in the sandbox and its gateway tells clients about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.model import Channel, Message


@dataclass(slots=True, eq=False, frozen=True)
class Event:
    """Something that happened, to be dispatched by the gateway.

    Attributes:
        name: as on the wire, such as MESSAGE_CREATE.
        data: as on the wire.
        guild_id: the guild whose members get it; None for direct messages and private events.
        channel: if set, only users who can see it get the event.
        users: if set, ids of the only users who get it.
        message: the message it carries, whose content may have to be hidden.
    """

    name: str
    data: Mapping[str, Any]
    guild_id: int | None = None
    channel: Channel | None = None
    users: frozenset[int] | None = None
    message: Message | None = None
