"""The notice to a channel in which messages had to be left untranslated: seldom, in both languages, never silent."""

from typing import Protocol

import structlog
from cachetools import TTLCache

from bot.chat.catalogue import Catalogue

log = structlog.get_logger(__name__)

INTERVAL = 60.0
"""Seconds between two notices in a channel."""


class Herald(Protocol):
    """Whatever can speak in a channel."""

    async def say(self, channel_id: int, guild_id: int | None, text: str) -> None:
        """Post a notice."""
        ...


class Shedding:
    """Tells channels how much was left out.

    Args:
        herald: speaks in channels.
        catalogue: what is said to people.
    """

    def __init__(self, herald: Herald, catalogue: Catalogue) -> None:
        self._herald = herald
        self._catalogue = catalogue
        self._quiet: TTLCache[int, bool] = TTLCache(10_000, INTERVAL)
        self._untold: dict[int, int] = {}

    async def tell(self, channel_id: int, count: int) -> None:
        """Note messages that were shed; say so at once, or with the next notice where the last was a moment ago."""
        total = self._untold.pop(channel_id, 0) + count
        log.warning("messages were shed", channel=channel_id, messages=count)
        if channel_id in self._quiet:
            self._untold[channel_id] = total
            return
        self._quiet[channel_id] = True
        key = "shed.one" if total == 1 else "shed.many"
        await self._herald.say(channel_id, None, self._catalogue.both(key, count=total))
