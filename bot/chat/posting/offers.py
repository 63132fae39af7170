"""Offers translations that are too unsure to be posted, with a 🌐 reaction for anyone to click."""

import aiohttp
import discord
import structlog
from cachetools import LRUCache, TTLCache

from bot.chat.posting.refusals import MISSING_ACCESS, PAUSE
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.chat.relay.quota import Quota
from bot.chat.relay.tasks import Tasks
from bot.log import describe

log = structlog.get_logger(__name__)

OFFER = "🌐"
"""People add this emoji to request a translation; ours invites them to do so."""

OFFERS_PER_MINUTE = 10
"""Offers per minute and channel; other translations can still be requested."""

_MISSING_PERMISSION = 50013
_BLOCKED = 90001
"""Discord's error code when the author of a message has blocked us."""


class Offers:
    """Makes offers, and withdraws them when they are outdated.

    Failed offers are only logged: the message can still be translated on request.

    Args:
        client: the connected client.
        quota: limits the offers in each channel.
    """

    def __init__(self, client: discord.Client, quota: Quota | None = None) -> None:
        self._client = client
        self._quota = quota or Quota(OFFERS_PER_MINUTE)
        self._offered: LRUCache[int, bool] = LRUCache(20_000)
        self._refused: TTLCache[int, bool] = TTLCache(10_000, PAUSE)
        self._locks = Locks()
        self._tasks = Tasks()

    def update(self, message: Message, held: bool) -> None:  # noqa: FBT001 - the relay calls it by position
        """Offer a translation that is held back, or withdraw an offer that is outdated after an edit.

        Nothing is offered if the channel has reached its quota, or if it or the author refused a reaction recently.
        """
        if not held:
            if self._offered.pop(message.id, None):
                self._tasks.start(self._remove(message))
            return
        refused = message.channel_id in self._refused or message.author_id in self._refused
        if not refused and message.id not in self._offered and self._quota.allows(message.channel_id):
            self._offered[message.id] = True
            self._tasks.start(self._add(message))

    def is_offered(self, message_id: int) -> bool:
        """Whether a translation of a message is offered."""
        return message_id in self._offered

    async def drain(self) -> None:
        """Return when Discord has answered every pending request."""
        await self._tasks.drain()

    async def close(self) -> None:
        """Cancel pending requests."""
        await self._tasks.cancel()

    async def _add(self, message: Message) -> None:
        async with self._locks.of(message.id):
            try:
                await self._message(message).add_reaction(OFFER)
            except discord.HTTPException as error:
                self._offered.pop(message.id, None)
                if error.code in {MISSING_ACCESS, _MISSING_PERMISSION}:
                    self._refused[message.channel_id] = True
                elif error.code == _BLOCKED:
                    self._refused[message.author_id] = True
                log.info("translation not offered", channel=message.channel_id, error=describe(error))
            except (aiohttp.ClientError, OSError) as error:
                self._offered.pop(message.id, None)
                log.info("translation not offered", channel=message.channel_id, error=type(error).__name__)

    async def _remove(self, message: Message) -> None:
        async with self._locks.of(message.id):
            try:
                await self._message(message).remove_reaction(OFFER, self._me)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                log.info("offer not withdrawn", channel=message.channel_id, error=describe(error))

    @property
    def _me(self) -> discord.abc.Snowflake:
        if self._client.user is None:
            raise AssertionError("messages arrive only after the login")
        return self._client.user

    def _message(self, message: Message) -> discord.PartialMessage:
        return self._client.get_partial_messageable(message.channel_id).get_partial_message(message.id)
