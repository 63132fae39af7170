"""When a channel may be posted in next, so that posts are spread over Discord's window and not spent at its beginning.

Without this, five posts of two lines each go out at once, and whatever is said in the next five seconds waits for the
sixth. Discord's own headers tell what is left of the window; no limit is written down here.

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
    """Listens to the answers to posts.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next: LRUCache[int, float] = LRUCache(_CHANNELS)

    def watch(self, config: aiohttp.TraceConfig) -> None:
        """Listen to the requests of a session."""
        config.on_request_end.append(self._end)

    def hear(self, channel_id: int, limit: float, remaining: float, reset_after: float) -> None:
        """A post was answered.

        The first half of a window goes out at once; over what is left of it, the rest is spread evenly.

        Args:
            channel_id: where it was made.
            limit: posts in a window.
            remaining: how many of them are left.
            reset_after: seconds until the window ends.
        """
        spent = 2 * remaining < limit
        self._next[channel_id] = self._clock() + (reset_after / (remaining + 1) if spent else 0.0)

    def pause(self, channel_id: int) -> float:
        """Seconds to leave before the next post."""
        return max(0.0, self._next.get(channel_id, 0.0) - self._clock())

    async def _end(self, _: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        found = _POSTS.search(params.url.path) if params.method == "POST" else None
        if found is None:
            return
        names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset-After")
        try:
            limit, remaining, reset_after = (float(params.response.headers[name]) for name in names)
        except (KeyError, ValueError):
            return  # an answer that tells nothing, such as one of Discord's proxies
        self.hear(int(found.group(1)), limit, remaining, reset_after)
