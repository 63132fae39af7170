"""What discord.py's requests cost, seen through aiohttp's own tracing: answers, seconds, rate limits."""

import time
from collections import Counter
from types import SimpleNamespace

import aiohttp

from bot.telemetry.histogram import Histogram

_TOLD_APART = frozenset({401, 403, 404, 429})
_TOO_MANY = 429

ANSWERS = ("1xx", "2xx", "3xx", "4xx", "5xx", *sorted(map(str, _TOLD_APART)), "none")
"""How requests end: a class of status codes (1xx is the gateway), a code that bans hosts when it comes too often
(https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans), or no answer."""


class HttpTrace:
    """Counts requests to Discord.

    Attributes:
        answers: how many requests ended how, by the words of `ANSWERS`.
        seconds: from a request to the head of its answer.
        exhausted: answers that used up a rate limit, so that discord.py holds back the next request.
        held: seconds that such answers and 429s asked discord.py to wait.
    """

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.seconds = Histogram()
        self.exhausted = 0
        self.held = 0.0

    def trace(self) -> aiohttp.TraceConfig:
        """For `discord.Client(http_trace=...)`."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._begin)
        config.on_request_end.append(self._end)
        config.on_request_exception.append(self._break)
        return config

    async def _begin(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams
    ) -> None:
        context.began = time.monotonic()

    async def _end(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        self.seconds.observe(time.monotonic() - context.began)
        status, headers = params.response.status, params.response.headers
        self.answers[str(status) if status in _TOLD_APART else f"{status // 100}xx"] += 1
        if status == _TOO_MANY:
            self.held += _number(headers.get("Retry-After"))
        elif headers.get("X-RateLimit-Remaining") == "0":
            self.exhausted += 1
            self.held += _number(headers.get("X-RateLimit-Reset-After"))

    async def _break(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, ___: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self.answers["none"] += 1


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0  # a date, which Discord's proxies may write
