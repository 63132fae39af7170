"""The gateway protocol: hello, identify or resume, heartbeats, then every event that the session can see."""

import asyncio
import json
from collections import OrderedDict
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox import payloads
from bot.sandbox.faults import Faults
from bot.sandbox.gateway import visibility
from bot.sandbox.gateway.connection import Connection, Session
from bot.sandbox.gateway.visibility import ALL_INTENTS, PRIVILEGED, Intent
from bot.sandbox.model import Event, Json, User
from bot.sandbox.ratelimit import Limits
from bot.sandbox.wire import encode
from bot.sandbox.world import World

_ACK_DELAY = 0.1
"""Seconds before a heartbeat is acknowledged, as a distant server would."""

HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = (
    (1, 2, 6, 7, 8, 9, 10, 11)
)  # fmt: skip
_DECODE_ERROR = 4002
_NOT_AUTHENTICATED = 4003
_AUTHENTICATION_FAILED = 4004
_ALREADY_AUTHENTICATED = 4005
_DISALLOWED_INTENTS = 4014
_NORMAL_CLOSURES = (1000, 1001)
_MAX_SESSIONS = 200
_MEMBERS_PER_CHUNK = 1000
_CLOSING_SECONDS = 1.0
_MAX_PAYLOAD = 1 << 16


class Gateway:
    """All gateway sessions.

    Args:
        world: whose events it dispatches.
        limits: the heartbeat interval.
        faults: injected errors.
        compress: whether to honor `compress=zlib-stream`; clients also accept plain text, which is cheaper.
    """

    def __init__(self, world: World, limits: Limits, faults: Faults, *, compress: bool = False) -> None:
        self._world = world
        self._limits = limits
        self._faults = faults
        self._compress = compress
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self._connections: set[Connection] = set()
        world.listeners.append(self._dispatch)

    def connections(self, user: User | None = None) -> list[Connection]:
        """Return the identified sockets of a user, by default the bot."""
        wanted = user or self._world.bot
        return [
            connection for connection in self._connections if connection.session and connection.session.user is wanted
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it ends."""
        if self._faults.gateway_refusals:
            self._faults.gateway_refusals -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(timeout=_CLOSING_SECONDS, max_msg_size=_MAX_PAYLOAD, compress=False)
        await socket.prepare(request)
        wants_zlib = request.query.get("compress") == "zlib-stream"
        connection = Connection(socket, request.transport, compress=self._compress and wants_zlib)
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
            # If the sandbox closed the socket itself, the session is already detached.
            if session and session.connection is connection and socket.close_code in _NORMAL_CLOSURES:
                self.sessions.pop(session.id, None)
            connection.detach()
            await connection.stop()
            self._world.changed()
        return socket

    async def close(self) -> None:
        """Close every socket."""
        await asyncio.gather(*(connection.close(1001, "Going away") for connection in list(self._connections)))

    async def close_sockets(self, code: int, user: User | None = None) -> None:
        """Close a user's sockets with a code."""
        for connection in self.connections(user):
            await connection.close(code)

    async def break_sockets(self, user: User | None = None) -> None:
        """Break a user's sockets without a close frame."""
        for connection in self.connections(user):
            await connection.abort()

    def request_reconnect(self, user: User | None = None) -> None:
        """Send op 7 to a user's sockets."""
        for connection in self.connections(user):
            connection.send_op(RECONNECT)

    def invalidate(self, user: User | None = None, *, resumable: bool = False) -> None:
        """Send op 9 to a user's sockets, and drop the sessions unless they can be resumed."""
        for connection in self.connections(user):
            session = connection.session
            connection.send_op(INVALID_SESSION, resumable)
            if session and not resumable:
                self.sessions.pop(session.id, None)
                session.connection = None

    def send(self, name: str, data: Any, user: User | None = None) -> None:
        """Send an event to a user's sessions as it is, by default to the bot's, whether or not it is well-formed."""
        wanted = user or self._world.bot
        for session in self.sessions.values():
            if session.user is wanted:
                session.dispatch(name, encode(data))

    def _encode(self, name: str, data: Json) -> str:
        return encode({**data, **self._faults.spoiled.get(name, {})})

    def _dispatch(self, event: Event) -> None:
        full: str | None = None
        hidden: str | None = None
        for session in self.sessions.values():
            user = session.user
            if user.bot and not (
                visibility.in_shard(session.shard, event.guild_id) and visibility.has_intent(session.intents, event)
            ):
                continue
            if not visibility.can_see(self._world, user, event):
                continue
            if user.bot and visibility.hides_content(user, session.intents, event):
                hidden = hidden or self._encode(event.name, visibility.strip_content(dict(event.data), user))
                session.dispatch(event.name, hidden)
            else:
                full = full or self._encode(event.name, dict(event.data))
                session.dispatch(event.name, full)

    async def _receive(self, connection: Connection, text: str, address: str) -> None:
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            await connection.close(_DECODE_ERROR, "Error while decoding payload.")
            return
        if op == HEARTBEAT:
            if not self._faults.acks_withheld:
                # discord.py notes the time of a heartbeat after it was sent, in a thread that may have to wait for its
                # turn. An answer that comes first seems to belong to the heartbeat before, and to be 41 seconds late.
                asyncio.get_running_loop().call_later(_ACK_DELAY, connection.send_op, HEARTBEAT_ACK)
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
        self._register(session)
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
        session.dispatch("READY", self._encode("READY", ready))
        for guild in guilds:
            all_members = bool(intents & Intent.GUILD_MEMBERS)
            created = payloads.full_guild(guild, self._world, user, all_members=all_members)
            session.dispatch("GUILD_CREATE", self._encode("GUILD_CREATE", created))
        self._world.changed()

    def _register(self, session: Session) -> None:
        self.sessions[session.id] = session
        if len(self.sessions) > _MAX_SESSIONS:
            idle = next((session for session in self.sessions.values() if session.connection is None), None)
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
        session.dispatch("RESUMED", "{}")
        self._world.changed()

    def _send_members(self, session: Session, data: Any) -> None:
        guild = self._world.guilds.get(int(data["guild_id"]))
        if guild is None or session.user.id not in guild.members:
            return
        wanted = {str(user_id) for user_id in _as_list(data.get("user_ids"))}
        query = str(data.get("query") or "").lower()
        found = [
            member
            for member in guild.members.values()
            if (str(member.user.id) in wanted if wanted else member.user.name.lower().startswith(query))
        ]
        found = found[: int(data.get("limit") or 0) or None]
        chunks = [found[at : at + _MEMBERS_PER_CHUNK] for at in range(0, len(found), _MEMBERS_PER_CHUNK)] or [[]]
        for index, chunk in enumerate(chunks):
            body: Json = {
                "guild_id": str(guild.id),
                "members": [payloads.member(member) for member in chunk],
                "chunk_index": index,
                "chunk_count": len(chunks),
                "not_found": sorted(wanted - {str(member.user.id) for member in found}),
            }
            if data.get("nonce"):
                body["nonce"] = data["nonce"]
            session.dispatch("GUILD_MEMBERS_CHUNK", encode(body))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
