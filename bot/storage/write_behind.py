"""Records on their way to the database."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from typing import Final, Generic, TypeVar

import structlog

from bot.errors import QiaoError

log = structlog.get_logger(__name__)

RETRY_SECONDS: Final = 5.0
"""How long to wait after a write that failed."""
_MOST_PENDING: Final = 10_000
"""Records kept in memory while the database fails; the oldest are dropped first."""

Record = TypeVar("Record", bound=Hashable)


class WriteBehind(Generic[Record]):
    """Writes records in the background, all that have gathered at a time.

    Args:
        write: writes records, all or none; writing them twice does no harm.
        warning: what the log says if it fails.
        interval: minimum seconds between two writes.
    """

    def __init__(
        self, write: Callable[[Sequence[Record]], Awaitable[None]], warning: str, *, interval: float = 0.0
    ) -> None:
        self._write = write
        self._warning = warning
        self._interval = interval
        self._waiting: dict[Record, None] = {}
        self._turn = asyncio.Lock()
        self._closing = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    def add(self, records: Iterable[Record]) -> None:
        """Accept records to be written soon; one that is waiting already is written once."""
        self._waiting |= dict.fromkeys(records)
        if self._waiting and (self._writer is None or self._writer.done()):
            self._writer = asyncio.create_task(self._run())

    async def flush(self) -> None:
        """Return when every record added before is written.

        Raises:
            StorageError: the database failed; the records are kept and written with the next ones.
        """
        async with self._turn:
            if not self._waiting:
                return
            batch, self._waiting = list(self._waiting), {}
            try:
                await self._write(batch)
            except (QiaoError, asyncio.CancelledError):
                self._waiting = dict.fromkeys([*batch, *self._waiting][-_MOST_PENDING:])
                raise

    async def close(self) -> None:
        """Write what is waiting.

        Raises:
            StorageError: the database failed.
        """
        self._closing.set()
        if self._writer:
            await self._writer
        await self.flush()

    async def _run(self) -> None:
        while self._waiting:
            pause = self._interval
            try:
                await self.flush()
            except QiaoError as error:
                log.warning(self._warning, waiting=len(self._waiting), error=str(error))
                pause = max(pause, RETRY_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)
                return
