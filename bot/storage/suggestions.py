"""Suggested translations that wait for a moderator's decision."""

from dataclasses import asdict, replace

from sqlalchemy import delete, func, insert, select, update

from bot.storage.database import Database, uninterruptible
from bot.storage.schema import suggestions
from bot.storage.types import Suggestion


class Suggestions:
    """The suggestions that have not been decided on yet.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterruptible
    async def add(
        self,
        *,
        guild_id: int,
        channel_id: int,
        post_id: int,
        author_id: int,
        language: str,
        source: str,
        target: str,
        created_at: int,
        source_author_id: int | None = None,
    ) -> Suggestion:
        """Store a suggestion; the arguments are the attributes of `Suggestion`.

        Returns:
            The suggestion with its new id.

        Raises:
            TermError: the source or the target is blank, too long, or cannot be stored.
        """
        new = Suggestion(
            0, guild_id, channel_id, post_id, author_id, language, source, target, created_at, source_author_id
        )
        row = asdict(new)
        del row["id"]
        async with self._database.write() as connection:
            given = await connection.execute(insert(suggestions).values(row).returning(suggestions.c.id))
            return replace(new, id=given.scalar_one())

    @uninterruptible
    async def set_review(self, suggestion_id: int, channel_id: int, post_id: int) -> None:
        """Record the post in a log channel that shows a suggestion to the moderators."""
        where = update(suggestions).where(suggestions.c.id == suggestion_id)
        async with self._database.write() as connection:
            await connection.execute(where.values(review_channel_id=channel_id, review_post_id=post_id))

    async def get(self, suggestion_id: int) -> Suggestion | None:
        """The suggestion; None if it has been decided on."""
        rows = await self._database.rows(select(suggestions).where(suggestions.c.id == suggestion_id))
        return Suggestion(**rows[0]) if rows else None

    @uninterruptible
    async def remove(self, suggestion_id: int) -> bool:
        """Delete a suggestion; the caller that succeeds decides on it.

        Returns:
            False if it was already deleted.
        """
        async with self._database.write() as connection:
            return (await connection.execute(delete(suggestions).where(suggestions.c.id == suggestion_id))).rowcount > 0

    async def of_guild(self, guild_id: int) -> list[Suggestion]:
        """All suggestions of a server, oldest first."""
        query = select(suggestions).where(suggestions.c.guild_id == guild_id).order_by(suggestions.c.id)
        return [Suggestion(**row) for row in await self._database.rows(query)]

    async def count(self, guild_id: int) -> int:
        """How many suggestions of a server wait for a decision."""
        query = select(func.count().label("many")).where(suggestions.c.guild_id == guild_id)
        return int((await self._database.rows(query))[0]["many"])
