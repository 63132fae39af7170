"""The one place where the events of messages come in from Discord's gateway, and the order in which they take effect.

1. **Relay.** Translations and copies of a message; its place in the channel's queue is taken before the first await.
2. **Requests.** Mentions and flags, for what is not translated anyway.
3. **Reactions** of bridged channels are mirrored before a flag among them is answered.

An edit or a deletion goes to the relay only: translations, copies and answers follow it alike.
"""

import asyncio

import discord
from discord.ext import commands

from bot.chat.features.bridges.reactions import ReactionMirror
from bot.chat.features.translate.requests import Requests
from bot.chat.incoming import Audience
from bot.chat.relay.relay import Relay
from bot.learning.words import warm


class Events(commands.Cog):
    """Hears what is said, edited, deleted and reacted to.

    Args:
        client: the connected client.
        audience: reads messages.
        relay: carries them.
        requests: answers who speaks to Qiao.
        reactions: carries reactions across bridges.
    """

    def __init__(
        self, client: discord.Client, audience: Audience, relay: Relay, requests: Requests, reactions: ReactionMirror
    ) -> None:
        self._client = client
        self._audience = audience
        self._relay = relay
        self._requests = requests
        self._reactions = reactions

    async def cog_load(self) -> None:
        """Load what distinguishes names from words before the first of them is heard."""
        await asyncio.to_thread(warm)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A message was created."""
        if not self._audience.is_ours(message):
            self._relay.created(self._audience.read(message))
            await self._requests.mentioned(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message was edited; link previews and pins fire the event too, but set no new time of editing."""
        message = payload.message
        if message.edited_at is not None and not self._audience.is_ours(message):
            await self._relay.edited(self._audience.read(message))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted, perhaps a post of ours."""
        await self._relay.deleted([payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Many messages were deleted at once."""
        await self._relay.deleted(sorted(payload.message_ids))

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody reacted; bots and Qiao itself do not count."""
        by_bot = payload.member is not None and payload.member.bot
        if by_bot or self._is_us(payload.user_id):
            return
        await asyncio.gather(
            self._reactions.add(payload.channel_id, payload.message_id, payload.emoji),
            self._requests.flagged(payload),
        )

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Somebody took a reaction back: the last person's takes its copies along."""
        if not self._is_us(payload.user_id):
            await self._reactions.sync(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """A moderator removed all reactions."""
        await self._reactions.sync(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        """A moderator removed all of an emoji."""
        await self._reactions.sync(payload.channel_id, payload.message_id)

    def _is_us(self, user_id: int) -> bool:
        return self._client.user is not None and user_id == self._client.user.id
