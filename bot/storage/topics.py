"""The topics that servers prefer not to discuss, in their own words."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from bot.storage.database import Database, uninterruptible
from bot.storage.schema import topics, watched
from bot.storage.types.moderation import Topic

if TYPE_CHECKING:
    from bot.storage.cache import Cache


class Topics:
    """The topics of servers; their terms are in `Watch`.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[tuple[Topic, ...]] = database.cache("topics")

    async def of_guild(self, guild_id: int) -> tuple[Topic, ...]:
        """All topics of a server, the oldest first."""
        return await self._cache.get(guild_id, self._fetch)

    async def _fetch(self, guild_id: int) -> tuple[Topic, ...]:
        rows = await self._database.rows(select(topics).where(topics.c.guild_id == guild_id).order_by(topics.c.id))
        return tuple(Topic(**row) for row in rows)

    @uninterruptible
    async def add(self, topic: Topic) -> Topic:
        """Store a topic.

        Returns:
            The topic with its new id.
        """
        row = asdict(topic)
        del row["id"]
        with self._cache.changing(topic.guild_id):
            async with self._database.write() as connection:
                given = await connection.execute(insert(topics).values(row).returning(topics.c.id))
                return replace(topic, id=given.scalar_one())

    @uninterruptible
    async def set(self, topic: Topic) -> bool:
        """Replace a topic.

        Returns:
            False if its server has no topic with this id.
        """
        statement = update(topics).where(topics.c.id == topic.id, topics.c.guild_id == topic.guild_id)
        with self._cache.changing(topic.guild_id):
            async with self._database.write() as connection:
                return (await connection.execute(statement.values(asdict(topic)))).rowcount > 0

    @uninterruptible
    async def remove(self, guild_id: int, topic_id: int) -> bool:
        """Delete a topic and its terms.

        Returns:
            False if the server has no topic with this id.
        """
        try:
            async with self._database.write() as connection:
                of_topic = (topics.c.guild_id == guild_id, topics.c.id == topic_id)
                found = (await connection.execute(delete(topics).where(*of_topic))).rowcount > 0
                terms = (watched.c.guild_id == guild_id, watched.c.topic_id == topic_id)
                await connection.execute(delete(watched).where(*terms))
                return found
        finally:
            self._database.clear_caches()
