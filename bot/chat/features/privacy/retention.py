"""Deletion of expired data: old links, and everything about servers that Qiao left."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import discord
import structlog
from discord.ext import commands

from bot.errors import QiaoError
from bot.storage.guilds import Guilds
from bot.storage.links import Links
from bot.storage.seen import Seen

log = structlog.get_logger(__name__)

_DAY = timedelta(days=1)

IsAbsent = Callable[[int], bool]
"""Whether the bot is not on a server that this process is responsible for; nothing is deleted about other servers."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long data is kept.

    Attributes:
        links: days from a message to the deletion of its links; 0 keeps them forever.
        guilds: days from leaving a server to the deletion of everything about it.
    """

    links: int
    guilds: int


def _utc_now() -> datetime:
    return datetime.now(UTC)


class RetentionSweeper:
    """Deletes expired data.

    Args:
        links: deleted when they are old.
        seen: the latest known messages of channels, deleted when they are as old.
        guilds: deleted some time after the bot left them.
        retention: how long data is kept.
        now: the current time, with a time zone.
        sleep: waits for a number of seconds.
    """

    def __init__(
        self,
        links: Links,
        seen: Seen,
        guilds: Guilds,
        retention: Retention,
        *,
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._links = links
        self._seen = seen
        self._guilds = guilds
        self._retention = retention
        self._now = now
        self._sleep = sleep

    async def run(self, is_absent: IsAbsent) -> None:
        """Sweep now and then every day at the same time, until canceled."""
        due = self._now()
        while True:
            await self.sweep(is_absent)
            now = self._now()
            while due <= now:
                due += _DAY
            await self._sleep((due - now).total_seconds())

    async def sweep(self, is_absent: IsAbsent) -> None:
        """Delete expired data; an error is logged, and the next sweep tries again."""
        try:
            links = await self._sweep_links()
            guilds = await self._sweep_guilds(is_absent)
        except Exception as error:
            known = isinstance(error, QiaoError)
            log.warning(
                "retention sweep failed",
                error=str(error) if known else type(error).__name__,
                exc_info=None if known else error,
            )
        else:
            log.info("retention sweep finished", links=links, guilds=guilds)

    async def reconcile(self, present: set[int], is_absent: IsAbsent) -> None:
        """Record which servers the bot joined or left while it was offline.

        Args:
            present: the servers that the bot is on.
            is_absent: see `IsAbsent`.
        """
        try:
            for guild_id in await self._guilds.held():
                if guild_id in present:
                    await self.joined(guild_id)
                elif is_absent(guild_id):
                    await self.left(guild_id)
        except QiaoError as error:
            log.warning("servers not reconciled", error=str(error))

    async def joined(self, guild_id: int) -> None:
        """Record that the bot is on a server: what is stored about it is kept."""
        preferences = await self._guilds.get(guild_id)
        if preferences.left_at is not None:
            await self._guilds.set(replace(preferences, left_at=None))

    async def left(self, guild_id: int) -> None:
        """Record that the bot is no longer on a server: what is stored about it will be deleted."""
        preferences = await self._guilds.get(guild_id)
        if preferences.left_at is None:
            await self._guilds.set(replace(preferences, left_at=int(self._now().timestamp())))

    async def _sweep_links(self) -> int:
        if not self._retention.links:
            return 0
        before = self._now() - timedelta(days=self._retention.links)
        await self._seen.sweep(discord.utils.time_snowflake(before))
        return await self._links.sweep(before)

    async def _sweep_guilds(self, is_absent: IsAbsent) -> int:
        before = self._now() - timedelta(days=self._retention.guilds)
        expired = [guild_id for guild_id in await self._guilds.left(int(before.timestamp())) if is_absent(guild_id)]
        for guild_id in expired:
            await self._guilds.remove(guild_id)
        return len(expired)


class GuildLifecycle(commands.Cog):
    """Tracks which servers the bot is on, and sweeps while it is connected.

    Args:
        sweeper: deletes expired data.
        client: the connected client.
    """

    def __init__(self, sweeper: RetentionSweeper, client: discord.Client) -> None:
        self._sweeper = sweeper
        self._client = client
        self._sweeping: asyncio.Task[None] | None = None

    async def cog_unload(self) -> None:
        """Stop sweeping."""
        if self._sweeping:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """All servers are known: start sweeping. Discord sends this event again with each new session."""
        await self._sweeper.reconcile({guild.id for guild in self._client.guilds}, self._is_absent)
        if self._sweeping is None:
            self._sweeping = asyncio.create_task(self._sweeper.run(self._is_absent))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited, perhaps again."""
        await self._sweeper.joined(guild.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed, or the server was deleted."""
        await self._sweeper.left(guild.id)

    def _is_absent(self, guild_id: int) -> bool:
        # Servers of other shards belong to other processes; the formula is Discord's:
        # https://discord.com/developers/docs/events/gateway#sharding
        shards = self._client.shard_count or 1
        ours = (guild_id >> 22) % shards == (self._client.shard_id or 0)
        return ours and self._client.get_guild(guild_id) is None
