import asyncio
from collections.abc import Collection

import pytest

from bot.errors import StorageError
from bot.storage.batch_loader import BATCH_SIZE, BatchLoader


class Squares:
    """Returns the square of each key once its gate is open; negative keys have no value."""

    def __init__(self) -> None:
        self.history: list[list[int]] = []
        self.gate = asyncio.Event()
        self.fails = False

    async def fetch(self, keys: Collection[int]) -> dict[int, int]:
        self.history.append(list(keys))
        await self.gate.wait()
        if self.fails:
            raise StorageError("no")
        return {key: key * key for key in keys if key >= 0}


@pytest.fixture
def squares() -> Squares:
    return Squares()


async def _requested(loader: BatchLoader[int], keys: Collection[int]) -> list["asyncio.Task[int | None]"]:
    tasks = [asyncio.create_task(loader.get(key)) for key in keys]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_keys_requested_during_a_read_go_into_the_next(squares: Squares) -> None:
    loader = BatchLoader(squares.fetch)
    first = await _requested(loader, [1])
    rest = await _requested(loader, [2, 3, -4, 2])
    squares.gate.set()
    assert await asyncio.gather(*first, *rest) == [1, 4, 9, None, 4]
    assert squares.history == [[1], [2, 3, -4]]


async def test_a_key_that_is_being_read_is_read_again_for_later_callers(squares: Squares) -> None:
    loader = BatchLoader(squares.fetch)
    tasks = await _requested(loader, [1]) + await _requested(loader, [1])
    squares.gate.set()
    assert await asyncio.gather(*tasks) == [1, 1]
    assert squares.history == [[1], [1]]


async def test_a_query_has_a_maximum_size(squares: Squares) -> None:
    loader = BatchLoader(squares.fetch)
    squares.gate.set()
    keys = range(2 * BATCH_SIZE + 1)
    assert await asyncio.gather(*await _requested(loader, keys)) == [key * key for key in keys]
    assert [len(keys) for keys in squares.history] == [BATCH_SIZE, BATCH_SIZE, 1]


async def test_an_error_reaches_every_waiting_caller_and_the_next_read_starts_over(squares: Squares) -> None:
    loader = BatchLoader(squares.fetch)
    squares.fails = True
    squares.gate.set()
    found = await asyncio.gather(*await _requested(loader, [1, 2]), return_exceptions=True)
    assert [type(one) for one in found] == [StorageError, StorageError]
    squares.fails = False
    assert await loader.get(3) == 9


async def test_a_cancelled_caller_does_not_cancel_the_others(squares: Squares) -> None:
    loader = BatchLoader(squares.fetch)
    gone, stays = await _requested(loader, [1]) + await _requested(loader, [1])
    gone.cancel()
    squares.gate.set()
    assert await stays == 1
