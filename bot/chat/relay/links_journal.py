"""Links on their way to the database: those of many posts go together, and nobody who asks misses one."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

import structlog

from bot.errors import QiaoError
from bot.storage.links import Links
from bot.storage.types import Link

log = structlog.get_logger(__name__)

_MOST = 10_000
"""Links that are kept for a database that fails; the oldest are given up first."""


class LinksJournal(Links):
    """Stands before other `Links`. An asynchronous context manager, which leaves when everything is written.

    While one transaction is on its way the links of further posts gather, and all go with the next: there is no timer.
    Whatever else is asked waits until the links recorded before are in the database.

    Args:
        links: where they are kept for good.
    """

    def __init__(self, links: Links) -> None:
        self._links = links
        self._waiting: list[Link] = []
        self._turn = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None

    async def record(self, records: Sequence[Link]) -> None:
        """Take links on; they are written without the caller's waiting."""
        self._waiting += records
        if self._waiting and (self._writer is None or self._writer.done()):
            self._writer = asyncio.create_task(self._write())

    async def of_original(self, original_id: int) -> list[Link]:
        """The links of a message, by part; none where it has no translation."""
        await self.flush()
        return await self._links.of_original(original_id)

    async def of_post(self, post_id: int) -> list[Link]:
        """The links that lead to a post, by line."""
        await self.flush()
        return await self._links.of_post(post_id)

    async def revise(self, original_id: int, revision: int) -> bool:
        """Raise the revision of a message's links; False where theirs is not older, or there are none."""
        await self.flush()
        return await self._links.revise(original_id, revision)

    async def remove(self, original_ids: Sequence[int]) -> list[Link]:
        """Forget messages, return what was known, and move up the lines of what remains in a digest."""
        await self.flush()
        return await self._links.remove(original_ids)

    async def remove_posts(self, post_ids: Sequence[int]) -> list[Link]:
        """Forget posts of ours that are gone."""
        await self.flush()
        return await self._links.remove_posts(post_ids)

    async def of_author(self, author_id: int, limit: int) -> list[Link]:
        """Some links of what a person wrote, the newest messages first."""
        await self.flush()
        return await self._links.of_author(author_id, limit)

    async def sweep(self, before: datetime) -> int:
        """Forget the links of messages written before a time, and tell how many they were."""
        await self.flush()
        return await self._links.sweep(before)

    async def flush(self) -> None:
        """Return when every link that was recorded before is in the database.

        Raises:
            StorageError: the database failed; the links are kept and tried again with the next.
        """
        async with self._turn:
            if not self._waiting:
                return
            batch, self._waiting = self._waiting, []
            try:
                await self._links.record(batch)
            except (QiaoError, asyncio.CancelledError):
                # Written twice does no harm, not at all does.
                self._waiting = (batch + self._waiting)[-_MOST:]
                raise

    async def close(self) -> None:
        """Write what waits.

        Raises:
            StorageError: the database failed.
        """
        if self._writer:
            await self._writer
        await self.flush()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _write(self) -> None:
        while self._waiting:
            try:
                await self.flush()
            except QiaoError as error:
                log.warning("links could not be written yet", links=len(self._waiting), error=str(error))
                return
