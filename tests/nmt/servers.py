"""A real server with `/chat/completions`, in place of llama.cpp, vLLM, or Ollama."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = Callable[[dict[str, Any]], "str | dict[str, Any] | web.StreamResponse"]
MODEL = "tiny-chat"


@dataclass
class ChatServer:
    """A running server.

    Attributes:
        answer: makes the answer to a request: what the model writes, the whole JSON, or a response.
        next: responses to the next requests, before `answer` is asked.
        names: the models that `/models` lists; None for a server that has no such page.
        url: its base address.
        asked: the bodies of the requests, in order.
        headers: their headers.
    """

    answer: Answer = lambda _: "你好，朋友"
    next: deque[web.Response] = field(default_factory=deque)
    names: list[str] | None = None
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        self.asked.append(json.loads(await request.read()))
        self.headers.append(request.headers)
        if self.next:
            return self.next.popleft()
        found = self.answer(self.asked[-1])
        if isinstance(found, str):
            found = completion(found)
        return web.json_response(found) if isinstance(found, dict) else found

    async def listing(self, _: web.Request) -> web.StreamResponse:
        """Answer with the names of the models."""
        if self.names is None:
            return web.Response(status=404)
        return web.json_response({"object": "list", "data": [{"id": name} for name in self.names]})

    @property
    def sources(self) -> list[str]:
        """The user's message of each request."""
        return [body["messages"][-1]["content"] for body in self.asked]


def completion(text: str | None, *, logprobs: list[float] | None = None, reason: str = "stop") -> dict[str, Any]:
    """The JSON of an answer."""
    found = None if logprobs is None else {"content": [{"token": "x", "logprob": one} for one in logprobs]}
    message = {"role": "assistant", "content": text}
    return {"choices": [{"index": 0, "message": message, "finish_reason": reason, "logprobs": found}]}


def source_of(body: dict[str, Any]) -> str:
    """The text that a request asks to translate, with the general instructions."""
    content: str = body["messages"][-1]["content"]
    return content.split("\n", 1)[1].rsplit("\n", 1)[0]


@asynccontextmanager
async def chat_server(answer: Answer | None = None) -> AsyncIterator[ChatServer]:
    """Run a server."""
    server = ChatServer() if answer is None else ChatServer(answer)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.complete)
    app.router.add_get("/v1/models", server.listing)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(read: Callable[[asyncio.StreamReader], Awaitable[object]]) -> AsyncIterator[str]:
    """A server that reads, and then closes the connection without an answer."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await read(reader)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
