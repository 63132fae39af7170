"""Offers of translations that are too unsure to be posted: the bot's own 🌐 below a message, for whoever clicks it."""

import asyncio
from collections.abc import Coroutine

import aiohttp
import discord
import structlog
from cachetools import LRUCache, TTLCache

from bot.chat.posting.refusals import MISSING_ACCESS, PAUSE
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.chat.relay.quota import Quota

log = structlog.get_logger(__name__)

OFFER = "🌐"
"""Asks for a translation where a person puts it; ours invites people to."""

OFFERS = 10
"""Offers a minute and channel; what else is unsure meanwhile can still be asked for."""

_MISSING_PERMISSION = 50013
_BLOCKED = 90001
"""Discord's code where the author of a message has blocked us."""


class Offers:
    """Makes offers silently, and takes them back when they are outdated.

    An offer that cannot be made is none: the message can be translated on request all the same.

    Args:
        client: the connected client.
        quota: how many offers a channel gets.
    """

    def __init__(self, client: discord.Client, quota: Quota | None = None) -> None:
        self._client = client
        self._quota = quota or Quota(OFFERS)
        self._made: LRUCache[int, bool] = LRUCache(20_000)
        self._refused: TTLCache[int, bool] = TTLCache(10_000, PAUSE)
        self._locks = Locks()
        self._tasks: set[asyncio.Task[None]] = set()

    def update(self, message: Message, held: bool) -> None:  # noqa: FBT001 - the relay calls it by position
        """Offer the translation of a message that is held back, or take an offer back that an edit made pointless.

        Nothing is offered where the channel has had enough offers or does not let us.
        """
        if not held:
            if self._made.pop(message.id, None):
                self._begin(self._take(message))
            return
        refused = message.channel_id in self._refused or message.author_id in self._refused
        if not refused and message.id not in self._made and self._quota.allows(message.channel_id):
            self._made[message.id] = True
            self._begin(self._put(message))

    def stands(self, message_id: int) -> bool:
        """Whether a translation of a message is on offer."""
        return message_id in self._made

    async def drain(self) -> None:
        """Return when Discord has answered every pending request."""
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Stop."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _put(self, message: Message) -> None:
        async with self._locks.of(message.id):
            try:
                await self._message(message).add_reaction(OFFER)
            except discord.HTTPException as error:
                self._made.pop(message.id, None)
                if error.code in {MISSING_ACCESS, _MISSING_PERMISSION}:
                    self._refused[message.channel_id] = True
                elif error.code == _BLOCKED:
                    self._refused[message.author_id] = True
                log.info("a translation was not offered", channel=message.channel_id, code=error.code)
            except (aiohttp.ClientError, OSError) as error:
                self._made.pop(message.id, None)
                log.info("a translation was not offered", channel=message.channel_id, error=type(error).__name__)

    async def _take(self, message: Message) -> None:
        async with self._locks.of(message.id):
            try:
                await self._message(message).remove_reaction(OFFER, self._me)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                log.info("an offer stays", channel=message.channel_id, error=type(error).__name__)

    @property
    def _me(self) -> discord.abc.Snowflake:
        if self._client.user is None:
            raise AssertionError("messages come after the sign-in")
        return self._client.user

    def _message(self, message: Message) -> discord.PartialMessage:
        return self._client.get_partial_messageable(message.channel_id).get_partial_message(message.id)
