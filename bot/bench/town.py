"""Runs Qiao in a sandbox with several servers, and records when each message is answered."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.chat.client import Client, Options
from bot.chat.connect import connect
from bot.sandbox.events import Event
from bot.sandbox.model import Channel, User
from bot.sandbox.ratelimit import Limits
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.stores import Stores
from bot.storage.types.links import Link
from bot.storage.types.preferences import ChannelPreferences
from bot.telemetry.ledger import Outcome
from bot.telemetry.runtime import Runtime
from bot.translation.ports import SegmentTranslator
from bot.translation.service import Translator
from bot.translators import open_translator

_START_SECONDS = 30.0
_ONE_DAY = 86_400.0
_LOOK = 0.05


@dataclass(slots=True)
class Said:
    """A message that has not been answered yet.

    Attributes:
        channel_id: its channel.
        at: when it was posted, in `time.monotonic()` seconds.
    """

    channel_id: int
    at: float


@dataclass(slots=True)
class Answers:
    """The answers to messages, by channel.

    Attributes:
        open: messages that have not been answered.
        seconds: for each answered message, when it was posted and how long its translation took, by channel.
        posts: number of posts with translations.
        said: number of messages.
        seen: when each post by Qiao became visible, until it is known what it translates: discord.py returns from the
            last post in a rate limit's window only when the next window starts.
    """

    open: dict[int, Said] = field(default_factory=dict)
    seconds: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    posts: int = 0
    said: int = 0
    seen: dict[int, float] = field(default_factory=dict)

    def look(self, event: Event, bot: User) -> None:
        """Record when a post by Qiao became visible."""
        if event.name == "MESSAGE_CREATE" and event.data["author"]["id"] == str(bot.id):
            self.seen[int(event.data["id"])] = time.monotonic()

    def note(self, links: Sequence[Link]) -> None:
        """Record the messages that a post answers."""
        times = {post_id: self.seen.pop(post_id, 0.0) for post_id in {link.post_id for link in links}}
        self.posts += len(times)
        for link in links:
            if said := self.open.pop(link.original_id, None):
                self.seconds.setdefault(said.channel_id, []).append((said.at, times[link.post_id] - said.at))

    def forget(self) -> None:
        """Drop everything except the counts."""
        self.open.clear()
        self.seconds.clear()
        self.seen.clear()


class _Watched(Links):
    """Records links on their way to the database."""

    def __init__(self, database: Database, answers: Answers) -> None:
        super().__init__(database)
        self._answers = answers

    async def record(self, records: Sequence[Link]) -> None:
        """Record the links, and the answers that they represent."""
        self._answers.note(records)
        await super().record(records)


@dataclass(slots=True)
class Town:
    """A running sandbox with Qiao.

    Attributes:
        sandbox: the fake Discord.
        runtime: Qiao's components.
        answers: when each message was answered.
    """

    sandbox: Sandbox
    runtime: Runtime
    answers: Answers

    @property
    def world(self) -> World:
        """Its servers and members."""
        return self.sandbox.world

    async def say(self, channel: Channel, speaker: User, text: str) -> None:
        """Post a message."""
        at = time.monotonic()
        message = await self.sandbox.say(channel.id, speaker.id, text)
        self.answers.said += 1
        self.answers.open[message.id] = Said(channel.id, at)

    def ended(self) -> int:
        """Number of messages that have an outcome."""
        return self.runtime.ledger.outcomes.total()

    async def wait_until_idle(self, seconds: float) -> None:
        """Wait until every message has an outcome.

        Raises:
            TimeoutError: that took longer than `seconds`.
        """
        async with asyncio.timeout(seconds):
            while self.ended() < self.answers.said:  # noqa: ASYNC110 - the ledger has no notifications
                await asyncio.sleep(_LOOK)

    def share(self, outcome: Outcome) -> float:
        """The share of messages with an outcome."""
        return self.runtime.ledger.outcomes[outcome] / max(1, self.answers.said)


@asynccontextmanager
async def town(
    settings: Settings, world: World, *, segments: SegmentTranslator | None = None, limits: Limits | None = None
) -> AsyncIterator[Town]:
    """Open the sandbox and run Qiao in it, enabled in every channel.

    Args:
        settings: all settings.
        world: the servers, channels and members.
        segments: replaces the model.
        limits: rate limits; Discord's by default.
    """
    runtime, answers = Runtime(settings.model), Answers()
    # Heartbeats run in real time, of which an accelerated hour has little.
    limits = replace(limits or Limits(), heartbeat_seconds=_ONE_DAY)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="qiao-bench-")))
        database = await stack.enter_async_context(
            await Database.open(f"sqlite+aiosqlite:///{folder.as_posix()}/qiao.db")
        )
        runtime.database = database
        links = await stack.enter_async_context(_Watched(database, answers))
        opened = replace(await stack.enter_async_context(Stores.open(database)), links=links)
        service = (
            Translator(segments) if segments else await stack.enter_async_context(open_translator(settings, runtime))
        )
        world.listeners.append(lambda event: answers.look(event, world.bot))
        sandbox = await stack.enter_async_context(Sandbox(world=world, limits=limits))
        for guild in world.guilds.values():
            for channel_id in guild.channels:
                await opened.channels.set(ChannelPreferences(channel_id, guild.id, enabled=True))
        options = Options(patience=settings.patience, api=sandbox.api, gateway=sandbox.gateway)

        def on_start(client: Client) -> None:
            runtime.client = client

        running = asyncio.create_task(
            connect(
                service,
                opened,
                options,
                token=sandbox.bot_token,
                ledger=runtime.ledger,
                started=on_start,
            )
        )
        stack.push_async_callback(_stop, running)
        await sandbox.until(lambda: sandbox.gateways.connections(world.bot), _START_SECONDS)
        while not (runtime.client and runtime.client.is_ready()):  # noqa: ASYNC110 - reconnects make new clients
            await asyncio.sleep(_LOOK)
        yield Town(sandbox, runtime, answers)


async def _stop(running: "asyncio.Task[None]") -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
