"""Reconciles each server when it becomes available: after a start, or an outage that could not be resumed."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Final

import discord
import structlog
from discord.ext import commands

from bot.chat.features.reconcile.channel import Bounds, ChannelReader
from bot.chat.features.reconcile.history import Known, last_message
from bot.chat.relay.gates import Gates
from bot.chat.relay.progress import Progress
from bot.chat.relay.tasks import Tasks
from bot.errors import QiaoError
from bot.storage.links import Links
from bot.storage.seen import Seen

log = structlog.get_logger(__name__)

_AT_ONCE: Final = 5
"""Channels that are read at the same time."""

_PATIENCE: Final = 60.0
"""Seconds for which new messages in a channel wait until those before them are read."""

_LINKS: Final = 10_000
"""Links of a server that are compared with Discord."""


class Reconciliation(commands.Cog):
    """Follows what happened while Qiao was offline.

    Where translation is on, what was written since the last known message is translated, in one digest per channel.
    Everywhere, deletions and edits of messages with translations, copies or answers are followed.

    Args:
        reader: reads channels.
        seen: the latest messages that were dealt with.
        links: which posts belong to which message.
        progress: knows which messages are being worked on.
        gates: hold back new messages until those before them are read.
        bounds: how much is reconciled.
    """

    def __init__(
        self,
        reader: ChannelReader,
        seen: Seen,
        links: Links,
        *,
        progress: Progress,
        gates: Gates,
        bounds: Bounds,
    ) -> None:
        self._reader = reader
        self._seen = seen
        self._links = links
        self._progress = progress
        self._gates = gates
        self._bounds = bounds
        self._marks: dict[int, Mapping[int, int]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._tasks = Tasks()

    async def cog_load(self) -> None:
        """Read the latest known messages before the first event arrives."""
        await self._seen.load()

    async def cog_unload(self) -> None:
        """Stop; the next start begins where this one began."""
        self._progress.freeze()
        await self._tasks.cancel()

    async def drain(self) -> None:
        """Return when everything was reconciled that is known to need it."""
        await self._tasks.drain()

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        """A session begins, before its first message: events since the last one are lost."""
        self._marks = {guild_id: self._seen.of_guild(guild_id) for guild_id in self._seen.guilds}

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """Discord has an outage: events of this server are lost from now on."""
        self._marks[guild.id] = self._seen.of_guild(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """The channels of a server are known: close the gates before the next message there, then reconcile."""
        marks = self._marks.pop(guild.id, None) or self._arrive(guild)
        if not self._bounds.messages:
            return
        oldest, newest = self._bounds.oldest, max(marks.values())
        gaps: dict[int, int] = {}
        gates: dict[int, AsyncExitStack] = {}
        for channel in (*guild.channels, *guild.threads):
            # Where no message was seen yet, there was none until the latest one elsewhere.
            mark, last = max(marks.get(channel.id, newest), oldest), last_message(channel)
            if last > mark:
                gaps[channel.id] = mark
                gates[channel.id] = AsyncExitStack()
                self._progress.reopen(guild.id, channel.id, mark + 1, last)
                await gates[channel.id].enter_async_context(self._gates.closed(channel.id))
        self._tasks.start(self._reconcile(guild, gaps, gates, oldest))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited: what was written before is not translated."""
        self._arrive(guild)

    def _arrive(self, guild: discord.Guild) -> Mapping[int, int]:
        """Record the time from which on the messages of a new server count, under the server's own id."""
        now = discord.utils.time_snowflake(discord.utils.utcnow())
        latest = max(map(last_message, (*guild.channels, *guild.threads)), default=0) or now
        self._seen.note(guild.id, guild.id, latest)
        return self._seen.of_guild(guild.id)

    async def _reconcile(
        self, guild: discord.Guild, gaps: Mapping[int, int], gates: Mapping[int, AsyncExitStack], oldest: int
    ) -> None:
        known: defaultdict[int, Known] = defaultdict(Known)
        try:
            async with self._turns:
                links = await self._links.of_guild(guild.id, oldest, _LINKS)
            for link in links:
                for channel_id in {link.channel_id, link.post_channel_id}:
                    known[channel_id].add(link, channel_id)
        except QiaoError as error:
            log.warning("server not reconciled", guild=guild.id, error=str(error))
        # Channels in which messages wait come first.
        order = [*gaps, *(channel_id for channel_id in known if channel_id not in gaps)]
        await asyncio.gather(*(self._in_turn(guild, each, gaps.get(each), known, gates.get(each)) for each in order))

    async def _in_turn(
        self,
        guild: discord.Guild,
        channel_id: int,
        mark: int | None,
        links: Mapping[int, Known],
        gate: AsyncExitStack | None,
    ) -> None:
        try:
            if gate and not await self._reader.translates(guild, channel_id):
                await gate.aclose()  # nothing is posted there, so nothing has to wait for its turn
            async with self._turns:
                async with asyncio.timeout(_PATIENCE):
                    history = await self._reader.read(guild, channel_id, mark, links)
                if gate:
                    await gate.aclose()
                if history:
                    await self._reader.follow(channel_id, history, links[channel_id])
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("channel not reconciled", channel=channel_id, status=error.status, code=error.code)
        except Exception as error:  # noqa: BLE001 - whatever it was, other channels go on, and this one after a restart
            status = error.status if isinstance(error, discord.HTTPException) else None
            log.warning("channel not reconciled yet", channel=channel_id, error=type(error).__name__, status=status)
            return
        finally:
            if gate:
                await gate.aclose()
        if mark is not None:
            self._progress.end(guild.id, channel_id, mark + 1)
