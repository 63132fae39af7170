"""Outlasts outages: requests that fail because Discord or the network is down are sent again until it is back.

discord.py tries most requests five times within half a minute. What is left when it gives up is tried again here,
more and more rarely, as long as the caller can wait.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord
import structlog

from bot.errors import DeadlineError
from bot.log import describe

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

FOLLOW_SECONDS = 900.0
"""How long edits and deletions of posts are tried again; they are not outdated as soon as posts are."""

_FIRST_DELAY, _LONGEST_DELAY = 1.0, 30.0
_NETWORK_ERRORS = (
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    json.JSONDecodeError,  # an answer that is cut off, or not Discord's
    discord.DiscordServerError,
    discord.RateLimited,
)
_UNAUTHORIZED, _TOO_MANY_REQUESTS = 401, 429


def passes(error: Exception) -> bool:
    """Whether an error passes by itself.

    A 401 without a code means that Discord refuses the token: if that is final, the gateway closes the connection.
    """
    if isinstance(error, discord.HTTPException) and error.status in {_UNAUTHORIZED, _TOO_MANY_REQUESTS}:
        return not error.code
    return isinstance(error, _NETWORK_ERRORS)


class Outages:
    """Sends requests until they succeed.

    Args:
        clock: monotonic seconds.

    Attributes:
        first_delay: seconds before the second attempt; doubled after each.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.first_delay = _FIRST_DELAY
        self._clock = clock
        self._since: float | None = None
        self._closed = asyncio.Event()

    async def outlast(self, request: Callable[[], Awaitable[Result]], patience: float = FOLLOW_SECONDS) -> Result:
        """Send a request until it succeeds, or fails for good.

        Args:
            request: sends it; must be harmless to repeat.
            patience: seconds after which it is given up.

        Raises:
            DeadlineError: the outage lasted longer, or Qiao shuts down.
        """
        deadline, delay = self._clock() + patience, self.first_delay
        while True:
            try:
                result = await request()
            except Exception as error:
                if not passes(error):
                    raise
                self._begin(error)
                if self._clock() + delay > deadline or await self._closes_within(delay):
                    raise DeadlineError(f"Discord could not be reached in time: {describe(error)}.") from None
                delay = min(2 * delay, _LONGEST_DELAY)
            else:
                self._end()
                return result

    def close(self) -> None:
        """Give up what is being tried again."""
        self._closed.set()

    async def _closes_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._closed.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _begin(self, error: Exception) -> None:
        if self._since is None:
            self._since = self._clock()
            log.warning("Discord fails, requests are sent again until it is back", error=describe(error))

    def _end(self) -> None:
        if self._since is not None:
            log.info("Discord is back", seconds=round(self._clock() - self._since))
            self._since = None
