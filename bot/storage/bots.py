"""The bots and webhooks whose messages moderators want translated, channel by channel."""

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import channel_bots

if TYPE_CHECKING:
    from bot.storage.cache import Cache


class Bots:
    """The bots and webhooks that are translated in a channel, by id.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[frozenset[int]] = database.cache("channel bots")

    async def of(self, *channel_ids: int | None) -> frozenset[int]:
        """The bots and webhooks that are translated in a channel.

        Args:
            channel_ids: a channel or thread, then the thread's channel, if any; None is skipped.
        """
        chosen = [
            await self._cache.get(channel_id, self._fetch) for channel_id in channel_ids if channel_id is not None
        ]
        return frozenset().union(*chosen)

    async def _fetch(self, channel_id: int) -> frozenset[int]:
        query = select(channel_bots.c.bot_id).where(channel_bots.c.channel_id == channel_id)
        return frozenset(row["bot_id"] for row in await self._database.rows(query))

    async def of_guild(self, guild_id: int) -> dict[int, list[int]]:
        """The bots and webhooks of every channel of a server that has any, by channel id, each list ordered by id."""
        query = (
            select(channel_bots.c.channel_id, channel_bots.c.bot_id)
            .where(channel_bots.c.guild_id == guild_id)
            .order_by(channel_bots.c.channel_id, channel_bots.c.bot_id)
        )
        found: dict[int, list[int]] = {}
        for row in await self._database.rows(query):
            found.setdefault(row["channel_id"], []).append(row["bot_id"])
        return found

    @uninterruptible
    async def add(self, guild_id: int, channel_id: int, bot_id: int) -> None:
        """Have a bot or a webhook translated in a channel."""
        row = {"channel_id": channel_id, "bot_id": bot_id, "guild_id": guild_id}
        with self._cache.changing(channel_id):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, channel_bots), row)

    @uninterruptible
    async def remove(self, channel_id: int, bot_id: int) -> None:
        """Have a bot or a webhook ignored in a channel again."""
        with self._cache.changing(channel_id):
            async with self._database.write() as connection:
                await connection.execute(
                    delete(channel_bots).where(channel_bots.c.channel_id == channel_id, channel_bots.c.bot_id == bot_id)
                )
