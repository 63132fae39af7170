"""Hears what happens in bridged channels: messages, edits, deletions, reactions, and channels that are deleted."""

import discord
import structlog
from discord.ext import commands

from bot.chat.features.bridges.reactions import ReactionMirror
from bot.chat.posting.publisher import Postman
from bot.chat.relay.mirror import Mirror
from bot.chat.strings import Catalogue
from bot.errors import DiscordError
from bot.storage.stores import Stores

log = structlog.get_logger(__name__)


class Mirroring(commands.Cog):
    """The ears of bridges.

    Args:
        mirror: carries messages across.
        echoes: carries reactions across.
        stores: bridges, and where servers are told of changes.
        postman: speaks in log channels.
        catalogue: what is said to people.
        client: the connected client.
    """

    def __init__(
        self,
        mirror: Mirror,
        echoes: ReactionMirror,
        *,
        stores: Stores,
        postman: Postman,
        catalogue: Catalogue,
        client: discord.Client,
    ) -> None:
        self._mirror = mirror
        self._echoes = echoes
        self._stores = stores
        self._postman = postman
        self._catalogue = catalogue
        self._client = client

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Take a message across."""
        await self._mirror.arrive(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Take an edit across; link previews and pins fire the event too, but set no new time of editing."""
        message = payload.message
        if message.edited_at is not None and not message.author.bot:
            await self._mirror.change(message)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Hold back what is on its way; copies that have arrived go as translations go."""
        await self._mirror.withdraw([payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same for many at once."""
        await self._mirror.withdraw(sorted(payload.message_ids))

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Copy a person's reaction."""
        by_bot = payload.member is not None and payload.member.bot
        if not by_bot and not self._is_me(payload.user_id):
            await self._echoes.add(payload.channel_id, payload.message_id, payload.emoji)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """The last person's reaction takes its copies along."""
        if not self._is_me(payload.user_id):
            await self._echoes.sync(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """A moderator took all away."""
        await self._echoes.sync(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        """A moderator took all of an emoji away."""
        await self._echoes.sync(payload.channel_id, payload.message_id)

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
        if not rest or log_channel_id in {None, channel_id}:
            return
        key = "bridge.gone_last" if len(rest) == 1 else "bridge.gone"
        text = self._catalogue.both(key, channels=" ".join(f"<#{each.channel_id}>" for each in rest))
        try:
            await self._postman.say(log_channel_id or 0, guild_id, text)
        except DiscordError as error:
            log.warning("a bridge's change could not be told", guild=guild_id, error=str(error))

    def _is_me(self, user_id: int) -> bool:
        return self._client.user is not None and user_id == self._client.user.id
