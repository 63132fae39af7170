"""How far the messages of each channel were dealt with, so that what was missed can be found after a restart."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from types import TracebackType
from typing import Final, Self

import structlog
from sqlalchemy import delete, select

from bot.errors import QiaoError
from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import seen
from bot.storage.write_behind import WriteBehind

log = structlog.get_logger(__name__)

INTERVAL: Final = 5.0
"""Minimum seconds between two writes."""
_FAILED: Final = "latest messages not stored"


class Seen:
    """The latest message in each channel up to which everything was dealt with.

    `note` returns at once. The database gets the first change soon after, and what changes in the next few seconds at
    their end, in one transaction. A crash may lose these seconds: then some messages are looked at twice, and their
    links say that they were translated.

    Used as an async context manager, it writes what is pending at the end.

    Args:
        database: open.
        interval: minimum seconds between two writes.
    """

    def __init__(self, database: Database, interval: float = INTERVAL) -> None:
        self._database = database
        self._marks: defaultdict[int, dict[int, int]] = defaultdict(dict)
        self._changed = WriteBehind(self._write, _FAILED, interval=interval)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def load(self) -> None:
        """Read what is stored.

        Raises:
            StorageError: the database failed.
        """
        for row in await self._database.rows(select(seen)):
            self._mark(row["channel_id"], row["guild_id"], row["message_id"])

    @property
    def guilds(self) -> Collection[int]:
        """The ids of the servers that anything is known about."""
        return list(self._marks)

    def of_guild(self, guild_id: int) -> Mapping[int, int]:
        """The latest message that was dealt with, by channel."""
        return dict(self._marks.get(guild_id, {}))

    def note(self, channel_id: int, guild_id: int, message_id: int) -> None:
        """Note that everything in a channel up to a message was dealt with; an older message changes nothing."""
        if self._mark(channel_id, guild_id, message_id):
            self._changed.add([(channel_id, guild_id)])

    async def flush(self) -> None:
        """Write what has changed.

        Raises:
            StorageError: the database failed; the changes are written next time.
        """
        await self._changed.flush()

    async def close(self) -> None:
        """Write what is pending; without it, a few messages are looked at again after the restart."""
        try:
            await self._changed.close()
        except QiaoError as error:
            log.warning(_FAILED, error=str(error))

    @uninterruptible
    async def sweep(self, before: int) -> int:
        """Delete what is known about channels without a message since then.

        Args:
            before: id of a message.

        Returns:
            How many channels were deleted.
        """
        for marks in self._marks.values():
            for channel_id in [channel_id for channel_id, message_id in marks.items() if message_id < before]:
                del marks[channel_id]
        async with self._database.write() as connection:
            return (await connection.execute(delete(seen).where(seen.c.message_id < before))).rowcount

    def _mark(self, channel_id: int, guild_id: int, message_id: int) -> bool:
        """Remember the latest message of a channel; False if a later one is known."""
        marks = self._marks[guild_id]
        is_later = message_id > marks.get(channel_id, 0)
        if is_later:
            marks[channel_id] = message_id
        return is_later

    @uninterruptible
    async def _write(self, changed: Sequence[tuple[int, int]]) -> None:
        rows = [
            {"channel_id": channel_id, "guild_id": guild_id, "message_id": self._marks[guild_id][channel_id]}
            for channel_id, guild_id in sorted(changed)
            if channel_id in self._marks[guild_id]
        ]
        if rows:
            async with self._database.write() as connection:
                statement = upsert(connection.dialect.name, seen, monotonic="message_id")
                await connection.execute(statement, rows)
