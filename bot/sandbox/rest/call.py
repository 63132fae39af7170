"""Routes, and what their handlers get: the caller, the body, the world."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from bot.sandbox.errors import NOT_A_MODEL, invalid, refused, unauthorized, unknown
from bot.sandbox.faults import Faults
from bot.sandbox.messages import Upload
from bot.sandbox.messages.attachments import MAX_REQUEST_BYTES, too_large
from bot.sandbox.model import Channel, Guild, Json, User
from bot.sandbox.permissions import Permission, require
from bot.sandbox.world import World

if TYPE_CHECKING:
    from bot.sandbox.interactions import Interactions


@dataclass(frozen=True, slots=True)
class Response:
    """A response other than 200 with a body or 204 without one."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Route:
    """A route.

    Attributes:
        method: HTTP method.
        path: without /api/v10, with parameters in braces.
        handler: returns the body; None for a 204.
        bucket: rate limit bucket; None if only the global limit applies.
        authenticated: whether a token in the header is required.
        exempt: whether no limit applies at all.
        lists: whether the body is a list instead of an object.
    """

    method: str
    path: str
    handler: "Handler"
    bucket: str | None = None
    authenticated: bool = True
    exempt: bool = False
    lists: bool = False


@dataclass(slots=True)
class Call:
    """One request."""

    world: World
    interactions: "Interactions"
    faults: Faults
    request: web.Request
    user: User | None
    body: Json = field(default_factory=dict)
    items: list[Any] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)

    @property
    def actor(self) -> User:
        """The user who makes the request.

        Raises:
            ApiError: 401 without a token.
        """
        if self.user is None:
            raise unauthorized()
        return self.user

    def id(self, name: str) -> int:
        """Return an id from the path.

        Raises:
            ApiError: 50035 if it is not a number.
        """
        return as_id(self.request.match_info[name], name)

    def query_id(self, name: str) -> int | None:
        """Return an id from the query, if present."""
        value = self.request.query.get(name)
        return None if value is None else as_id(value, name)

    def flag(self, name: str) -> bool:
        """Return a boolean from the query."""
        return self.request.query.get(name, "").lower() in {"true", "1"}

    def limit(self, default: int, maximum: int) -> int:
        """Return `limit` from the query.

        Raises:
            ApiError: 50035 if it is out of range.
        """
        value = self.request.query.get("limit")
        if value is None:
            return default
        number = as_id(value, "limit")
        if not 1 <= number <= maximum:
            raise invalid("limit", "NUMBER_TYPE_MAX", f"int value should be between 1 and {maximum}.")
        return number

    def channel(self, needed: int = 0) -> Channel:
        """Return the channel in the path, after checking that the caller has the needed permissions there.

        Raises:
            ApiError: 10003, 50001 or 50013.
        """
        channel = self.world.channel(self.id("channel_id"))
        self.require(channel, needed)
        return channel

    def require(self, channel: Channel, needed: int = 0) -> None:
        """Require that the caller can see a channel and has the needed permissions there.

        Raises:
            ApiError: 50001 or 50013.
        """
        require(self.world.permissions_for(self.actor, channel), needed | Permission.VIEW_CHANNEL)

    def guild(self) -> Guild:
        """Return the guild in the path, which the caller must be a member of.

        Raises:
            ApiError: 10004.
        """
        guild = self.world.guilds.get(self.id("guild_id"))
        if guild is None or self.actor.id not in guild.members:
            raise unknown("guild")
        return guild

    async def read(self, *, lists: bool = False) -> None:
        """Read the body: JSON, or a form with `payload_json` and files.

        Args:
            lists: whether it must be a list; otherwise it must be an object.

        Raises:
            ApiError: 50109 if it is not JSON, 50035 if it is of the other kind, 40005 if it is too large.
        """
        try:
            await self._read(lists=lists)
        except web.HTTPRequestEntityTooLarge:
            raise too_large() from None

    async def _read(self, *, lists: bool) -> None:
        request = self.request
        if not request.can_read_body:
            return
        if request.content_type.startswith("multipart/"):
            await self._read_form(lists=lists)
            return
        try:
            text = await request.text()
        except (LookupError, ValueError):  # an unknown charset, or bytes that are not text
            raise refused(50109, "The request body contains invalid JSON.") from None
        if text:
            self._parse(text, lists=lists)

    async def _read_form(self, *, lists: bool) -> None:
        size = self.request.content_length or 0
        async for part in await self.request.multipart():
            if size > MAX_REQUEST_BYTES:
                raise too_large()
            if not isinstance(part, BodyPartReader):
                continue  # a form within the form
            content = bytes(await part.read(decode=True))
            size += len(content) if self.request.content_length is None else 0
            name = part.name or ""
            if part.filename is not None:
                index = int(name.removeprefix("files[").removesuffix("]")) if name.startswith("files[") else 0
                self.files.append(Upload(index, part.filename, content))
            elif name == "payload_json":
                self._parse(content.decode(errors="replace"), lists=lists)

    def _parse(self, text: str, *, lists: bool) -> None:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise refused(50109, "The request body contains invalid JSON.") from None
        if lists and isinstance(value, list) and all(isinstance(item, dict) for item in value):
            self.items = value
        elif not lists and isinstance(value, dict):
            self.body = value
        elif lists:
            raise invalid("body", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        else:
            raise invalid("body", *NOT_A_MODEL)


_MAX_DIGITS = 20
Handler = Callable[[Call], Awaitable[Any]]


def as_id(value: str, name: str) -> int:
    """Parse an id.

    Raises:
        ApiError: 50035 if it is not a number.
    """
    if not (value.isascii() and value.isdigit()) or len(value) > _MAX_DIGITS:
        raise invalid(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    return int(value)
