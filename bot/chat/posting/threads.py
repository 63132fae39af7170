"""Threads for translations: one per channel, created once, found again, and unarchived when needed."""

from typing import Final

import discord
import structlog
from cachetools import LRUCache

from bot.chat.posting.refusals import Refusals
from bot.chat.relay.locks import Locks

log = structlog.get_logger(__name__)

NAME = "translations · 译文"
_NOT_ALLOWED, LIMIT_REACHED = "fallback.thread", "fallback.threads"
_BAD_REQUEST = 400
_WEEK: Final = 10_080
"""Minutes of inactivity after which Discord archives the thread; the maximum."""


class TranslationThreads:
    """The threads for translations.

    Args:
        client: the connected client.
        refusals: channels that refused threads.
    """

    def __init__(self, client: discord.Client, refusals: Refusals) -> None:
        self._client = client
        self._refusals = refusals
        self._known: LRUCache[int, int] = LRUCache(10_000)
        self._locks = Locks()

    async def of(self, channel_id: int) -> discord.Thread | None:
        """The thread of a channel, created or unarchived if needed; None if there can be none, as in a thread.

        Raises:
            discord.HTTPException: the request failed.
        """
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel) or self._is_unavailable(channel_id):
            return None
        async with self._locks.of(channel_id):
            try:
                thread = await self._known_thread(channel) or await self._find(channel) or await self._create(channel)
                thread = await self._unarchived(thread)
            except discord.HTTPException as error:
                if not isinstance(error, discord.Forbidden) and error.status != _BAD_REQUEST:
                    raise
                key = _NOT_ALLOWED if isinstance(error, discord.Forbidden) else LIMIT_REACHED
                await self._refusals.record_fallback(channel_id, channel.guild.id, key)
                return None
            self._known[channel_id] = thread.id
            return thread

    def _is_unavailable(self, channel_id: int) -> bool:
        return self._refusals.is_unavailable(channel_id, _NOT_ALLOWED, LIMIT_REACHED)

    async def unarchive(self, channel_id: int) -> bool:
        """Unarchive a thread, because posts in archived threads cannot be edited; False if it was deleted.

        Args:
            channel_id: a thread; nothing is done for a channel.

        Raises:
            discord.HTTPException: the request failed or was refused.
        """
        try:
            channel = self._client.get_channel(channel_id) or await self._client.fetch_channel(channel_id)
        except discord.NotFound:
            return False
        if isinstance(channel, discord.Thread):
            await self._unarchived(channel)
        return True

    async def _known_thread(self, channel: discord.TextChannel) -> discord.Thread | None:
        thread_id = self._known.get(channel.id)
        return await fetch_thread(self._client, thread_id) if thread_id else None

    async def _find(self, channel: discord.TextChannel) -> discord.Thread | None:
        """Find the thread that was created before a restart."""
        for thread in channel.threads:
            if self._is_ours(thread):
                return thread
        async for thread in channel.archived_threads():
            if self._is_ours(thread):
                return thread
        return None

    async def _create(self, channel: discord.TextChannel) -> discord.Thread:
        kind = discord.ChannelType.news_thread if channel.is_news() else discord.ChannelType.public_thread
        thread = await channel.create_thread(name=NAME, type=kind, auto_archive_duration=_WEEK)
        log.info("translation thread created", channel=channel.id, thread=thread.id)
        return thread

    def _is_ours(self, thread: discord.Thread) -> bool:
        return is_translation(thread) and self._client.user is not None and thread.owner_id == self._client.user.id

    @staticmethod
    async def _unarchived(thread: discord.Thread) -> discord.Thread:
        return await thread.edit(archived=False) if thread.archived else thread


def is_translation(thread: discord.Thread) -> bool:
    """Whether a thread has the name of those for translations."""
    return thread.name == NAME


async def fetch_thread(client: discord.Client, thread_id: int) -> discord.Thread | None:
    """A thread by id, also one that is archived, which discord.py does not cache; None if it was deleted.

    Raises:
        discord.HTTPException: the request failed or was refused.
    """
    try:
        found = client.get_channel(thread_id) or await client.fetch_channel(thread_id)
    except discord.NotFound:
        return None
    return found if isinstance(found, discord.Thread) else None
