import asyncio

import pytest

from bot.storage.cache import Cache


class Source:
    """Returns the current value once its gate is open."""

    def __init__(self, value: str = "old") -> None:
        self.value = value
        self.history: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, key: int) -> str:
        self.history.append(key)
        value = self.value
        await self.gate.wait()
        return value


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_second_get_does_not_fetch() -> None:
    source, cache = Source(), Cache[str]()
    assert [await cache.get(1, source.fetch) for _ in range(3)] == ["old"] * 3
    assert source.history == [1]


async def test_a_hit_does_not_suspend() -> None:
    source, cache = Source(), Cache[str]()
    cache.put(1, "kept")
    with pytest.raises(StopIteration) as stop:
        cache.get(1, source.fetch).send(None)
    assert stop.value.value == "kept"


async def test_the_least_recently_used_entry_is_evicted_first() -> None:
    source, cache = Source(), Cache[str](size=2)
    for key in (1, 2, 1, 3, 1, 2):
        await cache.get(key, source.fetch)
    assert source.history == [1, 2, 3, 2]


async def test_an_entry_is_fetched_again_after_its_lifetime() -> None:
    source, clock = Source(), Clock()
    cache = Cache[str](lifetime=60.0, clock=clock)
    await cache.get(1, source.fetch)
    clock.now, source.value = 59.0, "new"
    assert await cache.get(1, source.fetch) == "old"
    clock.now = 61.0
    assert await cache.get(1, source.fetch) == "new"


@pytest.mark.parametrize("way", ["put", "changing", "clear"])
async def test_a_value_older_than_a_write_is_not_kept(way: str) -> None:
    source, cache = Source(), Cache[str]()
    source.gate.clear()
    reader = asyncio.create_task(cache.get(1, source.fetch))
    await asyncio.sleep(0)
    source.value = "new"
    if way == "put":
        cache.put(1, "new")
    elif way == "clear":
        cache.clear()
    else:
        with cache.changing(1):
            pass
    source.gate.set()
    assert await reader == "old"
    assert await cache.get(1, source.fetch) == "new"


async def test_a_failed_write_drops_its_entries() -> None:
    source, cache = Source(), Cache[str]()
    cache.put(1, "old")
    cache.put(2, "old")
    cache.put(3, "old")
    source.value = "new"

    def fail() -> None:
        with cache.changing(1) as changed:
            changed.add(2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [await cache.get(key, source.fetch) for key in (1, 2, 3)] == ["new", "new", "old"]


async def test_a_value_that_keep_rejects_is_fetched_again() -> None:
    source, cache = Source(), Cache[str]()
    for _ in range(2):
        await cache.get(1, source.fetch, keep=lambda value: value != "old")
    assert source.history == [1, 1]
