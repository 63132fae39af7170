import asyncio
from collections.abc import Collection

import pytest

from bot.errors import StorageError
from bot.storage.gathering import MOST, BatchLoader


class Shelf:
    """Answers with the square of each key, once its gate is open; knows no negative ones."""

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
def shelf() -> Shelf:
    return Shelf()


async def _asked(gathering: BatchLoader[int], keys: Collection[int]) -> list["asyncio.Task[int | None]"]:
    tasks = [asyncio.create_task(gathering.get(key)) for key in keys]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_what_comes_during_a_read_goes_into_the_next(shelf: Shelf) -> None:
    gathering = BatchLoader(shelf.fetch)
    first = await _asked(gathering, [1])
    rest = await _asked(gathering, [2, 3, -4, 2])
    shelf.gate.set()
    assert await asyncio.gather(*first, *rest) == [1, 4, 9, None, 4]
    assert shelf.history == [[1], [2, 3, -4]]


async def test_a_key_that_is_being_read_is_read_anew_for_who_asks_later(shelf: Shelf) -> None:
    gathering = BatchLoader(shelf.fetch)
    tasks = await _asked(gathering, [1]) + await _asked(gathering, [1])
    shelf.gate.set()
    assert await asyncio.gather(*tasks) == [1, 1]
    assert shelf.history == [[1], [1]]


async def test_a_query_has_an_end(shelf: Shelf) -> None:
    gathering = BatchLoader(shelf.fetch)
    shelf.gate.set()
    keys = range(2 * MOST + 1)
    assert await asyncio.gather(*await _asked(gathering, keys)) == [key * key for key in keys]
    assert [len(keys) for keys in shelf.history] == [MOST, MOST, 1]


async def test_an_error_reaches_all_who_wait_and_the_next_read_is_a_new_one(shelf: Shelf) -> None:
    gathering = BatchLoader(shelf.fetch)
    shelf.fails = True
    shelf.gate.set()
    found = await asyncio.gather(*await _asked(gathering, [1, 2]), return_exceptions=True)
    assert [type(one) for one in found] == [StorageError, StorageError]
    shelf.fails = False
    assert await gathering.get(3) == 9


async def test_who_goes_away_takes_nobody_along(shelf: Shelf) -> None:
    gathering = BatchLoader(shelf.fetch)
    gone, stays = await _asked(gathering, [1]) + await _asked(gathering, [1])
    gone.cancel()
    shelf.gate.set()
    assert await stays == 1
