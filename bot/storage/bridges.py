"""Which channels mirror each other, and which threads below them."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import Select, delete, func, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import bridge_threads, bridges
from bot.storage.types import BridgedChannel, BridgedThread

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.cache import Cache

_MIN_CHANNELS = 2

_too_small = select(bridges.c.bridge_id).group_by(bridges.c.bridge_id).having(func.count() < _MIN_CHANNELS)

DISSOLVE: Final = delete(bridges).where(bridges.c.bridge_id.in_(_too_small))
"""Deletes the bridges with a single channel."""


class Bridges:
    """The bridges between channels.

    A channel is in one bridge at most, so bridges cannot form a loop, and a bridge has at least two channels.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._channels: Cache[BridgedChannel | None] = database.cache("bridged channels")
        self._bridges: Cache[list[BridgedChannel]] = database.cache("bridges")
        self._threads: Cache[list[BridgedThread]] = database.cache("bridged threads")

    async def get(self, channel_id: int) -> BridgedChannel | None:
        """A channel and its bridge; None if it is in no bridge."""
        return await self._channels.get(channel_id, self._fetch)

    async def _fetch(self, channel_id: int) -> BridgedChannel | None:
        rows = await self._database.rows(select(bridges).where(bridges.c.channel_id == channel_id))
        return BridgedChannel(**rows[0]) if rows else None

    async def place(self, channel_id: int) -> BridgedChannel | None:
        """A channel and its bridge, or a thread as if it were in the bridge of its channel; None if there is none."""
        if found := await self.get(channel_id):
            return found
        thread = next((each for each in await self.threads(channel_id) if each.thread_id == channel_id), None)
        parent = await self.get(thread.channel_id) if thread else None
        return replace(parent, channel_id=channel_id) if parent else None

    async def threads(self, thread_id: int) -> list[BridgedThread]:
        """A thread and its counterparts, ordered by id; empty if it has none."""
        return list(await self._threads.get(thread_id, self._fetch_threads))

    async def _fetch_threads(self, thread_id: int) -> list[BridgedThread]:
        root = select(bridge_threads.c.root_id).where(bridge_threads.c.thread_id == thread_id).scalar_subquery()
        query = select(bridge_threads).where(bridge_threads.c.root_id == root).order_by(bridge_threads.c.thread_id)
        return [BridgedThread(**row) for row in await self._database.rows(query)]

    @uninterruptible
    async def add_threads(self, threads: Sequence[BridgedThread]) -> None:
        """Remember that threads show each other's messages."""
        try:
            async with self._database.write() as connection:
                for thread in threads:
                    await connection.execute(upsert(connection.dialect.name, bridge_threads), asdict(thread))
        finally:
            self._threads.clear()

    @uninterruptible
    async def remove_thread(self, thread_id: int) -> None:
        """Forget a thread that is gone."""
        try:
            async with self._database.write() as connection:
                await connection.execute(delete(bridge_threads).where(bridge_threads.c.thread_id == thread_id))
        finally:
            self._threads.clear()

    async def of_bridge(self, bridge_id: int) -> list[BridgedChannel]:
        """The channels of a bridge, ordered by id; empty if there is no such bridge."""
        return list(await self._bridges.get(bridge_id, self._fetch_bridge))

    async def _fetch_bridge(self, bridge_id: int) -> list[BridgedChannel]:
        return [BridgedChannel(**row) for row in await self._database.rows(_of(bridge_id))]

    async def of_guild(self, guild_id: int) -> list[BridgedChannel]:
        """The bridged channels of a server, ordered by id."""
        query = select(bridges).where(bridges.c.guild_id == guild_id).order_by(bridges.c.channel_id)
        return [BridgedChannel(**row) for row in await self._database.rows(query)]

    @uninterruptible
    async def add(self, channels: Sequence[BridgedChannel]) -> bool:
        """Add channels to their bridges, all or none; a channel that is already in its bridge gets its new language.

        Returns:
            False if a channel is in another bridge, or would be the only one in its own; nothing has changed then.
        """
        rows = sorted(channels, key=lambda channel: channel.channel_id)
        try:
            async with self._database.write() as connection:
                for bridge_id in sorted({channel.bridge_id for channel in rows}):
                    await _lock(connection, bridge_id)
                # The same order everywhere, so that two processes cannot deadlock.
                statement = upsert(connection.dialect.name, bridges, constant="bridge_id")
                for row in rows:
                    await connection.execute(statement, asdict(row))
                if fits := await _fits(connection, rows):
                    return fits
                await connection.rollback()
                return False
        finally:
            self._clear_caches()

    @uninterruptible
    async def remove(self, channel_id: int) -> list[BridgedChannel]:
        """Remove a channel from its bridge, which is dissolved if fewer than two channels remain.

        Returns:
            The other channels of the bridge, ordered by id; a single one is no longer in a bridge.
        """
        place = select(bridges.c.bridge_id).where(bridges.c.channel_id == channel_id)
        try:
            async with self._database.write() as connection:
                bridge_id = (await connection.execute(place)).scalar()
                if bridge_id is None:
                    return []
                await _lock(connection, bridge_id)
                await connection.execute(
                    delete(bridges).where(bridges.c.channel_id == channel_id, bridges.c.bridge_id == bridge_id)
                )
                rest = [BridgedChannel(**row) for row in (await connection.execute(_of(bridge_id))).mappings()]
                gone = [channel_id]
                if len(rest) < _MIN_CHANNELS:
                    await connection.execute(delete(bridges).where(bridges.c.bridge_id == bridge_id))
                    gone += [channel.channel_id for channel in rest]
                await connection.execute(delete(bridge_threads).where(bridge_threads.c.channel_id.in_(gone)))
                return rest
        finally:
            self._clear_caches()

    def _clear_caches(self) -> None:
        # Bridges rarely change, and any cached answer about them may be outdated now.
        self._channels.clear()
        self._bridges.clear()
        self._threads.clear()


def _of(bridge_id: int) -> Select[tuple[int, int, int, str | None]]:
    return select(bridges).where(bridges.c.bridge_id == bridge_id).order_by(bridges.c.channel_id)


async def _lock(connection: "AsyncConnection", bridge_id: int) -> None:
    """Keep other processes from changing the bridge; they wait for its rows, of which there are at least two."""
    await connection.execute(_of(bridge_id).with_for_update())


async def _fits(connection: "AsyncConnection", channels: Sequence[BridgedChannel]) -> bool:
    """Whether each channel is now in its bridge together with another one."""
    for channel in channels:
        there = [row.channel_id for row in await connection.execute(_of(channel.bridge_id))]
        if channel.channel_id not in there or len(there) < _MIN_CHANNELS:
            return False
    return True
