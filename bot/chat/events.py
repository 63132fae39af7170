"""Receives the gateway events about messages, and passes them on in a stated order.

1. **Relay.** Translations and copies of a message; its slot in the channel's queue is taken before the first await.
2. **Requests.** Mentions and flags, for what is not translated automatically.
3. **Reactions** in bridged channels are mirrored, before a flag among them is answered.

Edits and deletions go only to the relay, which updates translations, copies and answers.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import discord
from cachetools import LRUCache
from discord.ext import commands

from bot.chat.features.bridges.reactions import ReactionMirror
from bot.chat.features.translate.requests import Requests
from bot.chat.incoming import Audience
from bot.chat.relay.gates import Gates
from bot.chat.relay.relay import Relay
from bot.learning.words import warm

_REMEMBERED = 10_000

GRACE_SECONDS = 5.0
"""How long edits and deletions that are being followed may take at shutdown."""


class Events(commands.Cog):
    """Handles events about messages and reactions.

    Args:
        client: the connected client.
        audience: reads messages.
        relay: translates and copies messages.
        gates: hold back events until the messages before them are known.
        requests: answers mentions and flags.
        reactions: mirrors reactions across bridges.
    """

    def __init__(
        self,
        client: discord.Client,
        audience: Audience,
        relay: Relay,
        *,
        gates: Gates,
        requests: Requests,
        reactions: ReactionMirror,
    ) -> None:
        self._client = client
        self._audience = audience
        self._relay = relay
        self._gates = gates
        self._requests = requests
        self._loading: LRUCache[int, bool] = LRUCache(_REMEMBERED)
        self._reactions = reactions
        self._following: set[asyncio.Task[Any]] = set()

    async def cog_load(self) -> None:
        """Load the word lists that distinguish names from words before the first message arrives."""
        await asyncio.to_thread(warm)

    async def cog_unload(self) -> None:
        """Wait for edits and deletions: the links of posts that they did not reach are stored for the next start."""
        if self._following:
            await asyncio.wait(set(self._following), timeout=GRACE_SECONDS)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Handle a new message; a bot that is still thinking says something only with an edit."""
        if message.flags.loading:
            self._loading[message.id] = True
        elif not self._audience.is_ours(message):
            read = self._audience.read(message)
            await self._gates.passed(message.channel.id)
            self._relay.created(read)
            await self._requests.answer_mention(message, read)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Handle an edit; link previews, pins, and publishing fire this event too, but set no edit time.

        The message may be a copy that we posted: answers to it follow it. A crosspost whose original was deleted says
        only that.
        """
        message = payload.message
        await self._gates.passed(payload.channel_id)
        if self._loading.pop(message.id, False):
            await self.on_message(message)
        elif message.flags.source_message_deleted:
            await self._delete([message.id])
        elif message.edited_at is not None:
            self._requests.forget(message.id)
            with self._followed():
                await self._relay.edited(self._audience.read(message))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Handle a deletion, possibly of one of our posts."""
        await self._delete([payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Handle a bulk deletion."""
        await self._delete(sorted(payload.message_ids))

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Handle a reaction, unless a bot or Qiao itself added it."""
        by_bot = payload.member is not None and payload.member.bot
        if by_bot or self._is_us(payload.user_id):
            return
        await asyncio.gather(
            self._reactions.add(payload.channel_id, payload.message_id, payload.emoji),
            self._requests.answer_flag(payload),
        )

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Handle a removed reaction."""
        if not self._is_us(payload.user_id):
            await self._reactions.sync(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """Handle the removal of all reactions."""
        await self._reactions.sync(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        """Handle the removal of all reactions with an emoji."""
        await self._reactions.sync(payload.channel_id, payload.message_id)

    async def _delete(self, message_ids: Sequence[int]) -> None:
        with self._followed():
            await self._relay.deleted(message_ids)

    @contextmanager
    def _followed(self) -> Iterator[None]:
        """Have the shutdown wait for the current task, which discord.py started for an event, during the block."""
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("events are handled in tasks")
        self._following.add(task)
        try:
            yield
        finally:
            self._following.discard(task)

    def _is_us(self, user_id: int) -> bool:
        return self._client.user is not None and user_id == self._client.user.id
