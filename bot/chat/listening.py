"""Hears what is said, edited and deleted, and hands it to the relay."""

import asyncio
from dataclasses import replace
from functools import partial

import discord
from discord.ext import commands

from bot.chat.incoming import Audience, original_of
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Policy
from bot.chat.relay.speakers import Speakers
from bot.chat.relay.wish import Wish
from bot.learning.words import warm


class Listening(commands.Cog):
    """The ears.

    Args:
        relay: what carries messages to their translations.
        policy: where and how messages are translated.
        audience: whose messages are.
        speakers: told of everybody who is translated.
    """

    def __init__(self, relay: Relay, policy: Policy, audience: Audience, speakers: Speakers) -> None:
        self._relay = relay
        self._policy = policy
        self._audience = audience
        self._speakers = speakers

    async def cog_load(self) -> None:
        """Load what tells names from words before the first of them is heard."""
        await asyncio.to_thread(warm)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Take a message on; before the first await, so that posts keep the order of the chat."""
        if text := self._audience.text(message):
            self._relay.arrive(original_of(message), text, partial(self._wish, message))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Follow an edit; link previews and pins fire the event too, but set no new time of editing."""
        message = payload.message
        if message.edited_at is None or not self._audience.is_eligible(message):
            return
        if await self._policy.ignores(message):
            # What was posted before its author asked to be left alone would no longer be what he says.
            await self._relay.withdraw([message.id])
        else:
            text = self._audience.text(message)
            await self._relay.change(original_of(message), text, partial(self._wish, message))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take the translation of a deleted message away; if the post was ours, forget it."""
        await self._gone([payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same for many at once."""
        await self._gone(sorted(payload.message_ids))

    async def _wish(self, message: discord.Message) -> Wish | None:
        """How a message is to be translated; where it is, its author is a speaker of the channel."""
        wish = await self._policy.wish(message)
        if wish is None:
            return None
        await self._speakers.hear(message)
        return replace(wish, addressed=True) if self._audience.addresses(message) else wish

    async def _gone(self, message_ids: list[int]) -> None:
        await self._relay.withdraw(message_ids)
        await self._relay.forget(message_ids)
