"""Comes to and leaves servers, and keeps house for as long as it lives."""

import asyncio

import discord
import structlog
from discord.ext import commands

from bot.chat.features.privacy.retention import RetentionSweeper

log = structlog.get_logger(__name__)


class GuildLifecycle(commands.Cog):
    """Knows on which servers Qiao is.

    Args:
        housekeeping: deletes what is no longer to be kept.
        client: the connected client.
    """

    def __init__(self, housekeeping: RetentionSweeper, client: discord.Client) -> None:
        self._housekeeping = housekeeping
        self._client = client
        self._sweeping: asyncio.Task[None] | None = None

    async def cog_unload(self) -> None:
        """Stop sweeping."""
        if self._sweeping:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """All servers are known: sweep from now on. It comes again when Discord starts a new session."""
        await self._housekeeping.take_stock({guild.id for guild in self._client.guilds}, self._absent)
        if self._sweeping is None:
            self._sweeping = asyncio.create_task(self._housekeeping.run(self._absent))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited, perhaps again."""
        await self._housekeeping.arrive(guild.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed, or the server is gone."""
        await self._housekeeping.depart(guild.id)

    def _absent(self, guild_id: int) -> bool:
        # A server of another shard is another process's to look after; the formula is Discord's:
        # https://discord.com/developers/docs/events/gateway#sharding
        shards = self._client.shard_count or 1
        ours = (guild_id >> 22) % shards == (self._client.shard_id or 0)
        return ours and self._client.get_guild(guild_id) is None
