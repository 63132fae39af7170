"""Deleting what is no longer to be kept: links that are old, and all about servers that Qiao has left."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.errors import QiaoError
from bot.storage.guilds import Guilds
from bot.storage.links import Links

log = structlog.get_logger(__name__)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept.

    Attributes:
        links: days from a message to the deletion of its links; 0 keeps them for ever.
        guilds: days from leaving a server to the deletion of all that is held about it.
    """

    links: int
    guilds: int


def _utc() -> datetime:
    return datetime.now(UTC)


class RetentionSweeper:
    """Keeps the store clean.

    Args:
        links: are swept when they are old.
        guilds: are removed when they were left long ago.
        retention: how long that is.
        now: the time, with a time zone.
        wait: waits for so many seconds.
    """

    def __init__(
        self,
        links: Links,
        guilds: Guilds,
        retention: Retention,
        *,
        now: Callable[[], datetime] = _utc,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._links = links
        self._guilds = guilds
        self._retention = retention
        self._now = now
        self._wait = wait

    async def run(self, absent: Callable[[int], bool]) -> None:
        """Sweep now and then once a day, always at the same time of the day, until cancelled.

        Args:
            absent: whether the bot is not on a server that is ours to look after; of any other nothing is deleted.
        """
        due = self._now()
        while True:
            await self.sweep(absent)
            now = self._now()
            while due <= now:
                due += _DAY
            await self._wait((due - now).total_seconds())

    async def sweep(self, absent: Callable[[int], bool]) -> None:
        """Delete what is too old; an error is logged, and the next sweep tries again."""
        try:
            links = await self._sweep_links()
            guilds = await self._sweep_guilds(absent)
        except Exception as error:
            known = isinstance(error, QiaoError)
            log.warning(
                "what is too old could not be deleted",
                error=str(error) if known else type(error).__name__,
                exc_info=None if known else error,
            )
        else:
            log.info("swept", links=links, guilds=guilds)

    async def take_stock(self, present: set[int], absent: Callable[[int], bool]) -> None:
        """Note which servers the bot left or came back to while nobody looked.

        Args:
            present: the servers on which the bot is.
            absent: see `run`.
        """
        try:
            for guild_id in await self._guilds.held():
                if guild_id in present:
                    await self.arrive(guild_id)
                elif absent(guild_id):
                    await self.depart(guild_id)
        except QiaoError as error:
            log.warning("servers that were left could not be noted", error=str(error))

    async def arrive(self, guild_id: int) -> None:
        """The bot is on a server: what is held about it stays."""
        preferences = await self._guilds.get(guild_id)
        if preferences.left_at is not None:
            await self._guilds.set(replace(preferences, left_at=None))

    async def depart(self, guild_id: int) -> None:
        """The bot is not on a server any more: what is held about it goes when the time has come."""
        preferences = await self._guilds.get(guild_id)
        if preferences.left_at is None:
            await self._guilds.set(replace(preferences, left_at=int(self._now().timestamp())))

    async def _sweep_links(self) -> int:
        if not self._retention.links:
            return 0
        return await self._links.sweep(self._now() - timedelta(days=self._retention.links))

    async def _sweep_guilds(self, absent: Callable[[int], bool]) -> int:
        before = self._now() - timedelta(days=self._retention.guilds)
        gone = [guild_id for guild_id in await self._guilds.left(int(before.timestamp())) if absent(guild_id)]
        for guild_id in gone:
            await self._guilds.remove(guild_id)
        return len(gone)
