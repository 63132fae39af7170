"""Notices in channels where messages had to be left untranslated: seldom, and in both languages."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.chat.strings import both
from bot.errors import QiaoError

log = structlog.get_logger(__name__)

INTERVAL = 60.0
"""Seconds between two notices in a channel."""


Notify = Callable[[int, int | None, str], Awaitable[None]]
"""Posts a notice, given the ids of a channel and of its server."""


class OverloadNotices:
    """Tells channels how many messages were left out.

    Args:
        notify: posts a notice.
        interval: seconds between two notices in a channel.
    """

    def __init__(self, notify: Notify, *, interval: float = INTERVAL) -> None:
        self._notify = notify
        self._interval = interval
        self._untold: dict[int, int] = {}
        self._pauses: dict[int, asyncio.Task[None]] = {}

    async def tell(self, channel_id: int, count: int) -> None:
        """Note messages that were shed; say so at once, or a moment later where a notice was posted a moment ago."""
        log.warning("messages were shed", channel=channel_id, messages=count)
        self._untold[channel_id] = self._untold.get(channel_id, 0) + count
        if channel_id not in self._pauses:
            self._pauses[channel_id] = asyncio.create_task(self._pause(channel_id))
            await self._say(channel_id)

    async def close(self) -> None:
        """Stop."""
        pauses = list(self._pauses.values())
        for pause in pauses:
            pause.cancel()
        await asyncio.gather(*pauses, return_exceptions=True)

    async def _pause(self, channel_id: int) -> None:
        """Keep quiet for a while after a notice, then tell what came together meanwhile."""
        try:
            await asyncio.sleep(self._interval)
            while channel_id in self._untold:
                await self._say(channel_id)
                await asyncio.sleep(self._interval)
        except QiaoError as error:
            log.warning("a notice could not be posted", channel=channel_id, error=str(error))
        finally:
            del self._pauses[channel_id]

    async def _say(self, channel_id: int) -> None:
        count = self._untold.pop(channel_id)
        await self._notify(channel_id, None, both("notice.overload", count=count))
