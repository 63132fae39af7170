"""Stops requests well before Discord bans the host for too many invalid ones.

Discord bans an address after 10,000 answers with the status 401, 403, or 429 within ten minutes; a 429 whose limit is
shared with other users of a resource does not count. Source: Discord's documentation, "Rate Limits", "Invalid Request
Limit". Requests are counted as they are answered, whoever sends them.
"""

import re
import time
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp
import structlog
from discord.http import Route

from bot.errors import DiscordError

log = structlog.get_logger(__name__)

WINDOW = 600.0
"""Seconds in which Discord counts."""

WARN_AT, STOP_AT, RESUME_AT = 1_000, 5_000, 2_500
"""Invalid requests within the window at which a warning is logged, requests stop, and they are sent again."""

_INVALID = frozenset({401, 403, 429})
_INTERACTION = re.compile(r"/interactions/\d+/")


class StoppedError(DiscordError, OSError):
    """A request was not sent; discord.py passes it on like an error of the network."""


class InvalidRequests:
    """Counts invalid requests.

    Args:
        application_id: returns the id of our application, whose answers to commands are never stopped.
        clock: monotonic seconds.
    """

    def __init__(self, application_id: Callable[[], int | None], clock: Callable[[], float] = time.monotonic) -> None:
        self._application_id = application_id
        self._clock = clock
        self._times: deque[float] = deque()
        self._warned = self._stopped = False

    def attach(self, config: aiohttp.TraceConfig) -> None:
        """Watch the requests of a session."""
        config.on_request_start.append(self._on_request_start)
        config.on_request_end.append(self._on_request_end)

    @property
    def recent(self) -> int:
        """The number of invalid requests within the window."""
        while self._times and self._clock() - self._times[0] > WINDOW:
            self._times.popleft()
        return len(self._times)

    def record(self) -> None:
        """Count an invalid request, and log a warning or stop if there are many."""
        self._times.append(self._clock())
        recent = self.recent
        if recent >= STOP_AT and not self._stopped:
            self._stopped = True
            log.error("too many invalid requests, nothing is sent until there are fewer", in_ten_minutes=recent)
        elif recent >= WARN_AT and not self._warned:
            self._warned = True
            log.warning("many invalid requests; Discord bans hosts at 10,000", in_ten_minutes=recent)

    def check(self, url: str) -> None:
        """Check whether a request may be sent.

        Raises:
            StoppedError: there were too many invalid ones.
        """
        if not self._times:
            return
        recent = self.recent
        if self._stopped and recent < RESUME_AT:
            self._stopped = False
            log.info("few enough invalid requests, sending again", in_ten_minutes=recent)
        self._warned = self._warned and recent >= WARN_AT // 2
        if self._stopped and url.startswith(Route.BASE) and not self._answers(url):
            raise StoppedError("Discord answered too many requests with 401, 403, or 429.")

    def _answers(self, url: str) -> bool:
        """Whether a request answers a command."""
        return bool(_INTERACTION.search(url)) or f"/webhooks/{self._application_id()}/" in url

    async def _on_request_start(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        self.check(str(params.url))

    async def _on_request_end(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        response = params.response
        shared = response.headers.get("X-RateLimit-Scope") == "shared"
        if response.status in _INVALID and not shared and str(params.url).startswith(Route.BASE):
            self.record()
