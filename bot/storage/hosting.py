"""What the host decided about servers."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import hosting

if TYPE_CHECKING:
    from bot.storage.cache import Cache


@dataclass(frozen=True, slots=True)
class HostedGuild:
    """What the host decided about a server; the server's own moderators cannot change it.

    Attributes:
        guild_id: the server.
        allowed: whether it is on the list of servers that may use Qiao; if the list is empty, all may.
        per_minute: how many of its messages are translated per minute; None for the host's setting, 0 for no limit.
    """

    guild_id: int
    allowed: bool = False
    per_minute: int | None = None


class Hosting:
    """The host's decisions about servers, whether or not Qiao is on them.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Cache[HostedGuild] = database.cache("hosting")
        self._allowed: Cache[frozenset[int]] = database.cache("allowed")

    async def get(self, guild_id: int) -> HostedGuild:
        """What was decided about a server, or the defaults."""
        return await self._cache.get(guild_id, self._fetch)

    async def _fetch(self, guild_id: int) -> HostedGuild:
        rows = await self._database.rows(select(hosting).where(hosting.c.guild_id == guild_id))
        return HostedGuild(**rows[0]) if rows else HostedGuild(guild_id)

    async def allowed(self) -> frozenset[int]:
        """The servers that may use Qiao; empty if all may."""
        return await self._allowed.get(0, self._fetch_allowed)

    async def _fetch_allowed(self, _: int) -> frozenset[int]:
        rows = await self._database.rows(select(hosting.c.guild_id).where(hosting.c.allowed))
        return frozenset(row["guild_id"] for row in rows)

    @uninterruptible
    async def allow_only(self, guild_ids: Collection[int]) -> None:
        """Replace the list of servers that may use Qiao; if it is empty, all may."""
        # The same order everywhere, so that two processes cannot deadlock.
        rows = [asdict(replace(await self._fetch(guild_id), allowed=True)) for guild_id in sorted(set(guild_ids))]
        try:
            async with self._database.write() as connection:
                await connection.execute(update(hosting).values(allowed=False))
                if rows:
                    await connection.execute(upsert(connection.dialect.name, hosting), rows)
        finally:
            self._cache.clear()
            self._allowed.clear()

    @uninterruptible
    async def limit(self, guild_id: int, per_minute: int | None) -> None:
        """Set how many messages of a server are translated per minute; None for the host's setting."""
        decided = replace(await self._fetch(guild_id), per_minute=per_minute)
        with self._cache.changing(guild_id):
            async with self._database.write() as connection:
                await connection.execute(upsert(connection.dialect.name, hosting), asdict(decided))
        self._cache.put(guild_id, decided)
