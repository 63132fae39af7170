"""Counts discord.py's requests through aiohttp's tracing: responses, durations, rate limits."""

import time
from collections import Counter
from types import SimpleNamespace

import aiohttp

from bot.telemetry.histogram import Histogram

_SEPARATE = frozenset({401, 403, 404, 429})
_TOO_MANY_REQUESTS = 429

ANSWERS = ("1xx", "2xx", "3xx", "4xx", "5xx", *sorted(map(str, _SEPARATE)), "none")
"""How requests end: a class of status codes (1xx is the gateway), a code of which too many get a host banned
(https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans), or no response."""


class HttpTrace:
    """Counts requests to Discord.

    Attributes:
        answers: number of requests by how they ended, see `ANSWERS`.
        seconds: time from a request to the headers of its response.
        exhausted: number of responses that used up a rate limit, so that discord.py delays the next request.
        limited_seconds: seconds that such responses and 429s told discord.py to wait.
    """

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.seconds = Histogram()
        self.exhausted = 0
        self.limited_seconds = 0.0

    def trace(self) -> aiohttp.TraceConfig:
        """The trace configuration for `discord.Client(http_trace=...)`."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._on_start)
        config.on_request_end.append(self._on_end)
        config.on_request_exception.append(self._on_exception)
        return config

    async def _on_start(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams
    ) -> None:
        context.started = time.monotonic()

    async def _on_end(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        self.seconds.observe(time.monotonic() - context.started)
        status, headers = params.response.status, params.response.headers
        self.answers[str(status) if status in _SEPARATE else f"{status // 100}xx"] += 1
        if status == _TOO_MANY_REQUESTS:
            self.limited_seconds += _seconds(headers.get("Retry-After"))
        elif headers.get("X-RateLimit-Remaining") == "0":
            self.exhausted += 1
            self.limited_seconds += _seconds(headers.get("X-RateLimit-Reset-After"))

    async def _on_exception(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, ___: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self.answers["none"] += 1


def _seconds(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0  # Discord's proxies may send a date
