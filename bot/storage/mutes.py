"""Members whose messages the moderators of a server do not want translated."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import mutes

if TYPE_CHECKING:
    from bot.storage.cache import Cache


@dataclass(frozen=True, slots=True)
class Mute:
    """A member whose messages a server's moderators do not want translated.

    Attributes:
        guild_id: the server.
        user_id: the member.
        until: seconds since the epoch at which it ends; None if a moderator has to lift it.
    """

    guild_id: int
    user_id: int
    until: int | None = None

    def is_over(self, now: float) -> bool:
        """Whether it has ended, given the seconds since the epoch."""
        return self.until is not None and self.until <= now


class Mutes:
    """The muted members of servers; a mute that has ended counts as none.

    Args:
        database: open; its failures are raised as `StorageError`.
        clock: seconds since the epoch.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._cache: Cache[Mapping[int, Mute]] = database.cache("mutes")

    async def has(self, guild_id: int | None, user_id: int) -> bool:
        """Whether a member is muted; nobody is in direct messages."""
        if guild_id is None:
            return False
        mute = (await self._cache.get(guild_id, self._fetch)).get(user_id)
        return mute is not None and not mute.is_over(self._clock())

    async def of_guild(self, guild_id: int) -> list[Mute]:
        """The mutes of a server, those that end first at the beginning."""
        now = self._clock()
        found = [mute for mute in (await self._cache.get(guild_id, self._fetch)).values() if not mute.is_over(now)]
        return sorted(found, key=lambda mute: (mute.until is None, mute.until or 0, mute.user_id))

    async def _fetch(self, guild_id: int) -> Mapping[int, Mute]:
        rows = await self._database.rows(select(mutes).where(mutes.c.guild_id == guild_id))
        return {row["user_id"]: Mute(**row) for row in rows}

    @uninterruptible
    async def set(self, mute: Mute) -> None:
        """Mute a member, replacing an earlier mute, and delete the mutes of the server that have ended."""
        over = delete(mutes).where(mutes.c.guild_id == mute.guild_id, mutes.c.until <= int(self._clock()))
        with self._cache.changing(mute.guild_id):
            async with self._database.write() as connection:
                await connection.execute(over)
                await connection.execute(upsert(connection.dialect.name, mutes), asdict(mute))

    @uninterruptible
    async def lift(self, guild_id: int, user_id: int) -> bool:
        """End a mute.

        Returns:
            False if the member was not muted.
        """
        was_muted = await self.has(guild_id, user_id)
        condition = (mutes.c.guild_id == guild_id, mutes.c.user_id == user_id)
        with self._cache.changing(guild_id):
            async with self._database.write() as connection:
                await connection.execute(delete(mutes).where(*condition))
        return was_muted
