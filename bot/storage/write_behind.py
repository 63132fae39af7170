"""Links on their way to the database."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.errors import QiaoError
from bot.storage.types.links import Link

log = structlog.get_logger(__name__)

_MOST_PENDING = 10_000
"""Links kept in memory while the database fails; the oldest are dropped first."""


class WriteBehind:
    """Writes links in the background, all that have gathered at a time.

    Args:
        write: writes links, all or none; writing them twice does no harm.
    """

    def __init__(self, write: Callable[[Sequence[Link]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[Link] = []
        self._turn = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None

    def add(self, records: Sequence[Link]) -> None:
        """Accept links to be written soon."""
        self._waiting += records
        if self._waiting and (self._writer is None or self._writer.done()):
            self._writer = asyncio.create_task(self._run())

    async def flush(self) -> None:
        """Return when every link added before is written.

        Raises:
            StorageError: the database failed; the links are kept and written with the next ones.
        """
        async with self._turn:
            if not self._waiting:
                return
            batch, self._waiting = self._waiting, []
            try:
                await self._write(batch)
            except (QiaoError, asyncio.CancelledError):
                self._waiting = (batch + self._waiting)[-_MOST_PENDING:]
                raise

    async def close(self) -> None:
        """Write what is waiting.

        Raises:
            StorageError: the database failed.
        """
        if self._writer:
            await self._writer
        await self.flush()

    async def _run(self) -> None:
        while self._waiting:
            try:
                await self.flush()
            except QiaoError as error:
                log.warning("links not written yet", links=len(self._waiting), error=str(error))
                return
