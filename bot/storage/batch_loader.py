"""Batches single reads that arrive while another is running into one query.

An idle database is queried immediately; under load, many reads cost as much as one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")

BATCH_SIZE = 500
"""Keys in one query; SQLite and PostgreSQL's driver allow some 32,000 parameters."""


class BatchLoader(Generic[Value]):
    """Loads values by id.

    Args:
        fetch: reads many at once; ids without a value may be missing from its answer.
    """

    def __init__(self, fetch: Callable[[Collection[int]], Awaitable[Mapping[int, Value]]]) -> None:
        self._fetch = fetch
        self._asked: dict[int, asyncio.Future[Value | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def get(self, key: int) -> Value | None:
        """The value, or None if there is none; raises what `fetch` raises."""
        answer = self._asked.get(key)
        if answer is None:
            answer = self._asked[key] = asyncio.get_running_loop().create_future()
            if self._reading is None:
                self._reading = asyncio.create_task(self._read())
        return await asyncio.shield(answer)

    async def _read(self) -> None:
        try:
            while self._asked:
                keys = list(self._asked)[:BATCH_SIZE]
                answers = {key: self._asked.pop(key) for key in keys}
                try:
                    found = await self._fetch(answers.keys())
                except Exception as error:  # noqa: BLE001 - every waiting caller must get the error
                    _fail(answers.values(), error)
                else:
                    for key, answer in answers.items():
                        answer.set_result(found.get(key))
        finally:
            self._reading = None


def _fail(answers: Collection[asyncio.Future[Value | None]], error: Exception) -> None:
    for answer in answers:
        answer.set_exception(error)
        answer.exception()  # marks it as retrieved: the callers may have been cancelled
