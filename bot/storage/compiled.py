"""What is compiled from the rows of a server, such as its glossary: once, and again after they change."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cachetools import LRUCache

Row = TypeVar("Row")
Result = TypeVar("Result")

_CACHED_GUILDS = 500


@dataclass(slots=True)
class _Compiled(Generic[Row, Result]):
    rows: tuple[Row, ...]
    result: asyncio.Future[Result]


class Compiled(Generic[Row, Result]):
    """Compiles the rows of each server when they are first needed.

    Args:
        fetch: returns the rows of a server, the same object as long as nothing has changed.
        build: compiles at least one row; it takes a while, and runs in a thread if there are many.
        large: number of rows from which it runs in a thread.
    """

    def __init__(
        self, fetch: Callable[[int], Awaitable[tuple[Row, ...]]], build: Callable[[tuple[Row, ...]], Result], large: int
    ) -> None:
        self._fetch = fetch
        self._build = build
        self._large = large
        self._known: LRUCache[int, _Compiled[Row, Result]] = LRUCache(_CACHED_GUILDS)

    async def of(self, guild_id: int) -> Result | None:
        """What is compiled from the rows of a server; None if it has none.

        Raises:
            StorageError: the rows cannot be read.
        """
        rows = await self._fetch(guild_id)
        if not rows:
            self._known.pop(guild_id, None)
            return None
        known = self._known.get(guild_id)
        if known is None or (known.rows is not rows and known.rows != rows):
            known = self._known[guild_id] = _Compiled(rows, self._start(rows))
        known.rows = rows
        # A caller that is canceled must not cancel the compilation that others wait for.
        return known.result.result() if known.result.done() else await asyncio.shield(known.result)

    def _start(self, rows: tuple[Row, ...]) -> asyncio.Future[Result]:
        if len(rows) >= self._large:
            return asyncio.ensure_future(asyncio.to_thread(self._build, rows))
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        done.set_result(self._build(rows))
        return done
