"""Locks by id, each kept for as long as anybody holds or awaits it."""

import asyncio
from weakref import WeakValueDictionary


class Locks:
    """One lock an id."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, key: int) -> asyncio.Lock:
        """The lock of an id; who waits for it gets it in turn."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock
