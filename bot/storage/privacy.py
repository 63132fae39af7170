"""Erasure a person altogether."""

from sqlalchemy import delete, update

from bot.storage.database import Database, uninterruptible
from bot.storage.links import in_order
from bot.storage.schema import glossary, links, members, suggestions, votes
from bot.storage.types import NOBODY, Forgotten, Link


class Privacy:
    """All that is held about people.

    Args:
        database: open; everything that it cannot do is raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterruptible
    async def forget_person(self, user_id: int) -> Forgotten:
        """Delete all that is held about a person, in every server; terms stay in their glossaries without his id.

        The posts stay, and so do the lines that others have in them; posts that are to be changed are changed
        first, with `Links.of_author` and `Links.remove`. That he wants to be ignored is forgotten too.
        """
        try:
            async with self._database.write() as connection:
                gone = await connection.execute(
                    delete(links).where(links.c.author_id == user_id).returning(*links.columns)
                )
                removed = tuple(in_order(Link(**row) for row in gone.mappings()))
                counts = [
                    (await connection.execute(statement)).rowcount
                    for statement in (
                        delete(members).where(members.c.user_id == user_id),
                        delete(suggestions).where(suggestions.c.author_id == user_id),
                        delete(votes).where(votes.c.user_id == user_id),
                        update(glossary).where(glossary.c.author_id == user_id).values(author_id=NOBODY),
                    )
                ]
        finally:
            self._database.clear_caches()
        return Forgotten(removed, *counts)
