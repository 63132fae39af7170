"""What moderators chose for their channels."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import channels
from bot.storage.types import ChannelPreferences

if TYPE_CHECKING:
    from bot.storage.cache import Cache


class Channels:
    """The preferences of channels and threads.

    Args:
        database: open; everything that it cannot do is raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[ChannelPreferences | None] = database.cache("channels")

    async def get(self, channel_id: int) -> ChannelPreferences | None:
        """What was set for the channel; None where nothing was."""
        return await self._cache.get(channel_id, self._fetch)

    async def _fetch(self, channel_id: int) -> ChannelPreferences | None:
        rows = await self._database.rows(select(channels).where(channels.c.channel_id == channel_id))
        return ChannelPreferences(**rows[0]) if rows else None

    async def of_guild(self, guild_id: int) -> list[ChannelPreferences]:
        """All channels of the server for which something was set, by id."""
        query = select(channels).where(channels.c.guild_id == guild_id).order_by(channels.c.channel_id)
        return [ChannelPreferences(**row) for row in await self._database.rows(query)]

    @uninterruptible
    async def set(self, preferences: ChannelPreferences) -> None:
        """Remember the preferences in the place of those that were there."""
        with self._cache.changing(preferences.channel_id):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, channels), asdict(preferences))
        self._cache.put(preferences.channel_id, preferences)

    @uninterruptible
    async def remove(self, channel_id: int) -> None:
        """Forget the channel; its links stay until they are swept."""
        with self._cache.changing(channel_id):
            async with self._database.write() as connection:
                await connection.execute(delete(channels).where(channels.c.channel_id == channel_id))
        self._cache.put(channel_id, None)
