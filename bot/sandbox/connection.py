"""One gateway socket, and the session that outlives it."""

import asyncio
import secrets
import zlib
from collections import deque
from typing import Any

from aiohttp import web

from bot.sandbox.model import User
from bot.sandbox.visibility import ALL_INTENTS
from bot.sandbox.wire import encode

_REPLAYED = 10_000
_PATIENCE = 1.0


class Session:
    """What a client has been told, so that it can go on after its socket broke.

    Args:
        user: who.
        intents: what he wants to hear of; people hear everything.
        shard: number, of how many.
    """

    def __init__(self, user: User, intents: int = ALL_INTENTS, shard: tuple[int, int] = (0, 1)) -> None:
        self.id = secrets.token_hex(16)
        self.user = user
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.connection: Connection | None = None
        self._told: deque[tuple[int, str, str]] = deque(maxlen=_REPLAYED)

    def tell(self, name: str, data: str) -> None:
        """Tell of an event, whose data are JSON already, now or when the client resumes."""
        self.sequence += 1
        entry = (self.sequence, name, data)
        self._told.append(entry)
        if self.connection:
            self.connection.send(_dispatch(entry))

    def replay(self, sequence: int) -> bool:
        """Tell again what came after a sequence number; False where that is no longer known."""
        if sequence > self.sequence or sequence < self.sequence - len(self._told):
            return False
        if self.connection:
            for entry in self._told:
                if entry[0] > sequence:
                    self.connection.send(_dispatch(entry))
        return True


def _dispatch(entry: tuple[int, str, str]) -> str:
    sequence, name, data = entry
    return f'{{"op":0,"s":{sequence},"t":"{name}","d":{data}}}'


class Connection:
    """A socket with a queue before it, so that a slow reader holds up nobody else.

    Args:
        socket: ready.
        transport: beneath it.
        compress: whether every message goes through one zlib stream, as `compress=zlib-stream` asks.
    """

    def __init__(
        self, socket: web.WebSocketResponse, transport: asyncio.BaseTransport | None, *, compress: bool
    ) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._transport = transport
        self._pending: deque[str] = deque()
        self._wake = asyncio.Event()
        self._ending = False
        self._deflate = zlib.compressobj() if compress else None
        self._writer = asyncio.get_running_loop().create_task(self._write())

    def send(self, text: str) -> None:
        """Queue a message."""
        self._pending.append(text)
        self._wake.set()

    def send_op(self, op: int, data: Any = None) -> None:
        """Queue a message that is no event."""
        self.send(encode({"op": op, "d": data, "s": None, "t": None}))

    async def close(self, code: int, reason: str = "") -> None:
        """Close with a code of Discord's after what is queued has gone out; break with who no longer reads."""
        self.detach()
        self._ending = True
        self._wake.set()
        done, _ = await asyncio.wait({self._writer}, timeout=_PATIENCE)
        if done:
            await self.socket.close(code=code, message=reason.encode())
        else:
            await self.abort()

    async def abort(self) -> None:
        """Break the connection as a failing network does: without a word."""
        self.detach()
        await self.stop()
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()

    def detach(self) -> None:
        """Let the session go on without this socket."""
        if self.session and self.session.connection is self:
            self.session.connection = None

    async def stop(self) -> None:
        """End the writer."""
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self) -> None:
        while not self._ending:
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
            # The reader's loop sees the end of the socket and cleans up; the session keeps what was told.
            self._pending.clear()
