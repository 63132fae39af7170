"""What moderators set for channels and threads."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import channels
from bot.storage.types.preferences import ChannelPreferences, ChannelSettings

if TYPE_CHECKING:
    from bot.storage.cache import Cache


class Channels:
    """The preferences of channels and threads.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[ChannelPreferences | None] = database.cache("channels")

    async def get(self, channel_id: int) -> ChannelPreferences | None:
        """What was set for the channel itself; None where nothing was."""
        return await self._cache.get(channel_id, self._fetch)

    async def _fetch(self, channel_id: int) -> ChannelPreferences | None:
        rows = await self._database.rows(select(channels).where(channels.c.channel_id == channel_id))
        return ChannelPreferences(**rows[0]) if rows else None

    async def effective(self, channel_ids: Sequence[int | None]) -> ChannelSettings:
        """The settings that apply in a channel.

        Args:
            channel_ids: a channel or thread, then the thread's channel, if any; None is skipped.
        """
        found = [await self.get(channel_id) for channel_id in channel_ids if channel_id is not None]
        return ChannelSettings.resolve([preferences for preferences in found if preferences])

    async def of_guild(self, guild_id: int) -> list[ChannelPreferences]:
        """The preferences of every channel of the server that has any, ordered by id."""
        query = select(channels).where(channels.c.guild_id == guild_id).order_by(channels.c.channel_id)
        return [ChannelPreferences(**row) for row in await self._database.rows(query)]

    @uninterruptible
    async def set(self, preferences: ChannelPreferences) -> None:
        """Replace the preferences of a channel."""
        with self._cache.changing(preferences.channel_id):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, channels), asdict(preferences))
        self._cache.put(preferences.channel_id, preferences)
