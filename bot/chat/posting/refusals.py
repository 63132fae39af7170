"""Channels that refused us: left alone for a while, and reported once to the server's owner.

10,000 refused requests in ten minutes ban a host from Discord, so a refusal is remembered.
"""

import discord
import structlog
from cachetools import LRUCache, TTLCache

from bot.chat.strings import both

log = structlog.get_logger(__name__)

PAUSE = 600.0
"""Seconds for which a channel that refused us is left alone."""

MISSING_ACCESS = 50001
"""Discord's code where we may not even see the channel; otherwise we may not write in it."""


class Refusals:
    """Remembers refusals.

    Args:
        client: the connected client, to reach a server's owner.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._paused: TTLCache[int, int] = TTLCache(10_000, PAUSE)
        self._told: LRUCache[int, bool] = LRUCache(10_000)
        self._closed: TTLCache[tuple[int, str], bool] = TTLCache(10_000, PAUSE)
        self._has_opted_outld: LRUCache[tuple[int, str], bool] = LRUCache(10_000)

    def refused(self, channel_id: int) -> bool:
        """Whether the channel refused us a short while ago."""
        return channel_id in self._paused

    def clear(self, channel_id: int) -> None:
        """Somebody has changed the channel's settings: try again."""
        self._paused.pop(channel_id, None)
        self._told.pop(channel_id, None)
        for memory in (self._closed, self._has_opted_outld):
            for pair in [pair for pair in memory if pair[0] == channel_id]:
                memory.pop(pair, None)

    async def note(self, channel_id: int, guild_id: int | None, code: int) -> None:
        """A channel refused us: leave it alone for a while, and tell the server's owner, once."""
        self._paused[channel_id] = code
        if channel_id in self._told:
            return
        self._told[channel_id] = True
        log.warning("a channel refuses posts", channel=channel_id, guild=guild_id, code=code)
        missing = "view" if code == MISSING_ACCESS else "send"
        await self._tell_owner(channel_id, guild_id, f"refused.{missing}")

    async def fall_back(self, channel_id: int, guild_id: int, key: str) -> None:
        """A channel takes no posts of the kind that was chosen: tell the server's owner, once.

        Args:
            channel_id: the channel, in which we post in another way.
            guild_id: its server.
            key: of the text that says so.
        """
        self._closed[channel_id, key] = True
        if (channel_id, key) in self._has_opted_outld:
            return
        self._has_opted_outld[channel_id, key] = True
        log.warning("a channel takes no posts of the kind chosen", channel=channel_id, guild=guild_id, why=key)
        await self._tell_owner(channel_id, guild_id, key)

    def closed(self, channel_id: int, *keys: str) -> bool:
        """Whether a channel took no posts of a kind a short while ago; keys as in `fall_back`."""
        return any((channel_id, key) in self._closed for key in keys)

    async def _tell_owner(self, channel_id: int, guild_id: int | None, key: str) -> None:
        guild = self._client.get_guild(guild_id or 0)
        if guild is None or guild.owner_id is None:
            return
        text = both(key, channel=f"<#{channel_id}>", guild=guild.name)
        try:
            owner = await self._client.fetch_user(guild.owner_id)
            await owner.send(text)
        except discord.HTTPException:
            log.info("the owner of a server takes no direct messages", guild=guild_id)
