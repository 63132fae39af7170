"""Erasing a person."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, or_, select, update

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import erasures, glossary, members, suggestions, votes, watched
from bot.storage.types.erasure import NOBODY, Erasure


class Privacy:
    """The erasures of people that have not been finished.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unfinished(self) -> Sequence[Erasure]:
        """The erasures that were begun and not finished."""
        return [Erasure(**row) for row in await self._database.rows(select(erasures).order_by(erasures.c.user_id))]

    @uninterruptible
    async def begin(self, user_id: int, locale: str) -> Erasure:
        """Delete everything that is stored about a person, in every server, except for what leads to posts on Discord.

        That includes whether they want to be ignored. Terms of glossaries and watch-lists stay, without the person's
        id. `Links`, `SuggestionPosts`, and this erasure stay until the posts are removed, so that an interrupted
        erasure can be resumed.

        Args:
            user_id: the person.
            locale: the language in which they asked for it.

        Returns:
            What was deleted so far, by this erasure and by the same person's unfinished one.
        """
        try:
            async with self._database.write() as connection:
                row = (
                    (await connection.execute(select(erasures).where(erasures.c.user_id == user_id))).mappings().first()
                )
                before = Erasure(**row) if row else Erasure(user_id, locale)
                preferences, deleted_suggestions, deleted_votes, terms, watched_terms = [
                    (await connection.execute(statement)).rowcount
                    for statement in (
                        delete(members).where(members.c.user_id == user_id),
                        delete(suggestions).where(
                            or_(suggestions.c.author_id == user_id, suggestions.c.source_author_id == user_id)
                        ),
                        delete(votes).where(votes.c.user_id == user_id),
                        update(glossary).where(glossary.c.author_id == user_id).values(author_id=NOBODY),
                        update(watched).where(watched.c.author_id == user_id).values(author_id=NOBODY),
                    )
                ]
                erasure = Erasure(
                    user_id,
                    locale,
                    posts=before.posts,
                    quotes=before.quotes,
                    refused=before.refused,
                    links=before.links,
                    preferences=before.preferences + preferences,
                    suggestions=before.suggestions + deleted_suggestions,
                    votes=before.votes + deleted_votes,
                    terms=before.terms + terms + watched_terms,
                )
                await connection.execute(upsert(connection.dialect.name, erasures), asdict(erasure))
        finally:
            self._database.clear_caches()
        return erasure

    @uninterruptible
    async def save(self, erasure: Erasure) -> None:
        """Store how far an erasure has come."""
        async with self._database.write() as connection:
            await connection.execute(upsert(connection.dialect.name, erasures), asdict(erasure))

    @uninterruptible
    async def finish(self, user_id: int) -> None:
        """Delete the erasure itself, because the person was told about it."""
        async with self._database.write() as connection:
            await connection.execute(delete(erasures).where(erasures.c.user_id == user_id))
