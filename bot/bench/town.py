"""A town of servers in the sandbox with Qiao in it, and who was answered when."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import translator
from bot.chat.client import Client, Options
from bot.chat.connect import connect
from bot.sandbox.model import Channel, Event, User
from bot.sandbox.ratelimit import Limits
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.stores import Stores
from bot.storage.types import ChannelPreferences, Link
from bot.telemetry.ledger import Outcome
from bot.telemetry.runtime import Runtime
from bot.translation.ports import SegmentTranslator
from bot.translation.service import Translator

_START_SECONDS = 30.0
_ONE_DAY = 86_400.0
_LOOK = 0.05


@dataclass(slots=True)
class Said:
    """A message on its way.

    Attributes:
        channel_id: where it was said.
        at: `time.monotonic()` seconds.
    """

    channel_id: int
    at: float


@dataclass(slots=True)
class Answers:
    """What became of what was said, by channel.

    Attributes:
        open: what has not been answered.
        seconds: from each answered message to its post, by channel.
        posts: our posts that carry translations.
        said: how many messages were said.
        seen: when each of our posts could be seen, until it is known what it carries: discord.py returns from the last
            post of a rate limit's window only when the next begins.
    """

    open: dict[int, Said] = field(default_factory=dict)
    seconds: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    posts: int = 0
    said: int = 0
    seen: dict[int, float] = field(default_factory=dict)

    def look(self, event: Event, bot: User) -> None:
        """Note when a post of ours could be seen."""
        if event.name == "MESSAGE_CREATE" and event.data["author"]["id"] == str(bot.id):
            self.seen[int(event.data["id"])] = time.monotonic()

    def note(self, links: Sequence[Link]) -> None:
        """A post was made."""
        times = {post_id: self.seen.pop(post_id, 0.0) for post_id in {link.post_id for link in links}}
        self.posts += len(times)
        for link in links:
            if said := self.open.pop(link.original_id, None):
                self.seconds.setdefault(said.channel_id, []).append((said.at, times[link.post_id] - said.at))

    def forget(self) -> None:
        """Drop what was noted but the counts."""
        self.open.clear()
        self.seconds.clear()
        self.seen.clear()


class _Watched(Links):
    """Links that are noted before they are written."""

    def __init__(self, database: Database, answers: Answers) -> None:
        super().__init__(database)
        self._answers = answers

    async def record(self, records: Sequence[Link]) -> None:
        """Note when the post was made."""
        self._answers.note(records)
        await super().record(records)


@dataclass(slots=True)
class Town:
    """A running sandbox with a running Qiao.

    Attributes:
        sandbox: plays Discord.
        runtime: Qiao's parts.
        answers: who was answered when.
    """

    sandbox: Sandbox
    runtime: Runtime
    answers: Answers

    @property
    def world(self) -> World:
        """Its servers and people."""
        return self.sandbox.world

    async def say(self, channel: Channel, speaker: User, text: str) -> None:
        """Say something."""
        at = time.monotonic()
        message = await self.sandbox.say(channel.id, speaker.id, text)
        self.answers.said += 1
        self.answers.open[message.id] = Said(channel.id, at)

    def ended(self) -> int:
        """How many messages have come to an end."""
        return self.runtime.ledger.outcomes.total()

    async def quiet(self, seconds: float) -> None:
        """Return when everything that was said has come to its end.

        Raises:
            TimeoutError: it has not after so many seconds.
        """
        async with asyncio.timeout(seconds):
            while self.ended() < self.answers.said:  # noqa: ASYNC110 - the ledger tells nobody of its entries
                await asyncio.sleep(_LOOK)

    def share(self, outcome: Outcome) -> float:
        """Which share of what was said ended so."""
        return self.runtime.ledger.outcomes[outcome] / max(1, self.answers.said)


@asynccontextmanager
async def town(
    settings: Settings, world: World, *, segments: SegmentTranslator | None = None, limits: Limits | None = None
) -> AsyncIterator[Town]:
    """Open the sandbox and start Qiao in it, in every channel.

    Args:
        settings: all of them.
        world: its servers, channels and people.
        segments: in place of the model.
        limits: of rates; Discord's by default.
    """
    runtime, answers = Runtime(settings.model), Answers()
    # A member of the crowd speaks for many; and heartbeats are real time, of which an accelerated hour has little.
    limits = replace(limits or Limits(), heartbeat_seconds=_ONE_DAY)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="qiao-bench-")))
        database = await stack.enter_async_context(
            await Database.open(f"sqlite+aiosqlite:///{folder.as_posix()}/qiao.db")
        )
        runtime.database = database
        links = await stack.enter_async_context(_Watched(database, answers))
        remembered = replace(await stack.enter_async_context(Stores.open(database)), links=links)
        use = Translator(segments) if segments else await stack.enter_async_context(translator(settings, runtime))
        world.listeners.append(lambda event: answers.look(event, world.bot))
        sandbox = await stack.enter_async_context(Sandbox(world=world, limits=limits))
        for guild in world.guilds.values():
            for channel_id in guild.channels:
                await remembered.channels.set(ChannelPreferences(channel_id, guild.id, enabled=True))
        options = Options(patience=settings.patience, api=sandbox.api, gateway=sandbox.gateway)

        def meet(client: Client) -> None:
            runtime.client = client

        running = asyncio.create_task(
            connect(
                use,
                remembered,
                options,
                token=sandbox.bot_token,
                ledger=runtime.ledger,
                started=meet,
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
