"""Remembers channels that refused requests, avoids them for a while, and tells the server's owner once.

Discord bans hosts with 10,000 refused requests in ten minutes.
"""

import aiohttp
import discord
import structlog
from cachetools import LRUCache, TTLCache

from bot.chat.strings import both

log = structlog.get_logger(__name__)

PAUSE = 600.0
"""Seconds without posts in a channel that refused one."""

MISSING_ACCESS = 50001
"""Discord's error code when we cannot see a channel; other codes mean that we cannot write in it."""

NO_HISTORY = 160002
"""Discord's error code when a reply needs the permission to read the message history."""

UNKNOWN_CHANNEL = 10003
"""Discord's error code for a channel that was deleted."""

_TIMED_OUT = "refused.timeout"


class Refusals:
    """Remembers refusals.

    Args:
        client: the connected client, to message owners of servers.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._paused: TTLCache[int, int] = TTLCache(10_000, PAUSE)
        self._reported: LRUCache[int, bool] = LRUCache(10_000)
        self._unavailable: TTLCache[tuple[int, str], bool] = TTLCache(10_000, PAUSE)
        self._reported_fallbacks: LRUCache[tuple[int, str], bool] = LRUCache(10_000)

    def is_paused(self, channel_id: int) -> bool:
        """Whether a channel refused a post recently."""
        return channel_id in self._paused

    def clear(self, channel_id: int) -> None:
        """Forget the refusals of a channel, because its settings were changed."""
        self._paused.pop(channel_id, None)
        self._reported.pop(channel_id, None)
        for cache in (self._unavailable, self._reported_fallbacks):
            for pair in [pair for pair in cache if pair[0] == channel_id]:
                cache.pop(pair, None)

    async def record(self, channel_id: int, guild_id: int | None, code: int) -> None:
        """Record that a channel refused a post: pause it, and tell the server's owner once."""
        self._paused[channel_id] = code
        if channel_id in self._reported:
            return
        self._reported[channel_id] = True
        log.warning("channel refused post", channel=channel_id, guild=guild_id, code=code)
        key = self._reason(channel_id, guild_id, code)
        if key == _TIMED_OUT:  # it concerns the whole server
            if (guild_id or 0, key) in self._reported_fallbacks:
                return
            self._reported_fallbacks[guild_id or 0, key] = True
        await self._tell_owner(channel_id, guild_id, key)

    def _reason(self, channel_id: int, guild_id: int | None, code: int) -> str:
        """The key of the text that explains a refusal."""
        guild, channel = self._client.get_guild(guild_id or 0), self._client.get_channel(channel_id)
        if guild and guild.me.is_timed_out():
            return _TIMED_OUT
        if code == MISSING_ACCESS:
            return "refused.view"
        if isinstance(channel, discord.Thread):
            return "refused.thread"
        vocal = isinstance(channel, discord.VoiceChannel | discord.StageChannel)
        return "refused.voice" if vocal else "refused.send"

    def record_gone(self, channel_id: int) -> None:
        """Record that a channel no longer exists."""
        self._paused[channel_id] = UNKNOWN_CHANNEL
        if channel_id not in self._reported:
            self._reported[channel_id] = True
            log.info("channel is gone", channel=channel_id)

    def is_gone(self, channel_id: int) -> bool:
        """Whether a channel did not exist recently."""
        return self._paused.get(channel_id) == UNKNOWN_CHANNEL

    async def record_fallback(self, channel_id: int, guild_id: int, key: str) -> None:
        """Record that a channel does not permit its mode, and tell the server's owner once.

        Args:
            channel_id: the channel, in which posts fall back to another mode.
            guild_id: its server.
            key: key of the text that explains it.
        """
        self._unavailable[channel_id, key] = True
        if (channel_id, key) in self._reported_fallbacks:
            return
        self._reported_fallbacks[channel_id, key] = True
        log.warning("channel refused mode", channel=channel_id, guild=guild_id, reason=key)
        await self._tell_owner(channel_id, guild_id, key)

    def is_unavailable(self, channel_id: int, *keys: str) -> bool:
        """Whether a channel refused a mode recently; for the keys, see `record_fallback`."""
        return any((channel_id, key) in self._unavailable for key in keys)

    async def _tell_owner(self, channel_id: int, guild_id: int | None, key: str) -> None:
        guild = self._client.get_guild(guild_id or 0)
        if guild is None or guild.owner_id is None:
            return
        text = both(key, channel=f"<#{channel_id}>", guild=guild.name)
        try:
            owner = await self._client.fetch_user(guild.owner_id)
            await owner.send(text)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            log.info("direct message to owner refused", guild=guild_id)
