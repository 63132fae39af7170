"""A sandbox, discord.py clients connected to it, and the people in it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox.model import Channel
from bot.sandbox.ratelimit import Limits
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder

Login = Callable[..., Awaitable[Recorder]]


@pytest.fixture
def limits() -> Limits:
    """The defaults; modules can override this."""
    return Limits()


@pytest.fixture
def clock() -> Callable[[], float]:
    """The real clock; modules can override this."""
    return time.monotonic


@pytest.fixture
async def sandbox(limits: Limits, clock: Callable[[], float]) -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=limits, clock=clock) as running:
        yield running


@pytest.fixture
def general(sandbox: Sandbox) -> Channel:
    return sandbox.world.named("general")


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def amy(session: aiohttp.ClientSession, sandbox: Sandbox) -> HttpClient:
    return HttpClient(session, sandbox, sandbox.world.person("Amy"))


@pytest.fixture
def wangfang(session: aiohttp.ClientSession, sandbox: Sandbox) -> HttpClient:
    """The moderator."""
    return HttpClient(session, sandbox, sandbox.world.person("王芳"))


@pytest.fixture
def qiao(session: aiohttp.ClientSession, sandbox: Sandbox) -> HttpClient:
    """The bot over plain HTTP, for what discord.py does not expose."""
    return HttpClient(session, sandbox, sandbox.world.bot)


@pytest.fixture
async def login(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Login]:
    """Start discord.py clients, and close them at the end."""
    monkeypatch.setattr(Route, "BASE", sandbox.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(sandbox.gateway))
    running: list[tuple[Recorder, asyncio.Task[None]]] = []

    async def start(client: Recorder | None = None, *, intents: discord.Intents | None = None) -> Recorder:
        client = client or Recorder(intents)
        task = asyncio.create_task(client.start(sandbox.bot_token))
        running.append((client, task))
        ready = asyncio.create_task(client.next_event("ready"))
        await asyncio.wait({ready, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            ready.cancel()
            await task
        # The client has a short guild timeout, so it can be ready before its guilds have arrived.
        while client.intents.guilds and any(guild.unavailable for guild in client.guilds):
            await client.next_event("guild_available")
        return client

    yield start
    for client, task in running:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bot(login: Login) -> Recorder:
    """A ready client with all intents."""
    return await login()
