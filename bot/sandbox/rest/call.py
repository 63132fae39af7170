"""What a route is, and what it is given: the caller, the body, the world."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox.attachments import Upload
from bot.sandbox.errors import invalid, refused, unauthorized, unknown
from bot.sandbox.faults import Faults
from bot.sandbox.model import Channel, Guild, Json, User
from bot.sandbox.permissions import Permission, demand
from bot.sandbox.world import World

if TYPE_CHECKING:
    from bot.sandbox.interactions import Interactions


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is not simply 200 with a body or 204 without."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Route:
    """A route.

    Attributes:
        method: of HTTP.
        path: below /api/v10, parameters in braces.
        handler: gives the body; None is 204.
        bucket: of the rate limits; None where only the global one holds.
        signed: whether a token in the header is needed.
        exempt: whether no limit holds at all.
    """

    method: str
    path: str
    handler: "Handler"
    bucket: str | None = None
    signed: bool = True
    exempt: bool = False


@dataclass(slots=True)
class Call:
    """One request."""

    world: World
    interactions: "Interactions"
    faults: Faults
    request: web.Request
    user: User | None
    body: Json = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)

    @property
    def actor(self) -> User:
        """Who asks.

        Raises:
            ApiError: 401 for nobody.
        """
        if self.user is None:
            raise unauthorized()
        return self.user

    def id(self, name: str) -> int:
        """Return an id of the path.

        Raises:
            ApiError: 50035 where it is no number.
        """
        return as_id(self.request.match_info[name], name)

    def query_id(self, name: str) -> int | None:
        """Return an id of the query, if it is there."""
        value = self.request.query.get(name)
        return None if value is None else as_id(value, name)

    def flag(self, name: str) -> bool:
        """Return a truth value of the query."""
        return self.request.query.get(name, "").lower() in {"true", "1"}

    def limit(self, default: int, most: int) -> int:
        """Return `limit` of the query.

        Raises:
            ApiError: 50035 where it is out of bounds.
        """
        value = self.request.query.get("limit")
        if value is None:
            return default
        number = as_id(value, "limit")
        if not 1 <= number <= most:
            raise invalid("limit", "NUMBER_TYPE_MAX", f"int value should be between 1 and {most}.")
        return number

    def channel(self, needed: int = 0) -> Channel:
        """Return the channel of the path, which the caller must see and may use so.

        Raises:
            ApiError: 10003, 50001 or 50013.
        """
        channel = self.world.channel(self.id("channel_id"))
        self.demand(channel, needed)
        return channel

    def demand(self, channel: Channel, needed: int = 0) -> None:
        """Refuse a caller who lacks a permission in a channel."""
        demand(self.world.rights(self.actor, channel), needed | Permission.VIEW_CHANNEL)

    def guild(self) -> Guild:
        """Return the guild of the path, which the caller must be in.

        Raises:
            ApiError: 10004.
        """
        guild = self.world.guilds.get(self.id("guild_id"))
        if guild is None or self.actor.id not in guild.members:
            raise unknown("guild")
        return guild

    async def read(self) -> None:
        """Read the body: JSON, or a form with `payload_json` and files.

        Raises:
            ApiError: 50109 where it is no JSON.
        """
        request = self.request
        if not request.can_read_body:
            return
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            for name, value in form.items():
                if isinstance(value, web.FileField):
                    index = int(name.removeprefix("files[").removesuffix("]")) if name.startswith("files[") else 0
                    self.files.append(Upload(index, value.filename, value.file.read()))
                elif name == "payload_json":
                    self._take(str(value))
            return
        text = await request.text()
        if text:
            self._take(text)

    def _take(self, text: str) -> None:
        try:
            value = json.loads(text)
        except ValueError:
            raise refused(50109, "The request body contains invalid JSON.") from None
        if isinstance(value, list):
            self.rows = value
        elif isinstance(value, dict):
            self.body = value


Handler = Callable[[Call], Awaitable[Any]]


def as_id(value: str, name: str) -> int:
    """Return a number that was written as a string.

    Raises:
        ApiError: 50035 where it is no number.
    """
    if not (value.isascii() and value.isdigit()):
        raise invalid(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    return int(value)
