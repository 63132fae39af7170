"""Notices about messages that were not translated: rare, and in both languages."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.chat.strings import both
from bot.errors import QiaoError

log = structlog.get_logger(__name__)

INTERVAL = 60.0
"""Minimum seconds between two notices in a channel."""

Notify = Callable[[int, int | None, str], Awaitable[None]]
"""Posts a notice in a channel, given the ids of the channel and its server."""


class OverloadNotices:
    """Tells channels how many messages were not translated.

    Args:
        notify: posts a notice.
        key: of the text, which has the field `{count}`.
        interval: minimum seconds between two notices in a channel.
    """

    def __init__(self, notify: Notify, *, key: str = "notice.overload", interval: float = INTERVAL) -> None:
        self._notify = notify
        self._key = key
        self._interval = interval
        self._unreported: dict[int, int] = {}
        self._cooldowns: dict[int, asyncio.Task[None]] = {}

    async def report(self, channel_id: int, count: int) -> None:
        """Report messages in their channel, at once or when the interval since the last notice is over."""
        log.warning("messages not translated", channel=channel_id, messages=count, notice=self._key)
        self._unreported[channel_id] = self._unreported.get(channel_id, 0) + count
        if channel_id not in self._cooldowns:
            self._cooldowns[channel_id] = asyncio.create_task(self._cool_down(channel_id))
            await self._post(channel_id)

    async def close(self) -> None:
        """Cancel pending notices."""
        cooldowns = list(self._cooldowns.values())
        for cooldown in cooldowns:
            cooldown.cancel()
        await asyncio.gather(*cooldowns, return_exceptions=True)

    async def _cool_down(self, channel_id: int) -> None:
        """After each interval, post a notice about the messages of the meantime, until there are none."""
        try:
            await asyncio.sleep(self._interval)
            while channel_id in self._unreported:
                await self._post(channel_id)
                await asyncio.sleep(self._interval)
        except QiaoError as error:
            log.warning("notice not posted", channel=channel_id, error=str(error))
        finally:
            del self._cooldowns[channel_id]

    async def _post(self, channel_id: int) -> None:
        count = self._unreported.pop(channel_id)
        await self._notify(channel_id, None, both(self._key, count=count))
