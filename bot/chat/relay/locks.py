"""Locks by id, kept only as long as they are held or awaited."""

import asyncio
from weakref import WeakValueDictionary


class Locks:
    """One lock per id."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, key: int) -> asyncio.Lock:
        """The lock of an id."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock
