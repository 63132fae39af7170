"""Recently read values, so that the hot path needs no database."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from cachetools import TTLCache

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """A bounded read-through cache by id that evicts the least recently used entry first.

    Args:
        size: the maximum number of entries.
        lifetime: seconds after which an entry is read again, because another process may have changed it.
        clock: monotonic seconds.
    """

    def __init__(self, size: int = 10_000, lifetime: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries: TTLCache[int, Value] = TTLCache(size, lifetime, clock)
        self._writes = 0

    async def get(
        self,
        key: int,
        fetch: Callable[[int], Awaitable[Value]],
        *,
        keep: Callable[[Value], bool] = lambda _: True,
    ) -> Value:
        """Answer from memory without suspending, or from `fetch`.

        A value that was fetched during a write may be older than the write: it is returned, but not kept. Neither is
        a value for which `keep` is false.
        """
        try:
            return self._entries[key]
        except KeyError:
            writes = self._writes
            value = await fetch(key)
            if writes == self._writes and keep(value):
                self._entries[key] = value
            return value

    def put(self, key: int, value: Value) -> None:
        """Keep a committed value."""
        self._writes += 1
        self._entries[key] = value

    @contextmanager
    def changing(self, *keys: int) -> Iterator[set[int]]:
        """Drop entries after the block, even if it failed: it may have changed them.

        Yields:
            The keys; the block may add more.
        """
        changed = set(keys)
        try:
            yield changed
        finally:
            self._writes += 1
            for key in changed:
                self._entries.pop(key, None)

    def clear(self) -> None:
        """Drop all entries."""
        self._writes += 1
        self._entries.clear()
