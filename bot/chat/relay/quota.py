"""Limits the messages per minute of each person, and of each server."""

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

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


ACTIVE = 10 * WINDOW
"""Seconds for which a channel's share of its server's messages is kept free after it was last used."""


@dataclass(slots=True)
class _Use:
    """What the channels of a server have used.

    Attributes:
        granted: the messages that were allowed in the window, as times and channels, oldest first.
        counts: how many of them each channel has.
        seen: when each channel last asked.
    """

    granted: deque[tuple[float, int]] = field(default_factory=deque)
    counts: Counter[int] = field(default_factory=Counter)
    seen: dict[int, float] = field(default_factory=dict)

    def expire(self, now: float) -> None:
        """Forget what is outside the window."""
        while self.granted and self.granted[0][0] <= now - WINDOW:
            self.counts[self.granted.popleft()[1]] -= 1
        self.seen = {channel_id: at for channel_id, at in self.seen.items() if at > now - ACTIVE}


class GuildQuota:
    """Limits the messages per minute of a server, and shares them fairly among its channels.

    Every channel that was used in the last ten minutes can count on an equal share; what it leaves free, the others
    may use, but for its share. So a flood in one channel does not silence the rest of its server.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._uses: LRUCache[int, _Use] = LRUCache(10_000)

    def allows(self, guild_id: int, channel_id: int, limit: int) -> bool:
        """Count a message if it is within the limit, and return whether it is.

        Args:
            guild_id: the server.
            channel_id: the channel of the message.
            limit: messages per minute of the server; 0 is no limit.
        """
        if not limit:
            return True
        now = self._clock()
        use = self._uses.setdefault(guild_id, _Use())
        use.seen[channel_id] = now
        use.expire(now)
        share = max(1, limit // len(use.seen))
        kept_free = sum(max(0, share - use.counts[other]) for other in use.seen if other != channel_id)
        own = use.counts[channel_id] < share
        if len(use.granted) + (0 if own else kept_free) >= limit:
            return False
        use.granted.append((now, channel_id))
        use.counts[channel_id] += 1
        return True
