"""The words that the moderators of servers watch for."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.glossary import key_of
from bot.storage.schema import watched
from bot.storage.types.moderation import WatchedTerm

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from bot.storage.cache import Cache

_COLUMNS = [watched.c[field.name] for field in fields(WatchedTerm)]


class Watch:
    """The watched terms of servers, each with one term per topic, language, and spelling, ignoring case.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[tuple[WatchedTerm, ...]] = database.cache("watched")

    async def of_guild(self, guild_id: int) -> tuple[WatchedTerm, ...]:
        """All terms of a server and its topics, ordered by topic, language, and term.

        The same object as long as nothing has changed, so that what is compiled from it can be kept.
        """
        return await self._cache.get(guild_id, self._fetch)

    async def _fetch(self, guild_id: int) -> tuple[WatchedTerm, ...]:
        rows = await self._database.rows(select(*_COLUMNS).where(watched.c.guild_id == guild_id))
        # Not sorted by the database: SQLite and PostgreSQL order text differently.
        terms = (WatchedTerm(**row) for row in rows)
        return tuple(sorted(terms, key=lambda each: (each.topic_id, each.language, each.term)))

    @uninterruptible
    async def add_many(self, terms: Iterable[WatchedTerm]) -> int:
        """Add terms, all or none, replacing equal ones; of two equal ones, the last wins.

        Returns:
            How many were added.
        """
        by_key = {(each.guild_id, each.topic_id, each.language, key_of(each.term)): each for each in terms}
        if not by_key:
            return 0
        # The same order everywhere, so that two processes cannot deadlock.
        rows = [{**asdict(by_key[place]), "key": place[3]} for place in sorted(by_key)]
        with self._cache.changing(*(each.guild_id for each in by_key.values())):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, watched), rows)
        return len(rows)

    @uninterruptible
    async def remove(self, guild_id: int, term: str, *, topic_id: int = 0) -> int:
        """Delete a term in both languages.

        Returns:
            How many were deleted; 0 if there is no such term.
        """
        of_term = (watched.c.guild_id == guild_id, watched.c.topic_id == topic_id, watched.c.key == key_of(term))
        return await self._delete(guild_id, *of_term)

    @uninterruptible
    async def clear(self, guild_id: int, *, topic_id: int = 0) -> int:
        """Delete all terms of the watch-list or of a topic.

        Returns:
            How many were deleted.
        """
        return await self._delete(guild_id, watched.c.guild_id == guild_id, watched.c.topic_id == topic_id)

    async def _delete(self, guild_id: int, *conditions: "ColumnElement[bool]") -> int:
        with self._cache.changing(guild_id):
            async with self._database.write() as connection:
                return (await connection.execute(delete(watched).where(*conditions))).rowcount
