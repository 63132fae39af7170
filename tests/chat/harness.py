"""Qiao against the sandbox: the real client and database, with a fake model."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord

from bot.chat.client import Client, Options
from bot.chat.connect import connect
from bot.sandbox import payloads, threads
from bot.sandbox.events import Event
from bot.sandbox.faults import Fault
from bot.sandbox.interactions import Interaction
from bot.sandbox.membership import add_member
from bot.sandbox.model import Channel, Guild, Json, Message, Reaction, User
from bot.sandbox.permissions import BOT
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.storage.database import Database
from bot.storage.guilds import Guilds
from bot.storage.stores import Stores
from bot.storage.types.preferences import ChannelPreferences, GuildPreferences
from bot.telemetry.ledger import Improvement, Ledger, Outcome
from bot.telemetry.runtime import Runtime
from bot.translation.better import Better
from bot.translation.service import Translator
from tests.storage.migrated import migrated
from tests.translation.fakes import FakeSegments

PATIENCE = 30
"""Seconds to wait for something before the test fails; generous, because the machine may be busy."""


class WatchedLedger(Ledger):
    """A ledger whose outcomes tests can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = asyncio.Event()

    def close(self, outcome: Outcome, reason: str = "") -> None:
        super().close(outcome, reason)
        self._changed.set()

    def count_improvement(self, outcome: Improvement) -> None:
        super().count_improvement(outcome)
        self._changed.set()

    async def until_improved(self, count: int) -> None:
        """Wait until the given number of attempts to improve a translation have an outcome."""
        while self.improvements.total() < count:
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), PATIENCE)

    async def until_closed(self, count: int) -> None:
        """Wait until the given number of messages have an outcome."""
        while self.outcomes.total() < count:
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), PATIENCE)


class WatchedGuilds(Guilds):
    """Server preferences whose changes `Sandbox.until` notices.

    Attributes:
        seen: the latest preferences by server id.
    """

    def __init__(self, database: Database, world: World) -> None:
        super().__init__(database)
        self.seen: dict[int, GuildPreferences] = {}
        self._world = world

    async def set(self, preferences: GuildPreferences) -> None:
        await super().set(preferences)
        self.seen[preferences.guild_id] = preferences
        self._world.changed()


class HeldRequest(Fault):
    """Holds the next request to a path until it is released.

    Attributes:
        arrived: set when the request has reached the sandbox.
        released: set it to let the sandbox answer.
    """

    def __init__(self, path: str, method: str = "POST") -> None:
        super().__init__(path, method, status=0)
        self.arrived = asyncio.Event()
        self.released = asyncio.Event()

    async def wait(self) -> None:
        self.arrived.set()
        await self.released.wait()


