"""Which channels mirror one another."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import Select, delete, func, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import bridges
from bot.storage.types import BridgedChannel

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.cache import Cache

_FEWEST = 2

_too_small = select(bridges.c.bridge_id).group_by(bridges.c.bridge_id).having(func.count() < _FEWEST)

DISSOLVE: Final = delete(bridges).where(bridges.c.bridge_id.in_(_too_small))
"""Deletes the channels that are left alone in their bridge."""


class Bridges:
    """The bridges between channels.

    A channel stands in one bridge at most, which is why bridges cannot form a loop, and is never alone in it.

    Args:
        database: open; everything that it cannot do is raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._channels: Cache[BridgedChannel | None] = database.cache("bridged channels")
        self._bridges: Cache[list[BridgedChannel]] = database.cache("bridges")

    async def get(self, channel_id: int) -> BridgedChannel | None:
        """The channel's place in its bridge; None where it stands in none."""
        return await self._channels.get(channel_id, self._fetch)

    async def _fetch(self, channel_id: int) -> BridgedChannel | None:
        rows = await self._database.rows(select(bridges).where(bridges.c.channel_id == channel_id))
        return BridgedChannel(**rows[0]) if rows else None

    async def of_bridge(self, bridge_id: int) -> list[BridgedChannel]:
        """The channels of a bridge by id; none where there is no such bridge."""
        return list(await self._bridges.get(bridge_id, self._fetch_bridge))

    async def _fetch_bridge(self, bridge_id: int) -> list[BridgedChannel]:
        return [BridgedChannel(**row) for row in await self._database.rows(_of(bridge_id))]

    async def of_guild(self, guild_id: int) -> list[BridgedChannel]:
        """The channels of a server that stand in bridges, by id."""
        query = select(bridges).where(bridges.c.guild_id == guild_id).order_by(bridges.c.channel_id)
        return [BridgedChannel(**row) for row in await self._database.rows(query)]

    @uninterruptible
    async def add(self, channels: Sequence[BridgedChannel]) -> bool:
        """Put channels into their bridges, all or none; one that is in its bridge already gets its new language.

        Returns:
            False where a channel stands in another bridge, or would be alone in its own: then nothing has changed.
        """
        rows = sorted(channels, key=lambda channel: channel.channel_id)
        try:
            async with self._database.write() as connection:
                for bridge_id in sorted({channel.bridge_id for channel in rows}):
                    await _lock(connection, bridge_id)
                # In one order everywhere, so that two processes cannot wait for each other.
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
        """Take a channel out of its bridge, which is dissolved where fewer than two channels remain.

        Returns:
            The other channels of the bridge by id; where that is one alone, it stands in no bridge any more.
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
                if len(rest) < _FEWEST:
                    await connection.execute(delete(bridges).where(bridges.c.bridge_id == bridge_id))
                return rest
        finally:
            self._clear_caches()

    def _clear_caches(self) -> None:
        # Bridges are seldom built; every answer about them may be another one now.
        self._channels.clear()
        self._bridges.clear()


def _of(bridge_id: int) -> Select[tuple[int, int, int, str | None]]:
    return select(bridges).where(bridges.c.bridge_id == bridge_id).order_by(bridges.c.channel_id)


async def _lock(connection: "AsyncConnection", bridge_id: int) -> None:
    """Keep other processes from changing the bridge; they wait for its rows, of which each has two at least."""
    await connection.execute(_of(bridge_id).with_for_update())


async def _fits(connection: "AsyncConnection", channels: Sequence[BridgedChannel]) -> bool:
    """Whether each channel is in its bridge now, and with another one."""
    for channel in channels:
        there = [row.channel_id for row in await connection.execute(_of(channel.bridge_id))]
        if channel.channel_id not in there or len(there) < _FEWEST:
            return False
    return True
