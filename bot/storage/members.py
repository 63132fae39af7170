"""What people set for themselves."""

from collections.abc import Collection
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.storage.batch_loader import BatchLoader
from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import members
from bot.storage.types.preferences import MemberPreferences

if TYPE_CHECKING:
    from bot.storage.cache import Cache


class Members:
    """The preferences of people, the same in every server.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[MemberPreferences] = database.cache("members")
        self._rows = BatchLoader(self._fetch_all)

    async def get(self, user_id: int) -> MemberPreferences:
        """The preferences of a person, or the defaults."""
        return await self._cache.get(user_id, self._fetch)

    async def _fetch(self, user_id: int) -> MemberPreferences:
        return await self._rows.get(user_id) or MemberPreferences(user_id)

    async def _fetch_all(self, user_ids: Collection[int]) -> dict[int, MemberPreferences]:
        rows = await self._database.rows(select(members).where(members.c.user_id.in_(user_ids)))
        return {row["user_id"]: MemberPreferences(**row) for row in rows}

    @uninterruptible
    async def set(self, preferences: MemberPreferences) -> None:
        """Replace the preferences of a person."""
        with self._cache.changing(preferences.user_id):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, members), asdict(preferences))
        self._cache.put(preferences.user_id, preferences)
