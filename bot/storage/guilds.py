"""What applies to a whole server."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, union

from bot.storage.bridges import DISSOLVE
from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import (
    bridge_threads,
    bridges,
    channel_bots,
    channels,
    glossary,
    guilds,
    links,
    mutes,
    seen,
    suggestion_posts,
    suggestions,
    topics,
    votes,
    watched,
)
from bot.storage.types.preferences import GuildPreferences

if TYPE_CHECKING:
    from bot.storage.cache import Cache

_TABLES = (
    links,
    votes,
    suggestions,
    suggestion_posts,
    seen,
    glossary,
    bridges,
    bridge_threads,
    channel_bots,
    channels,
    mutes,
    watched,
    topics,
    guilds,
)
"""All tables with rows about a server, except for what the host decided about it: that outlives Qiao's visits."""


class Guilds:
    """The preferences of servers.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[GuildPreferences] = database.cache("guilds")

    async def get(self, guild_id: int) -> GuildPreferences:
        """The preferences of a server, or the defaults."""
        return await self._cache.get(guild_id, self._fetch)

    async def _fetch(self, guild_id: int) -> GuildPreferences:
        rows = await self._database.rows(select(guilds).where(guilds.c.guild_id == guild_id))
        return GuildPreferences(**rows[0]) if rows else GuildPreferences(guild_id)

    @uninterruptible
    async def set(self, preferences: GuildPreferences) -> None:
        """Replace the preferences of a server."""
        with self._cache.changing(preferences.guild_id):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, guilds), asdict(preferences))
        self._cache.put(preferences.guild_id, preferences)

    async def held(self) -> list[int]:
        """The ids, in order, of the servers that anything is stored about."""
        query = union(*(select(table.c.guild_id).where(table.c.guild_id.is_not(None)) for table in _TABLES))
        return sorted(row["guild_id"] for row in await self._database.rows(query))

    async def left(self, before: int) -> list[int]:
        """The ids, in order, of the servers that the bot left before a time in seconds since the epoch."""
        query = select(guilds.c.guild_id).where(guilds.c.left_at < before).order_by(guilds.c.guild_id)
        return [row["guild_id"] for row in await self._database.rows(query)]

    @uninterruptible
    async def remove(self, guild_id: int) -> None:
        """Delete everything stored about a server, and the bridges left with a single channel elsewhere."""
        try:
            async with self._database.write() as connection:
                for table in _TABLES:
                    await connection.execute(delete(table).where(table.c.guild_id == guild_id))
                await connection.execute(DISSOLVE)
        finally:
            self._database.clear_caches()
