"""Rows that tests put into a database."""

from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.types.links import Link


async def record(database: Database, *records: Link) -> None:
    """Record links and wait until they are written."""
    async with Links(database) as links:
        await links.record(records)
        await links.flush()
