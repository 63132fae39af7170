"""Translates the titles of threads for the other channels of a bridge."""

import time

import structlog

from bot.chat.relay.routes import Router
from bot.errors import QiaoError
from bot.moderation.screen import Screen
from bot.storage.stores import Stores
from bot.storage.types.bridges import BridgedChannel
from bot.text.limits import shorten
from bot.translation.service import Translator
from bot.translation.types import Target, Translation

log = structlog.get_logger(__name__)

_LONGEST = 100
_NEUTRAL = "💬"
_SECONDS = 10.0
"""How long a thread waits for its title; after that it is opened with the original one."""


class Titles:
    """Translates titles.

    Args:
        translator: translates texts.
        stores: the scripts in which Chinese is posted.
        screen: what must not be shown on a server.
    """

    def __init__(self, translator: Translator, stores: Stores, screen: Screen) -> None:
        self._screen = screen
        self._translator = translator
        self._router = Router(stores)

    async def of(self, title: str, channel: BridgedChannel) -> str:
        """A title in the language of a channel, or in both; the original one if it cannot be translated for sure.

        Where the rules of the channel's server forbid both, it is a neutral one.
        """
        for name in (await self._translated(title, channel), title):
            if await self._permits(title, name, channel):
                return name
        return _NEUTRAL

    async def _permits(self, title: str, name: str, channel: BridgedChannel) -> bool:
        try:
            return await self._screen.permits(
                name, original=title, guild_id=channel.guild_id, channel_ids=(channel.channel_id,)
            )
        except QiaoError as error:
            log.warning("title not screened", channel=channel.channel_id, error=str(error))
            return False

    async def _translated(self, title: str, channel: BridgedChannel) -> str:
        try:
            outcome = await self._translator.translate(
                title,
                target=Target(channel.language) if channel.language else None,
                chinese=await self._router.chinese(channel.guild_id, channel.channel_id),
                tenant=channel.guild_id,
                room=channel.channel_id,
                deadline=time.monotonic() + _SECONDS,
            )
        except QiaoError as error:
            log.warning("title not translated", channel=channel.channel_id, error=str(error))
            return title
        if not isinstance(outcome, Translation) or outcome.very_unsure:
            return title
        text = " ".join(outcome.text.split())
        return shorten(text if channel.language else f"{title} · {text}", _LONGEST) or title
