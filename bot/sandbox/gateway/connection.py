"""One gateway socket, and the session that outlives it."""

import asyncio
import secrets
import zlib
from collections import deque
from typing import Any

from aiohttp import web

from bot.sandbox.gateway.visibility import ALL_INTENTS
from bot.sandbox.model import User
from bot.sandbox.wire import encode

_MAX_REPLAYED = 10_000
_FLUSH_SECONDS = 1.0


class Session:
    """The events sent to a client, so that it can resume after its socket breaks.

    Args:
        user: who is logged in.
        intents: which events they get; people get all of them.
        shard: its number, and the number of shards.
    """

    def __init__(self, user: User, intents: int = ALL_INTENTS, shard: tuple[int, int] = (0, 1)) -> None:
        self.id = secrets.token_hex(16)
        self.user = user
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.connection: Connection | None = None
        self._sent: deque[tuple[int, str, str]] = deque(maxlen=_MAX_REPLAYED)

    def dispatch(self, name: str, data: str) -> None:
        """Send an event, with its data as JSON, now or when the client resumes."""
        self.sequence += 1
        entry = (self.sequence, name, data)
        self._sent.append(entry)
        if self.connection:
            self.connection.send(_encode(entry))

    def replay(self, sequence: int) -> bool:
        """Send the events after a sequence number again; False if they are no longer known."""
        if sequence > self.sequence or sequence < self.sequence - len(self._sent):
            return False
        if self.connection:
            for entry in self._sent:
                if entry[0] > sequence:
                    self.connection.send(_encode(entry))
        return True


def _encode(entry: tuple[int, str, str]) -> str:
    sequence, name, data = entry
    return f'{{"op":0,"s":{sequence},"t":"{name}","d":{data}}}'


class Connection:
    """A socket with a queue, so that a slow reader does not block anyone else.

    Args:
        socket: prepared.
        transport: of the socket.
        compress: whether messages go through one zlib stream, as `compress=zlib-stream` requests.
    """

    def __init__(
        self, socket: web.WebSocketResponse, transport: asyncio.WriteTransport | None, *, compress: bool
    ) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._transport = transport
        self._pending: deque[str] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._deflate = zlib.compressobj() if compress else None
        self._writer = asyncio.get_running_loop().create_task(self._write())

    def send(self, text: str) -> None:
        """Queue a message."""
        self._pending.append(text)
        self._wake.set()

    def send_op(self, op: int, data: Any = None) -> None:
        """Queue a message that is not an event."""
        self.send(encode({"op": op, "d": data, "s": None, "t": None}))

    async def close(self, code: int, reason: str = "") -> None:
        """Close with one of Discord's codes after sending what is queued; abort if the client no longer reads."""
        self.detach()
        self._closing = True
        self._wake.set()
        done, _ = await asyncio.wait({self._writer}, timeout=_FLUSH_SECONDS)
        if done:
            await self.socket.close(code=code, message=reason.encode())
        else:
            await self.abort()

    async def abort(self) -> None:
        """Break the connection like a failing network, without a close frame."""
        self.detach()
        await self.stop()
        if self._transport:
            self._transport.abort()

    def detach(self) -> None:
        """Detach the session, so that it can be resumed on another socket."""
        if self.session and self.session.connection is self:
            self.session.connection = None

    async def stop(self) -> None:
        """Stop the writer."""
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self) -> None:
        while not self._closing:
            await self._wake.wait()
            self._wake.clear()
            while self._pending:
                await self._send(self._pending.popleft())

    async def _send(self, text: str) -> None:
        try:
            if self._deflate:
                deflated = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(deflated)
            else:
                await self.socket.send_str(text)
        except (ConnectionError, RuntimeError):
            # The read loop sees the end of the socket and cleans up; the session keeps what was sent.
            self._pending.clear()
