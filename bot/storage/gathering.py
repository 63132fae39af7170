"""Single reads that come while another is under way, gathered into one query.

An idle database is asked at once; under load the reads of a whole moment cost what one costs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")

MOST = 500
"""Keys in one query; SQLite allows 32,766 parameters, PostgreSQL's driver as many."""


class BatchLoader(Generic[Value]):
    """Reads values by id.

    Args:
        fetch: reads many at once; ids for which there is nothing may be missing from its answer.
    """

    def __init__(self, fetch: Callable[[Collection[int]], Awaitable[Mapping[int, Value]]]) -> None:
        self._fetch = fetch
        self._asked: dict[int, asyncio.Future[Value | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def get(self, key: int) -> Value | None:
        """The value, or None where there is none; raises what `fetch` raises."""
        answer = self._asked.get(key)
        if answer is None:
            answer = self._asked[key] = asyncio.get_running_loop().create_future()
            if self._reading is None:
                self._reading = asyncio.create_task(self._read())
        return await asyncio.shield(answer)

    async def _read(self) -> None:
        try:
            while self._asked:
                keys = list(self._asked)[:MOST]
                answers = {key: self._asked.pop(key) for key in keys}
                try:
                    found = await self._fetch(answers.keys())
                except Exception as error:  # noqa: BLE001 - whatever it was, all who wait must hear of it
                    _fail(answers.values(), error)
                else:
                    for key, answer in answers.items():
                        answer.set_result(found.get(key))
        finally:
            self._reading = None


def _fail(answers: Collection[asyncio.Future[Value | None]], error: Exception) -> None:
    for answer in answers:
        answer.set_exception(error)
        answer.exception()  # a caller that was cancelled meanwhile does not come for it
