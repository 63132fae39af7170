"""The gateway: hello, identify or resume, then every event that concerns the session.

Source: Discord's documentation, "Gateway" and "Gateway Close Event Codes".
"""

import asyncio
import json
from collections import OrderedDict
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox import payloads, visibility
from bot.sandbox.connection import Connection, Session
from bot.sandbox.faults import Faults
from bot.sandbox.model import Event, Json, User
from bot.sandbox.ratelimit import Limits
from bot.sandbox.visibility import ALL_INTENTS, PRIVILEGED, Intent
from bot.sandbox.wire import encode
from bot.sandbox.world import World

HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = (
    (1, 2, 6, 7, 8, 9, 10, 11)
)  # fmt: skip
_DECODE_ERROR = 4002
_NOT_AUTHENTICATED = 4003
_AUTHENTICATION_FAILED = 4004
_ALREADY_AUTHENTICATED = 4005
_DISALLOWED_INTENTS = 4014
_CLOSED_FOR_GOOD = (1000, 1001)
_SESSIONS_KEPT = 200
_CHUNK = 1000
_CLOSING_SECONDS = 1.0
_LONGEST = 1 << 16


class Gateway:
    """All sessions.

    Args:
        world: whose events it tells.
        limits: how often clients are to send heartbeats.
        faults: what it is to do wrong.
        compress: whether to honour `compress=zlib-stream`; clients cope with plain text, which costs less.
    """

    def __init__(self, world: World, limits: Limits, faults: Faults, *, compress: bool = False) -> None:
        self._world = world
        self._limits = limits
        self._faults = faults
        self._compress = compress
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self._connections: set[Connection] = set()
        world.listeners.append(self._tell)

    def connections(self, user: User | None = None) -> list[Connection]:
        """Return the sockets of a user, by default of the bot, that have identified themselves."""
        wanted = user or self._world.bot
        return [each for each in self._connections if each.session and each.session.user is wanted]

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket until it ends."""
        socket = web.WebSocketResponse(timeout=_CLOSING_SECONDS, max_msg_size=_LONGEST, compress=False)
        await socket.prepare(request)
        asked = request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, request.transport, compress=self._compress and asked)
        self._connections.add(connection)
        connection.send_op(HELLO, {"heartbeat_interval": int(self._limits.heartbeat_seconds * 1000)})
        address = f"{'wss' if request.secure else 'ws'}://{request.host}/gateway"
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._receive(connection, message.data, address)
        finally:
            self._connections.discard(connection)
            session = connection.session
            # Where the sandbox closed the socket itself, the session has been taken off it already.
            if session and session.connection is connection and socket.close_code in _CLOSED_FOR_GOOD:
                self.sessions.pop(session.id, None)
            connection.detach()
            await connection.stop()
            self._world.changed()
        return socket

    async def close(self) -> None:
        """Close every socket."""
        await asyncio.gather(*(each.close(1001, "Going away") for each in list(self._connections)))

    async def close_sockets(self, code: int, user: User | None = None) -> None:
        """Close a user's sockets with a code."""
        for connection in self.connections(user):
            await connection.close(code)

    async def break_sockets(self, user: User | None = None) -> None:
        """Break a user's sockets without a word."""
        for connection in self.connections(user):
            await connection.abort()

    def ask_to_reconnect(self, user: User | None = None) -> None:
        """Send op 7 to a user's sockets."""
        for connection in self.connections(user):
            connection.send_op(RECONNECT)

    def invalidate(self, user: User | None = None, *, resumable: bool = False) -> None:
        """Send op 9 to a user's sockets, and forget the sessions unless they may be resumed."""
        for connection in self.connections(user):
            session = connection.session
            connection.send_op(INVALID_SESSION, resumable)
            if session and not resumable:
                self.sessions.pop(session.id, None)
                session.connection = None

    def _tell(self, event: Event) -> None:
        full: str | None = None
        hidden: str | None = None
        for session in self.sessions.values():
            user = session.user
            if user.bot and not (
                visibility.in_shard(session.shard, event.guild_id) and visibility.wants(session.intents, event)
            ):
                continue
            if not visibility.sees(self._world, user, event):
                continue
            if user.bot and visibility.content_hidden(user, session.intents, event):
                hidden = hidden or encode(visibility.without_content(dict(event.data), user))
                session.tell(event.name, hidden)
            else:
                full = full or encode(event.data)
                session.tell(event.name, full)

    async def _receive(self, connection: Connection, text: str, address: str) -> None:
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            await connection.close(_DECODE_ERROR, "Error while decoding payload.")
            return
        if op == HEARTBEAT:
            if not self._faults.acks_withheld:
                connection.send_op(HEARTBEAT_ACK)
        elif op in {IDENTIFY, RESUME, REQUEST_MEMBERS} and not isinstance(data, dict):
            await connection.close(_DECODE_ERROR, "Error while decoding payload.")
        elif op == IDENTIFY:
            await self._identify(connection, data, address)
        elif op == RESUME:
            await self._resume(connection, data)
        elif connection.session is None:
            await connection.close(_NOT_AUTHENTICATED, "Not authenticated.")
        elif op == REQUEST_MEMBERS:
            self._send_members(connection.session, data)

    async def _identify(self, connection: Connection, data: Json, address: str) -> None:
        if connection.session is not None:
            await connection.close(_ALREADY_AUTHENTICATED, "Already authenticated.")
            return
        user = self._world.tokens.get(str(data.get("token", "")).removeprefix("Bot "))
        if user is None:
            await connection.close(_AUTHENTICATION_FAILED, "Authentication failed.")
            return
        intents = int(data.get("intents", 0)) if user.bot else ALL_INTENTS
        if user.bot and self._faults.intents_refused and intents & PRIVILEGED:
            await connection.close(_DISALLOWED_INTENTS, "Disallowed intent(s).")
            return
        number, count = data.get("shard") or (0, 1)
        session = Session(user, intents, (int(number), int(count)))
        session.connection, connection.session = connection, session
        self._remember(session)
        guilds = [
            guild
            for guild in self._world.guilds.values()
            if user.id in guild.members and visibility.in_shard(session.shard, guild.id)
        ]
        ready: Json = {
            "v": 10,
            "user": payloads.own_user(user),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": address,
            "private_channels": [],
            "relationships": [],
            "shard": session.shard,
        }
        if user.bot:
            flags = 0 if self._faults.intents_refused else payloads.APPLICATION_FLAGS
            ready["application"] = {"id": str(self._world.application_id), "flags": flags}
        session.tell("READY", encode(ready))
        for guild in guilds:
            everybody = bool(intents & Intent.GUILD_MEMBERS)
            session.tell("GUILD_CREATE", encode(payloads.full_guild(guild, self._world, user, everybody=everybody)))
        self._world.changed()

    def _remember(self, session: Session) -> None:
        self.sessions[session.id] = session
        if len(self.sessions) > _SESSIONS_KEPT:
            idle = next((each for each in self.sessions.values() if each.connection is None), None)
            if idle:
                del self.sessions[idle.id]

    async def _resume(self, connection: Connection, data: Json) -> None:
        session = self.sessions.get(str(data.get("session_id")))
        token = str(data.get("token", "")).removeprefix("Bot ")
        if session is None or session.user.token != token:
            connection.send_op(INVALID_SESSION, False)
            return
        if session.connection:
            await session.connection.close(4000, "Resumed elsewhere.")
        session.connection, connection.session = connection, session
        if not session.replay(int(data.get("seq") or 0)):
            session.connection, connection.session = None, None
            del self.sessions[session.id]
            connection.send_op(INVALID_SESSION, False)
            return
        session.tell("RESUMED", "{}")
        self._world.changed()

    def _send_members(self, session: Session, data: Any) -> None:
        guild = self._world.guilds.get(int(data["guild_id"]))
        if guild is None or session.user.id not in guild.members:
            return
        wanted = {str(each) for each in _as_list(data.get("user_ids"))}
        query = str(data.get("query") or "").lower()
        found = [
            member
            for member in guild.members.values()
            if (str(member.user.id) in wanted if wanted else member.user.name.lower().startswith(query))
        ]
        found = found[: int(data.get("limit") or 0) or None]
        chunks = [found[at : at + _CHUNK] for at in range(0, len(found), _CHUNK)] or [[]]
        for index, chunk in enumerate(chunks):
            body: Json = {
                "guild_id": str(guild.id),
                "members": [payloads.member(each) for each in chunk],
                "chunk_index": index,
                "chunk_count": len(chunks),
                "not_found": sorted(wanted - {str(each.user.id) for each in found}),
            }
            if data.get("nonce"):
                body["nonce"] = data["nonce"]
            session.tell("GUILD_MEMBERS_CHUNK", encode(body))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
