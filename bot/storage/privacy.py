"""Erasing a person."""

from sqlalchemy import delete, update

from bot.storage.database import Database, uninterruptible
from bot.storage.links import in_order
from bot.storage.schema import glossary, links, members, suggestions, votes
from bot.storage.types import NOBODY, Forgotten, Link


class Privacy:
    """Everything that is stored about people.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterruptible
    async def forget_person(self, user_id: int) -> Forgotten:
        """Delete everything that is stored about a person, in every server.

        That includes whether they want to be ignored. Glossary terms stay, without the person's id. Posts on Discord
        stay as they are, and so do the links of other people's lines in them: callers that want to change the posts
        do so first, with `Links.of_author` and `Links.remove`.
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
