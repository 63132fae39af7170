"""Limits the messages per minute of each person, which bounds spammers and nobody else."""

import time
from collections import deque
from collections.abc import Callable

from cachetools import LRUCache

WINDOW = 60.0
"""Seconds over which messages are counted."""


class Quota:
    """Counts each person's messages over the last minute.

    Args:
        limit: messages per minute and person; 0 is no limit.
        clock: monotonic seconds.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._times: LRUCache[int, deque[float]] = LRUCache(10_000)

    def allows(self, author_id: int) -> bool:
        """Count a message if it is within the limit, and return whether it is."""
        if not self._limit:
            return True
        now = self._clock()
        times = self._times.setdefault(author_id, deque())
        while times and times[0] <= now - WINDOW:
            times.popleft()
        if len(times) >= self._limit:
            return False
        times.append(now)
        return True
