"""The notice to a channel in which messages had to be left untranslated: seldom, in both languages, never silent."""

import asyncio
from typing import Protocol

import structlog

from bot.chat.strings import Catalogue
from bot.errors import QiaoError

log = structlog.get_logger(__name__)

INTERVAL = 60.0
"""Seconds between two notices in a channel."""


class Herald(Protocol):
    """Whatever can speak in a channel."""

    async def say(self, channel_id: int, guild_id: int | None, text: str) -> None:
        """Post a notice."""
        ...


class OverloadNotices:
    """Tells channels how much was left out.

    Args:
        herald: speaks in channels.
        catalogue: what is said to people.
        interval: seconds between two notices in a channel.
    """

    def __init__(self, herald: Herald, catalogue: Catalogue, *, interval: float = INTERVAL) -> None:
        self._herald = herald
        self._catalogue = catalogue
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
        """Say no more."""
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
        key = "shed.one" if count == 1 else "shed.many"
        await self._herald.say(channel_id, None, self._catalogue.both(key, count=count))
