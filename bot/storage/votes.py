"""What readers think of translations."""

from sqlalchemy import ColumnElement, func, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import votes
from bot.storage.types import Vote


class Votes:
    """The votes on posts, one per person and post.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterruptible
    async def cast(self, post_id: int, guild_id: int, user_id: int, value: Vote) -> None:
        """Record a vote, replacing the person's previous vote on the post."""
        row = {"post_id": post_id, "user_id": user_id, "guild_id": guild_id, "value": value}
        async with self._database.write() as connection:
            await connection.execute(upsert(connection.dialect.name, votes), row)

    async def count(self, guild_id: int) -> tuple[int, int]:
        """The number of votes in a server for translations, and against them."""
        return await self._count(votes.c.guild_id == guild_id)

    async def count_post(self, post_id: int) -> tuple[int, int]:
        """The number of votes for a post, and against it."""
        return await self._count(votes.c.post_id == post_id)

    async def _count(self, condition: ColumnElement[bool]) -> tuple[int, int]:
        query = select(votes.c.value, func.count().label("many")).where(condition).group_by(votes.c.value)
        found = {row["value"]: row["many"] for row in await self._database.rows(query)}
        return found.get(1, 0), found.get(-1, 0)
