"""The whole of Qiao on Discord but for the model: real client, real database, the sandbox for Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord

from bot.app import stores
from bot.chat.client import Client, Options
from bot.chat.connect import connect
from bot.sandbox import threads
from bot.sandbox.faults import Fault
from bot.sandbox.interactions import Interaction
from bot.sandbox.model import Channel, Message
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.storage.database import Database
from bot.storage.guilds import Guilds
from bot.storage.types import ChannelPreferences, GuildPreferences
from bot.telemetry.ledger import Ledger, Outcome
from bot.translation.service import Translator
from tests.translation.fakes import FakeSegments

if TYPE_CHECKING:
    from bot.storage.stores import Stores

COMMANDS = 14
PATIENCE = 30
"""Seconds until something that never happens fails a test; a busy machine may be slow."""


class WatchedLedger(Ledger):
    """A ledger that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = asyncio.Event()

    def close(self, outcome: Outcome, reason: str = "") -> None:
        super().close(outcome, reason)
        self._changed.set()

    async def until_closed(self, count: int) -> None:
        """Wait until so many messages have come to their end."""
        while self.outcomes.total() < count:
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), PATIENCE)


class WatchedGuilds(Guilds):
    """Servers whose changes can be waited for: the world is looked at anew after each.

    Attributes:
        seen: what was set last, by server.
    """

    def __init__(self, database: Database, world: World) -> None:
        super().__init__(database)
        self.seen: dict[int, GuildPreferences] = {}
        self._world = world

    async def set(self, preferences: GuildPreferences) -> None:
        await super().set(preferences)
        self.seen[preferences.guild_id] = preferences
        self._world.changed()


class HeldPost(Fault):
    """The next post to a path, which the sandbox serves only once it is released.

    Attributes:
        arrived: is set when the post has reached the sandbox.
        released: lets it go when set.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path, "POST", status=0)
        self.arrived = asyncio.Event()
        self.released = asyncio.Event()

    async def wait(self) -> None:
        self.arrived.set()
        await self.released.wait()


class House:
    """Qiao at work in the sandbox's server; speaks, edits and looks as its people."""

    def __init__(self, sandbox: Sandbox, folder: Path, **options: Any) -> None:
        self.sandbox, self.world = sandbox, sandbox.world
        self.model, self.ledger = FakeSegments(), WatchedLedger()
        self.channel = self.world.named("general").id
        self.options = Options(api=sandbox.api, gateway=sandbox.gateway, **options)
        self.stores: Stores
        self.guilds: WatchedGuilds
        self.client: Client
        self.running: asyncio.Task[None] | None = None
        self._url = f"sqlite+aiosqlite:///{folder}/qiao.db"
        self._stack = AsyncExitStack()
        self._ready = asyncio.Event()

    async def open(self, *, enabled: bool = True, translator: Translator | None = None) -> None:
        """Start Qiao, and return when it listens and its commands are known."""
        remembered = await self._stack.enter_async_context(stores(self._url))
        database: Database = getattr(remembered.channels, "_database")  # noqa: B009 - no public call shows it
        self.guilds = WatchedGuilds(database, self.world)
        self.stores = replace(remembered, guilds=self.guilds)
        if enabled:
            guild_id = self.world.channel(self.channel).guild_id or 0
            await self.stores.channels.set(ChannelPreferences(self.channel, guild_id, enabled=True))
        self.running = asyncio.create_task(
            connect(
                translator or Translator(self.model, unsure_below=0.25),
                self.stores,
                self.options,
                token=self.sandbox.bot_token,
                ledger=self.ledger,
                started=self._meet,
            )
        )
        await asyncio.wait_for(self._ready.wait(), PATIENCE)
        await self.sandbox.until(lambda: len(self.world.commands.get(0, {})) == COMMANDS)

    def _meet(self, client: Client) -> None:
        self.client = client

        async def on_guild_available(_: discord.Guild) -> None:
            self._ready.set()

        client.add_listener(on_guild_available)

    async def close(self) -> None:
        """Stop Qiao, as at the end of a run."""
        await self.client.close()
        if self.running:
            await asyncio.gather(self.running, return_exceptions=True)
        await self._stack.aclose()

    async def say(self, text: str, who: str = "Amy", channel: int | None = None, **more: object) -> Message:
        return await self.sandbox.say(channel or self.channel, self.world.person(who).id, text, **more)  # type: ignore[arg-type]

    @asynccontextmanager
    async def held_post(self, path: str, text: str, *, ready: int, channel: int | None = None) -> AsyncIterator[None]:
        """Amy says something whose post is held until so many translations are ready behind it.

        Args:
            path: of the post; see `Fault`.
            text: what she says.
            ready: how many translations the block makes.
            channel: where she says it.
        """
        held = HeldPost(path)
        self.sandbox.faults.rest.append(held)
        await self.say(text, channel=channel)
        await held.arrived.wait()
        yield
        outbox = self.client.outbox
        assert outbox
        while sum(queue.ready for queue in outbox._queues.values()) < ready:  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0)
        held.released.set()

    async def answer_to(self, message: Message) -> Message:
        """Wait for the reply to a message."""
        return await self.sandbox.until(lambda: self.reply(message))

    def reply(self, message: Message) -> Message | None:
        """The reply to a message, if there is one."""
        for post in self.posts(message.channel_id):
            if post.reference and int(post.reference.get("message_id", 0)) == message.id:
                return post
        return None

    def posts(self, channel: int | None = None) -> list[Message]:
        """What Qiao has posted in a channel."""
        there = self.world.channel(channel or self.channel).messages.values()
        return [message for message in there if message.author.id == self.world.bot.id]

    async def settled(self, count: int) -> None:
        """Wait until so many messages have come to their end since the start."""
        await self.ledger.until_closed(count)

    def start_thread(self, message: Message, who: str = "Amy") -> Channel:
        """Start a thread from a message."""
        channel = self.world.channel(message.channel_id)
        return threads.start(self.world, channel, self.world.person(who), {"name": "a thread"}, message)

    async def asked(self, who: str, name: str, **options: object) -> str:
        """Use a slash command and return what was answered."""
        used = await self.sandbox.invoke(self.world.person(who).id, self.channel, name, options)
        return await said(used)


async def said(used: Interaction) -> str:
    """What was answered to an interaction."""
    return (await used.response()).content
