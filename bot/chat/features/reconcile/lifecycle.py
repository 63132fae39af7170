"""Reconciles each server when it becomes available: after a start, or an outage that could not be resumed."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import discord
import structlog
from discord.ext import commands

from bot.chat.features.reconcile.history import (
    History,
    Known,
    Readable,
    is_gone,
    last_message,
    missing_permission,
)
from bot.chat.incoming import Audience, parent_of
from bot.chat.relay.gates import Gates
from bot.chat.relay.progress import Progress
from bot.chat.relay.relay import Relay
from bot.errors import QiaoError
from bot.storage.stores import Stores

log = structlog.get_logger(__name__)

_AT_ONCE: Final = 5
"""Channels that are read at the same time."""

_PATIENCE: Final = 60.0
"""Seconds for which new messages in a channel wait until those before them are read."""

_NAMES_PATIENCE: Final = 10.0
"""Seconds to wait for the names that people have on the server."""

_LINKS: Final = 10_000
"""Links of a server that are compared with Discord."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is reconciled.

    Attributes:
        messages: the latest messages of each channel that are looked at; 0 reconciles nothing.
        hours: maximum age of a message.
    """

    messages: int
    hours: float

    @property
    def oldest(self) -> int:
        """Id of the oldest message that is looked at."""
        return discord.utils.time_snowflake(discord.utils.utcnow() - timedelta(hours=self.hours))


class Reconciliation(commands.Cog):
    """Follows what happened while Qiao was offline.

    Where translation is on, what was written since the last known message is translated, in one digest per channel.
    Everywhere, deletions and edits of messages with translations, copies or answers are followed.

    Args:
        client: the connected client.
        audience: reads messages.
        relay: handles deletions, edits and missed messages.
        stores: settings, links, and the latest known messages.
        progress: knows which messages were dealt with.
        gates: hold back new messages until those before them are read.
        bounds: how much is reconciled.
        always: ids of channels in which translation is always on.
        content: whether the message-content intent was granted; without it, only deletions can be followed.
    """

    def __init__(
        self,
        client: discord.Client,
        audience: Audience,
        relay: Relay,
        stores: Stores,
        *,
        progress: Progress,
        gates: Gates,
        bounds: Bounds,
        always: frozenset[int],
        content: bool,
    ) -> None:
        self._client = client
        self._audience = audience
        self._relay = relay
        self._progress = progress
        self._gates = gates
        self._stores = stores
        self._bounds = bounds
        self._always = always
        self._content = content
        self._marks: dict[int, Mapping[int, int]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def cog_load(self) -> None:
        """Read the latest known messages before the first event arrives."""
        await self._stores.seen.load()

    async def cog_unload(self) -> None:
        """Stop; the next start begins where this one began."""
        self._progress.freeze()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Return when everything was reconciled that is known to need it."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        """A session begins, before its first message: events since the last one are lost."""
        self._marks = {guild_id: self._stores.seen.of_guild(guild_id) for guild_id in self._stores.seen.guilds}

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """Discord has an outage: events of this server are lost from now on."""
        self._marks[guild.id] = self._stores.seen.of_guild(guild.id)

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
        task = asyncio.create_task(self._reconcile(guild, gaps, gates, oldest))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited; what was said before is not its business."""
        self._arrive(guild)

    def _arrive(self, guild: discord.Guild) -> Mapping[int, int]:
        """Remember since when a server is known, under its own id, until there is a message of which to remember it."""
        now = discord.utils.time_snowflake(discord.utils.utcnow())
        latest = max(map(last_message, (*guild.channels, *guild.threads)), default=0) or now
        self._stores.seen.note(guild.id, guild.id, latest)
        return self._stores.seen.of_guild(guild.id)

    async def _reconcile(
        self, guild: discord.Guild, gaps: Mapping[int, int], gates: Mapping[int, AsyncExitStack], oldest: int
    ) -> None:
        known: defaultdict[int, Known] = defaultdict(Known)
        try:
            async with self._turns:
                links = await self._stores.links.of_guild(guild.id, oldest, _LINKS)
            for link in links:
                for channel_id in {link.channel_id, link.post_channel_id}:
                    known[channel_id].add(link, channel_id)
        except QiaoError as error:
            log.warning("server not reconciled", guild=guild.id, error=str(error))
        # Channels in which messages wait come first.
        order = [*gaps, *(channel_id for channel_id in known if channel_id not in gaps)]
        await asyncio.gather(
            *(self._in_turn(guild, each, gaps.get(each), known[each], gates.get(each)) for each in order)
        )

    async def _in_turn(
        self, guild: discord.Guild, channel_id: int, mark: int | None, known: Known, gate: AsyncExitStack | None
    ) -> None:
        try:
            async with self._turns:
                history = None
                try:
                    async with asyncio.timeout(_PATIENCE):
                        history = await self._read(guild, channel_id, mark, known)
                finally:
                    if gate:
                        await gate.aclose()
                if history:
                    await self._follow(channel_id, history, known)
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("channel not reconciled", channel=channel_id, status=error.status, code=error.code)
        except Exception as error:  # noqa: BLE001 - whatever it was, other channels go on, and this one after a restart
            status = error.status if isinstance(error, discord.HTTPException) else None
            log.warning("channel not reconciled yet", channel=channel_id, error=type(error).__name__, status=status)
            return
        if mark is not None:
            self._progress.end(guild.id, channel_id, mark + 1)

    async def _read(self, guild: discord.Guild, channel_id: int, mark: int | None, known: Known) -> History | None:
        """Read the latest messages of a channel, and take slots for those that were missed."""
        channel = guild.get_channel_or_thread(channel_id) or await self._archived(channel_id)
        if not isinstance(channel, Readable):
            return None
        if mark is not None and not (self._content and await self._is_on(channel)):
            mark = None
        wanted = known.newest(self._bounds.messages)
        if mark is None and not wanted:
            return None
        if missing := missing_permission(channel):
            log.info("channel not reconciled", channel=channel_id, missing=missing)
            return None
        first = min([*wanted[:1], *([mark + 1] if mark is not None else [])])
        history = await History.read(channel, first, self._bounds.messages)
        if not history.messages and wanted and not await is_gone(channel, wanted[-1]):
            log.info("channel not reconciled", channel=channel_id, missing="messages")
            return None
        if mark is not None:
            await self._translate(channel, history, mark, known)
        return history

    async def _translate(self, channel: Readable, history: History, mark: int, known: Known) -> None:
        for link in list(history.unlinked(known, self._audience.is_ours)):
            await self._stores.links.record([link])
            known.add(link, channel.id)
        edited = {message.id for message in history.edited(known)}
        missed = [
            message
            for message in history.messages
            if message.id > mark and message.id not in edited and self._may_be_posted(message)
        ]
        if missed:
            log.info("missed messages", channel=channel.id, messages=len(missed))
            await self._name_authors(channel.guild, missed)
            await self._relay.missed([self._audience.read(message) for message in missed])

    async def _follow(self, channel_id: int, history: History, known: Known) -> None:
        """Follow deletions and edits."""
        gone = history.gone(known, self._bounds.messages)
        edited = history.edited(known) if self._content else []
        if gone or edited:
            log.info("missed changes", channel=channel_id, deleted=len(gone), edited=len(edited))
        if edited and (guild := edited[0].guild):
            await self._name_authors(guild, edited)
        for message in edited:
            await self._relay.edited(self._audience.read(message))
        if gone:
            await self._relay.deleted(gone)

    async def _archived(self, channel_id: int) -> object:
        """A channel that Discord did not announce, such as an archived thread; None if it was deleted or is hidden."""
        try:
            return await self._client.fetch_channel(channel_id)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData):
            return None

    async def _is_on(self, channel: Readable) -> bool:
        """Whether messages of a channel may be translated or copied; the routes of each message decide."""
        places = [place for place in (channel.id, parent_of(channel)) if place is not None]
        if not self._always.isdisjoint(places) or (await self._stores.channels.effective(places)).enabled:
            return True
        return any([await self._stores.bridges.get(place) for place in places])

    def _may_be_posted(self, message: discord.Message) -> bool:
        """Whether anything might be posted for a message."""
        if self._audience.is_ours(message):
            return False
        read = self._audience.read(message)
        return bool(read.text or read.crosses_bridges)

    async def _name_authors(self, guild: discord.Guild, messages: Sequence[discord.Message]) -> None:
        """Give authors the names that they have on the server, which a channel's history does not contain."""
        people = list({message.author.id for message in messages if isinstance(message.author, discord.User)})
        if not people:
            return
        try:
            async with asyncio.timeout(_NAMES_PATIENCE):
                found = await guild.query_members(user_ids=people[:100], limit=100, cache=False)
        except (TimeoutError, discord.DiscordException):
            return
        members = {member.id: member for member in found}
        for message in messages:
            message.author = members.get(message.author.id, message.author)
