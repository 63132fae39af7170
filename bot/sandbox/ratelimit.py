"""Discord's rate limits, as data, and the headers that tell of them.

Source: Discord's documentation, "Rate Limits"; the figures of single routes are those seen in the field.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.sandbox.errors import ApiError

TOO_MANY = 429
_WINDOWS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Window:
    """So many requests in so many seconds; a `shared` one is told of by no header until it is full."""

    limit: int
    seconds: float
    shared: bool = False


def _routes() -> dict[str, tuple[Window, ...]]:
    return {
        "message.create": (Window(5, 5),),
        "message.edit": (Window(5, 5),),
        "message.delete": (Window(5, 1),),
        "message.bulk_delete": (Window(1, 1),),
        "message.list": (Window(5, 1),),
        "typing": (Window(5, 5),),
        "reaction": (Window(1, 0.25),),
        "thread.create": (Window(10, 60),),
        "channel.edit": (Window(5, 15),),
        "webhook.create": (Window(5, 60),),
        "webhook.execute": (Window(5, 2), Window(30, 60, shared=True)),
        "webhook.message": (Window(5, 2),),
        "dm": (Window(10, 10),),
        "commands": (Window(5, 20),),
    }


@dataclass(frozen=True, slots=True)
class Limits:
    """What is limited: the bot and webhooks, never people.

    Attributes:
        enabled: False lets everything through and leaves the headers out.
        per_second: requests of the bot, all routes together but those of interactions.
        routes: windows by the name of the bucket.
        answer_seconds: until an interaction that nobody answered has failed.
        token_seconds: how long an interaction's token lives.
        heartbeat_seconds: what HELLO asks for.
    """

    enabled: bool = True
    per_second: int = 50
    routes: Mapping[str, tuple[Window, ...]] = field(default_factory=_routes)
    answer_seconds: float = 3.0
    token_seconds: float = 900.0
    heartbeat_seconds: float = 41.25


NO_LIMITS = Limits(enabled=False)


class _Count:
    __slots__ = ("ends", "used")

    def __init__(self, ends: float) -> None:
        self.ends = ends
        self.used = 0


class RateLimiter:
    """Counts requests in fixed windows that open with the first request.

    Args:
        limits: the rules.
        clock: seconds that only grow.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._counts: OrderedDict[tuple[object, ...], _Count] = OrderedDict()

    def take(self, bucket: str | None, major: str, shared: str, *, counts_globally: bool) -> dict[str, str]:
        """Count a request.

        Args:
            bucket: name of the route's bucket; None where only the global limit holds.
            major: the major parameters of the request: channel, guild, or webhook with token.
            shared: whatever the shared windows count by: the channel.
            counts_globally: whether it is the bot's own request.

        Returns:
            The headers for the answer.

        Raises:
            RateLimitedError: too early.
        """
        if not self.limits.enabled:
            return {}
        now = self._clock()
        if counts_globally:
            whole = self._count(("global",), 1.0, now)
            if whole.used >= self.limits.per_second:
                raise RateLimitedError(whole.ends - now, "global", {})
            whole.used += 1
        headers: dict[str, str] = {}
        windows = self.limits.routes.get(bucket or "", ())
        taken = []
        for index, window in enumerate(windows):
            key = (bucket, index, shared if window.shared else major)
            count = self._count(key, window.seconds, now)
            left = window.limit - count.used
            if not window.shared:
                headers = _headers(bucket or "", window, max(0, left - 1), count.ends - now)
            if left <= 0:
                raise RateLimitedError(count.ends - now, "shared" if window.shared else "user", headers)
            taken.append(count)
        for count in taken:
            count.used += 1
        return headers

    def _count(self, key: tuple[object, ...], seconds: float, now: float) -> _Count:
        count = self._counts.get(key)
        if count is None or count.ends <= now:
            count = self._counts[key] = _Count(now + seconds)
            self._counts.move_to_end(key)
            if len(self._counts) > _WINDOWS_KEPT:
                self._counts.popitem(last=False)
        return count


class RateLimitedError(ApiError):
    """A 429, with the headers and the body of Discord's."""

    def __init__(self, wait: float, scope: str, headers: Mapping[str, str]) -> None:
        # Rounded up: a client that waits exactly so long must not be early.
        wait = math.ceil(wait * 1000) / 1000
        extra: dict[str, float | bool] = {"retry_after": wait, "global": scope == "global"}
        super().__init__(TOO_MANY, 0, "You are being rate limited.", extra=extra)
        self.scope = scope
        self.headers = {
            **headers,
            "Retry-After": str(math.ceil(wait)),
            "X-RateLimit-Scope": scope,
            # discord.py takes a 429 without it for a ban by the proxy in front of Discord.
            "Via": "1.1 sandbox",
        }
        if scope == "global":
            self.headers["X-RateLimit-Global"] = "true"


def _headers(bucket: str, window: Window, remaining: int, reset_after: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + reset_after:.3f}",
        "X-RateLimit-Reset-After": f"{math.ceil(reset_after * 1000) / 1000:.3f}",
        "X-RateLimit-Bucket": bucket,
    }
