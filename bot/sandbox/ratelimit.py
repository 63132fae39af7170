"""Discord's rate limits as data, and the headers that report them.

Source: Discord's documentation, "Rate Limits"; the limits of individual routes are as observed in practice.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.sandbox.errors import ApiError

TOO_MANY_REQUESTS = 429
_MAX_WINDOWS = 20_000


@dataclass(frozen=True, slots=True)
class Window:
    """A number of requests per time; a `shared` window has no headers until it is exhausted."""

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
    """Limits for the bot and webhooks; people are never limited.

    Attributes:
        enabled: False lets everything through and omits the headers.
        per_second: the bot's requests on all routes except those of interactions.
        routes: windows by bucket name.
        response_seconds: until an interaction without a response fails.
        token_seconds: how long an interaction's token is valid.
        heartbeat_seconds: the interval that HELLO asks for.
    """

    enabled: bool = True
    per_second: int = 50
    routes: Mapping[str, tuple[Window, ...]] = field(default_factory=_routes)
    response_seconds: float = 3.0
    token_seconds: float = 900.0
    heartbeat_seconds: float = 41.25


NO_LIMITS = Limits(enabled=False)


class _Counter:
    __slots__ = ("resets_at", "used")

    def __init__(self, resets_at: float) -> None:
        self.resets_at = resets_at
        self.used = 0


class RateLimiter:
    """Counts requests in fixed windows that start with the first request.

    Args:
        limits: the rules.
        clock: monotonic seconds.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._counters: OrderedDict[tuple[object, ...], _Counter] = OrderedDict()

    def take(self, bucket: str | None, major: str, shared: str, *, counts_globally: bool) -> dict[str, str]:
        """Count a request.

        Args:
            bucket: name of the route's bucket; None if only the global limit applies.
            major: the request's major parameter: channel, guild, or webhook.
            shared: what shared windows count by: the channel.
            counts_globally: whether the request counts toward the bot's global limit.

        Returns:
            The headers of the response.

        Raises:
            RateLimitedError: a limit is exhausted.
        """
        if not self.limits.enabled:
            return {}
        now = self._clock()
        if counts_globally:
            overall = self._counter(("global",), 1.0, now)
            if overall.used >= self.limits.per_second:
                raise RateLimitedError(overall.resets_at - now, "global", {})
            overall.used += 1
        headers: dict[str, str] = {}
        windows = self.limits.routes.get(bucket or "", ())
        counters = []
        for index, window in enumerate(windows):
            key = (bucket, index, shared if window.shared else major)
            counter = self._counter(key, window.seconds, now)
            left = window.limit - counter.used
            if not window.shared:
                headers = _headers(bucket or "", window, max(0, left - 1), counter.resets_at - now)
            if left <= 0:
                raise RateLimitedError(counter.resets_at - now, "shared" if window.shared else "user", headers)
            counters.append(counter)
        for counter in counters:
            counter.used += 1
        return headers

    def _counter(self, key: tuple[object, ...], seconds: float, now: float) -> _Counter:
        counter = self._counters.get(key)
        if counter is None or counter.resets_at <= now:
            counter = self._counters[key] = _Counter(now + seconds)
            self._counters.move_to_end(key)
            if len(self._counters) > _MAX_WINDOWS:
                self._counters.popitem(last=False)
        return counter


class RateLimitedError(ApiError):
    """A 429 with Discord's headers and body."""

    def __init__(self, wait: float, scope: str, headers: Mapping[str, str]) -> None:
        # Rounded up, so that a client that waits exactly this long is not too early.
        wait = math.ceil(wait * 1000) / 1000
        extra: dict[str, float | bool] = {"retry_after": wait, "global": scope == "global"}
        super().__init__(TOO_MANY_REQUESTS, 0, "You are being rate limited.", extra=extra)
        self.scope = scope
        self.headers = {
            **headers,
            "Retry-After": str(math.ceil(wait)),
            "X-RateLimit-Scope": scope,
            # discord.py treats a 429 without it as a ban by the proxy in front of Discord.
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
