"""Keeps bridges up to date: forgets what was deleted, even while the bot was offline, and locks threads together."""

import discord
import structlog
from cachetools import LRUCache
from discord.ext import commands

from bot.chat.posting.counterparts import Title
from bot.chat.posting.publisher import Publisher
from bot.chat.strings import both
from bot.errors import DiscordError
from bot.storage.stores import Stores
from bot.storage.types import BridgedThread

log = structlog.get_logger(__name__)


class BridgeLifecycle(commands.Cog):
    """Removes deleted channels and threads from bridges, and passes on what moderators do with threads.

    Args:
        stores: bridges and log channels.
        publisher: posts in log channels.
        client: the connected client.
        title: translates titles of threads.
    """

    def __init__(self, stores: Stores, publisher: Publisher, client: discord.Client, title: Title) -> None:
        self._title = title
        self._named: LRUCache[int, str] = LRUCache(1_000)
        self._stores = stores
        self._publisher = publisher
        self._client = client

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Remove a deleted channel from its bridge."""
        if await self._stores.bridges.get(channel.id):
            await self._remove(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Remove channels deleted while the bot was offline, but keep those that it merely cannot see."""
        for bridged in await self._stores.bridges.of_guild(guild.id):
            if guild.get_channel(bridged.channel_id):
                continue
            try:
                await self._client.fetch_channel(bridged.channel_id)
            except discord.NotFound:
                await self._remove(guild.id, bridged.channel_id)
            except discord.DiscordException:
                log.info("bridged channel not visible", channel=bridged.channel_id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget a deleted thread; its counterparts stay."""
        if await self._stores.bridges.threads(payload.thread_id):
            await self._stores.bridges.remove_thread(payload.thread_id)

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Rename, lock, or unlock the counterparts of a thread that people renamed, locked, or unlocked."""
        renamed = before.name != after.name and self._named.get(after.id) != after.name
        if (before.locked == after.locked and not renamed) or await self._stores.bridges.place(after.id) is None:
            return
        for counterpart in await self._stores.bridges.threads(after.id):
            if counterpart.thread_id != after.id:
                await self._follow(after, counterpart, renamed=renamed)

    async def _follow(self, thread: discord.Thread, counterpart: BridgedThread, *, renamed: bool) -> None:
        """Change a counterpart like a thread."""
        try:
            there = await self._client.fetch_channel(counterpart.thread_id)
            if not isinstance(there, discord.Thread):
                return
            if there.locked != thread.locked:
                await there.edit(locked=thread.locked, archived=thread.locked)
            place = await self._stores.bridges.place(counterpart.thread_id)
            if renamed and place and not there.archived:
                self._named[there.id] = await self._title(thread.name, place)  # before the event about it arrives
                await there.edit(name=self._named[there.id])
        except discord.HTTPException as error:
            log.info("counterpart not changed", thread=counterpart.thread_id, code=error.code)

    async def _remove(self, guild_id: int, channel_id: int) -> None:
        rest = await self._stores.bridges.remove(channel_id)
        log.info("deleted channel removed from bridge", guild=guild_id, channel=channel_id, remaining=len(rest))
        log_channel_id = (await self._stores.guilds.get(guild_id)).log_channel_id
        if not rest or log_channel_id is None or log_channel_id == channel_id:
            return
        key = "bridge.gone_last" if len(rest) == 1 else "bridge.gone"
        text = both(key, channels=" ".join(f"<#{each.channel_id}>" for each in rest))
        try:
            await self._publisher.notify(log_channel_id, guild_id, text)
        except DiscordError as error:
            log.warning("bridge change not reported", guild=guild_id, error=str(error))
