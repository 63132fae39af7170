"""Posts that show suggestions to moderators."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, or_, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import suggestion_posts
from bot.storage.types import SuggestionPost


class SuggestionPosts:
    """Where suggestions were shown, so that the posts can be removed when a person wants to be forgotten.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterruptible
    async def record(self, post: SuggestionPost) -> None:
        """Record a post."""
        async with self._database.write() as connection:
            await connection.execute(upsert(connection.dialect.name, suggestion_posts), asdict(post))

    async def about(self, user_id: int) -> Sequence[SuggestionPost]:
        """The posts with suggestions by a person, or about their messages, newest first."""
        table = suggestion_posts.c
        query = select(suggestion_posts).where(or_(table.author_id == user_id, table.source_author_id == user_id))
        rows = await self._database.rows(query.order_by(table.post_id.desc()))
        return [SuggestionPost(**row) for row in rows]

    @uninterruptible
    async def remove(self, post_id: int) -> None:
        """Forget a post."""
        async with self._database.write() as connection:
            await connection.execute(delete(suggestion_posts).where(suggestion_posts.c.post_id == post_id))
