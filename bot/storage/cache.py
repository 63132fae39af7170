"""What was read lately, so that the hot path asks the database nothing."""

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from cachetools import TTLCache

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """A bounded read-through cache by id; the entry unused for longest goes first.

    Args:
        size: most entries.
        lifetime: seconds after which an entry is read anew, because another process may have changed it.
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
        """Answer from memory without suspending, else from `fetch`.

        An answer that was fetched while something was written may be older than the write: it is given
        out, not kept. Nor is one that `keep` denies.
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
        """Keep what has been committed."""
        self._writes += 1
        self._entries[key] = value

    @contextmanager
    def changing(self, *keys: int) -> Iterator[set[int]]:
        """Forget entries once the block is over, even if it failed: it may have changed them.

        Yields:
            The keys, to which the block may add.
        """
        changed = set(keys)
        try:
            yield changed
        finally:
            self._writes += 1
            for key in changed:
                self._entries.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._writes += 1
        self._entries.clear()
