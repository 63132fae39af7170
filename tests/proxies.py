"""A small HTTP proxy, and what went through it."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class HttpProxy:
    """A running proxy for plain HTTP and WebSockets, which refuses to pass encrypted connections on.

    Attributes:
        port: where it listens, on loopback.
        login: `user:password` that it asks for; empty for none.
        paths: paths that were asked for, once per connection.
    """

    port: int = 0
    login: str = ""
    paths: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward one connection to the host of its first request."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()
            return
        expected = b"Proxy-Authorization: Basic " + base64.b64encode(self.login.encode())
        if self.login and expected not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()
            return
        method, address = head.decode("latin-1").split()[:2]
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()
            return
        target = urlsplit(address)
        self.paths.append(target.path)
        assert target.hostname
        there, back = await asyncio.open_connection(target.hostname, target.port)
        back.write(head)
        await asyncio.gather(_pipe(reader, back), _pipe(there, writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def http_proxy(login: str = "") -> AsyncIterator[HttpProxy]:
    """Run a proxy."""
    proxy = HttpProxy(login=login)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
