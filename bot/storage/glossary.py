"""The translations that moderators chose for their servers."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import glossary
from bot.storage.types.terms import GlossaryTerm

if TYPE_CHECKING:
    from bot.storage.cache import Cache

_COLUMNS = [glossary.c[field.name] for field in fields(GlossaryTerm)]


class Glossary:
    """The glossaries of servers, each with one term per language and source, ignoring case.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[tuple[GlossaryTerm, ...]] = database.cache("glossary")

    async def of_guild(self, guild_id: int) -> tuple[GlossaryTerm, ...]:
        """All terms of a server, ordered by language and source."""
        return await self._cache.get(guild_id, self._fetch)

    async def _fetch(self, guild_id: int) -> tuple[GlossaryTerm, ...]:
        rows = await self._database.rows(select(*_COLUMNS).where(glossary.c.guild_id == guild_id))
        # Not sorted by the database: SQLite and PostgreSQL order text differently.
        return tuple(sorted((GlossaryTerm(**row) for row in rows), key=lambda term: (term.language, term.source)))

    async def add(self, term: GlossaryTerm) -> None:
        """Add a term, replacing the one with the same source."""
        await self.add_many([term])

    @uninterruptible
    async def add_many(self, terms: Iterable[GlossaryTerm]) -> int:
        """Add terms, all or none, replacing those with the same sources; the last of two with one source wins.

        Returns:
            How many were added.
        """
        by_key = {(term.guild_id, term.language, key_of(term.source)): term for term in terms}
        if not by_key:
            return 0
        # The same order everywhere, so that two processes cannot deadlock.
        rows = [{**asdict(by_key[place]), "key": place[2]} for place in sorted(by_key)]
        with self._cache.changing(*(term.guild_id for term in by_key.values())):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, glossary), rows)
        return len(rows)

    @uninterruptible
    async def remove(self, guild_id: int, language: str, source: str) -> bool:
        """Delete a term.

        Returns:
            False if there is no term with this source.
        """
        statement = delete(glossary).where(
            glossary.c.guild_id == guild_id, glossary.c.language == language, glossary.c.key == key_of(source)
        )
        with self._cache.changing(guild_id):
            async with self._database.write() as connection:
                return (await connection.execute(statement)).rowcount > 0


def key_of(source: str) -> str:
    """The key of a text that people submit, which ignores case: what they submit may be too long for an index."""
    return blake2b(source.casefold().encode(errors="surrogatepass"), digest_size=8).hexdigest()