class BotHarness:
    """A running bot in the sandbox's server, and what tests do there as its members."""

    def __init__(
        self, sandbox: Sandbox, folder: Path, *, gate: Callable[[], Awaitable[None]] | None = None, **options: Any
    ) -> None:
        self.sandbox, self.world = sandbox, sandbox.world
        self.model, self.ledger = FakeSegments(score=-0.05), WatchedLedger()
        self.channel = self.world.named("general").id
        self.options = Options(api=sandbox.api, gateway=sandbox.gateway, **options)
        self.database: Database
        self.stores: Stores
        self.guilds: WatchedGuilds
        self.client: Client
        self.running: asyncio.Task[None] | None = None
        self._gate = gate
        self.folder = folder
        self._url = f"sqlite+aiosqlite:///{folder}/qiao.db"
        self._stack = AsyncExitStack()
        self._ready = asyncio.Event()

    async def open(
        self, *, enabled: bool = True, translator: Translator | None = None, better: Better | None = None
    ) -> None:
        """Start the bot, and return once it is connected and its commands are registered."""
        await migrated(self.folder / "qiao.db")
        self.database = await self._stack.enter_async_context(await Database.open(self._url))
        stores = await self._stack.enter_async_context(Stores.open(self.database))
        self.guilds = WatchedGuilds(self.database, self.world)
        self.stores = replace(stores, guilds=self.guilds)
        if enabled:
            guild_id = self.world.channel(self.channel).guild_id or 0
            await self.stores.channels.set(ChannelPreferences(self.channel, guild_id, enabled=True))
        self.running = asyncio.create_task(
            connect(
                translator or Translator(self.model, unsure_below=0.25),
                self.stores,
                self.options,
                token=self.sandbox.bot_token,
                better=better,
                ledger=self.ledger,
                started=self._on_start,
                gate=self._gate,
            )
        )
        await asyncio.wait_for(self._ready.wait(), PATIENCE)
        await self.sandbox.until(lambda: self.world.commands.get(0))  # all arrive in one request

    def _on_start(self, client: Client) -> None:
        self.client = client

        async def on_guild_available(_: discord.Guild) -> None:
            self._ready.set()

        client.add_listener(on_guild_available)

    async def close(self) -> None:
        """Stop the bot."""
        await self.client.close()
        if self.running:
            await asyncio.gather(self.running, return_exceptions=True)
        await self._stack.aclose()

    async def say(self, text: str, who: str = "Amy", channel: int | None = None, **more: object) -> Message:
        return await self.sandbox.say(channel or self.channel, self.world.person(who).id, text, **more)  # type: ignore[arg-type]

    @asynccontextmanager
    async def held_post(self, path: str, text: str, *, ready: int, channel: int | None = None) -> AsyncIterator[None]:
        """Post a message as Amy, and hold the bot's post until more translations are ready.

        Args:
            path: path of the bot's request; see `Fault`.
            text: Amy's message.
            ready: number of translations to wait for; the block has to cause them.
            channel: id of the channel.
        """
        held = HeldRequest(path)
        self.sandbox.faults.rest.append(held)
        await self.say(text, channel=channel)
        await held.arrived.wait()
        yield
        outbox = self.client.outbox
        assert outbox
        while outbox.ready < ready:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0)
        held.released.set()

    async def answer_to(self, message: Message) -> Message:
        """Wait for the bot's reply to a message."""
        return await self.sandbox.until(lambda: self.reply(message))

    async def known_answer_to(self, message: Message) -> Message:
        """Wait for the bot's reply to a message, and until the bot knows that it is: buttons and menus need that."""
        reply = await self.answer_to(message)
        async with asyncio.timeout(PATIENCE):
            while not await self.stores.links.of_post(reply.id):  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0)
        return reply

    async def ended(self, used: Awaitable[Interaction]) -> Interaction:
        """Use a command or a menu, and return once it has ended: only then does the bot know its buttons and forms."""
        interaction = await used
        await self.client.wait_for(
            "app_command_completion", check=lambda ended, _: ended.id == interaction.id, timeout=PATIENCE
        )
        return interaction

    async def responded(self, used: Awaitable[Interaction]) -> Interaction:
        """Use anything, and return once the bot knows that its first response arrived.

        Only then does it know the buttons and forms in that; users get to see them earlier.
        """
        interaction = await used
        known = await self.client.wait_for("interaction", check=lambda one: one.id == interaction.id, timeout=PATIENCE)
        await self.until(known.response.is_done)
        return interaction

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is true that `Sandbox.until` would not notice, because the sandbox does not change."""
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0)

    def reply(self, message: Message) -> Message | None:
        """The bot's reply to a message, if there is one."""
        for post in self.posts(message.channel_id):
            if post.reference and int(post.reference.get("message_id", 0)) == message.id:
                return post
        return None

    def posts(self, channel: int | None = None) -> list[Message]:
        """The bot's messages in a channel."""
        there = self.world.channel(channel or self.channel).messages.values()
        return [message for message in there if message.author.id == self.world.bot.id]

    async def posted(self, count: int, channel: int | None = None) -> list[Message]:
        """Wait until the given number of the bot's messages are in a channel; return them."""
        return await self.sandbox.until(lambda: there if len(there := self.posts(channel)) == count else None)

    async def settled(self, count: int) -> None:
        """Wait until the given number of messages since the start have an outcome."""
        await self.ledger.until_closed(count)

    def start_thread(self, message: Message, who: str = "Amy") -> Channel:
        """Start a thread from a message."""
        channel = self.world.channel(message.channel_id)
        return threads.start(self.world, channel, self.world.person(who), {"name": "a thread"}, message)

    def react(self, message: Message, emoji: str, who: User | None = None) -> None:
        """Announce a reaction to a message, even if the message was deleted; by Amy unless another user is given."""
        user = who or self.world.person("Amy")
        channel = self.world.channel(message.channel_id)
        data: Json = {
            "channel_id": str(channel.id),
            "message_id": str(message.id),
            "user_id": str(user.id),
            "emoji": {"id": None, "name": emoji},
            "type": 0,
            "burst": False,
        }
        if channel.guild_id:
            member = payloads.member(self.world.guilds[channel.guild_id].members[user.id])
            data |= {"guild_id": str(channel.guild_id), "member": member}
        message.reactions = {**(message.reactions or {}), emoji: Reaction({"id": None, "name": emoji})}
        self.world.emit(Event("MESSAGE_REACTION_ADD", data, channel.guild_id, channel))

    def runtime(self) -> Runtime:
        """The bot as telemetry sees it, without an engine."""
        return Runtime("a-model", ledger=self.ledger, client=self.client)

    async def invited(self, name: str, *, owner: User | None = None) -> Guild:
        """A new server with a channel `lobby`, to which the bot was just invited."""
        guild = self.world.add_guild(name, owner=owner, bot=False)
        self.world.add_channel(guild, "lobby")
        add_member(self.world, guild, self.world.bot, self.world.add_role(guild, "Qiao", BOT))
        async with asyncio.timeout(PATIENCE):
            while self.client.get_guild(guild.id) is None:  # noqa: ASYNC110 - one of several events, by the moment
                await asyncio.sleep(0)
        return guild

    async def use(self, who: str, name: str, **options: object) -> str:
        """Use a slash command and return the text of the response."""
        used = await self.sandbox.invoke(self.world.person(who).id, self.channel, name, options)
        return await response_text(used)


async def response_text(used: Interaction) -> str:
    """The text of the response to an interaction."""
    return (await used.response()).content
