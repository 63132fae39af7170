"""Channels that are deleted leave their bridges, also those that were deleted while Qiao was away."""

import discord
import structlog
from discord.ext import commands

from bot.chat.posting.publisher import Publisher
from bot.chat.strings import both
from bot.errors import DiscordError
from bot.storage.stores import Stores

log = structlog.get_logger(__name__)


class BridgeLifecycle(commands.Cog):
    """Hears of deleted channels.

    Args:
        stores: bridges, and the log channels in which servers are told of changes.
        publisher: posts in log channels.
        client: the connected client.
    """

    def __init__(self, stores: Stores, publisher: Publisher, client: discord.Client) -> None:
        self._stores = stores
        self._publisher = publisher
        self._client = client

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A deleted channel leaves its bridge."""
        if await self._stores.bridges.get(channel.id):
            await self._leave(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """So does one that was deleted while Qiao was away; one that we merely may not see stays."""
        for bridged in await self._stores.bridges.of_guild(guild.id):
            if guild.get_channel(bridged.channel_id):
                continue
            try:
                await self._client.fetch_channel(bridged.channel_id)
            except discord.NotFound:
                await self._leave(guild.id, bridged.channel_id)
            except discord.DiscordException:
                log.info("a bridged channel cannot be seen", channel=bridged.channel_id)

    async def _leave(self, guild_id: int, channel_id: int) -> None:
        rest = await self._stores.bridges.remove(channel_id)
        log.info("a deleted channel left its bridge", guild=guild_id, channel=channel_id, left=len(rest))
        log_channel_id = (await self._stores.guilds.get(guild_id)).log_channel_id
        if not rest or log_channel_id is None or log_channel_id == channel_id:
            return
        key = "bridge.gone_last" if len(rest) == 1 else "bridge.gone"
        text = both(key, channels=" ".join(f"<#{each.channel_id}>" for each in rest))
        try:
            await self._publisher.notify(log_channel_id, guild_id, text)
        except DiscordError as error:
            log.warning("a bridge's change could not be reported", guild=guild_id, error=str(error))
