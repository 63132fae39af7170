"""The translations that moderators settled."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import glossary
from bot.storage.types import GlossaryTerm

if TYPE_CHECKING:
    from bot.storage.cache import Cache

_COLUMNS = [glossary.c[field.name] for field in fields(GlossaryTerm)]


class Glossary:
    """The glossaries of servers, in which a source stands once a language, whatever its capitals.

    Args:
        database: open; everything that it cannot do is raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[tuple[GlossaryTerm, ...]] = database.cache("glossary")

    async def of_guild(self, guild_id: int) -> tuple[GlossaryTerm, ...]:
        """All terms of a server, by language and source."""
        return await self._cache.get(guild_id, self._fetch)

    async def _fetch(self, guild_id: int) -> tuple[GlossaryTerm, ...]:
        rows = await self._database.rows(select(*_COLUMNS).where(glossary.c.guild_id == guild_id))
        # Not the database's order: each has another one for text.
        return tuple(sorted((GlossaryTerm(**row) for row in rows), key=lambda term: (term.language, term.source)))

    async def add(self, term: GlossaryTerm) -> None:
        """Keep a term in the place of the one with its source."""
        await self.add_many([term])

    @uninterruptible
    async def add_many(self, terms: Iterable[GlossaryTerm]) -> int:
        """Keep terms, all or none, each in the place of the one with its source; of two alike the later one.

        Returns:
            How many were kept.
        """
        by_key = {(term.guild_id, term.language, _key(term.source)): term for term in terms}
        if not by_key:
            return 0
        # In one order everywhere, so that two processes cannot wait for each other.
        rows = [{**asdict(by_key[place]), "key": place[2]} for place in sorted(by_key)]
        with self._cache.changing(*(term.guild_id for term in by_key.values())):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, glossary), rows)
        return len(rows)

    @uninterruptible
    async def remove(self, guild_id: int, language: str, source: str) -> bool:
        """Delete a term.

        Returns:
            False where there is none with this source.
        """
        statement = delete(glossary).where(
            glossary.c.guild_id == guild_id, glossary.c.language == language, glossary.c.key == _key(source)
        )
        with self._cache.changing(guild_id):
            async with self._database.write() as connection:
                return (await connection.execute(statement)).rowcount > 0

    @uninterruptible
    async def clear(self, guild_id: int) -> int:
        """Delete all terms of a server.

        Returns:
            How many there were.
        """
        with self._cache.changing(guild_id):
            async with self._database.write() as connection:
                return (await connection.execute(delete(glossary).where(glossary.c.guild_id == guild_id))).rowcount


def _key(source: str) -> str:
    return blake2b(source.casefold().encode(errors="surrogatepass"), digest_size=8).hexdigest()
