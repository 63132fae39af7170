"""Spreads the posts in a channel over Discord's rate-limit window, instead of using them up at its start.

Without this, five posts of two lines each would go out at once, and everything written in the next five seconds would
wait for the sixth. The limits come from Discord's response headers; none is written down here.

Source: Discord's documentation, "Rate Limits", "Header Examples".
"""

import re
import time
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp
from cachetools import LRUCache

_POSTS = re.compile(r"/channels/(\d+)/messages$")
_CHANNELS = 10_000


class PostSpacing:
    """Tracks the rate limits of channels through the responses to posts.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next: LRUCache[int, float] = LRUCache(_CHANNELS)

    def attach(self, config: aiohttp.TraceConfig) -> None:
        """Listen to the responses in a session."""
        config.on_request_end.append(self._on_request_end)

    def record(self, channel_id: int, limit: float, remaining: float, reset_after: float) -> None:
        """Record the rate limit after a post.

        The first half of a window's posts needs no pause; the rest is spread evenly over the remaining time.

        Args:
            channel_id: channel of the post.
            limit: posts per window.
            remaining: posts left in the window.
            reset_after: seconds until the window ends.
        """
        spent = 2 * remaining < limit
        self._next[channel_id] = self._clock() + (reset_after / (remaining + 1) if spent else 0.0)

    def pause(self, channel_id: int) -> float:
        """Seconds to wait before the next post in a channel."""
        return max(0.0, self._next.get(channel_id, 0.0) - self._clock())

    async def _on_request_end(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        found = _POSTS.search(params.url.path) if params.method == "POST" else None
        if found is None:
            return
        names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset-After")
        try:
            limit, remaining, reset_after = (float(params.response.headers[name]) for name in names)
        except (KeyError, ValueError):
            return  # a response without rate limits, such as one from a proxy
        self.record(int(found.group(1)), limit, remaining, reset_after)
