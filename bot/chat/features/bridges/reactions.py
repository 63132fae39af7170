"""Mirrors reactions across bridges: Qiao adds an emoji to the counterparts of a message as long as people use it."""

import asyncio
from collections import Counter

import discord
import structlog

from bot.chat.posting.offers import OFFER, Offers
from bot.chat.relay.locks import Locks
from bot.storage.bridges import Bridges
from bot.storage.links import Links
from bot.storage.types import PostKind

log = structlog.get_logger(__name__)

Post = tuple[int, int]
"""A channel id and the id of a message in it."""


class ReactionMirror:
    """Keeps the reactions to a message and to its copies in sync.

    Args:
        client: the connected client.
        bridges: which channels are bridged.
        links: which posts are copies of a message.
        offers: messages with a 🌐 of ours that is not a mirrored reaction.
    """

    def __init__(self, client: discord.Client, bridges: Bridges, links: Links, offers: Offers) -> None:
        self._client = client
        self._bridges = bridges
        self._links = links
        self._offers = offers
        self._locks = Locks()

    async def add(self, channel_id: int, message_id: int, emoji: discord.PartialEmoji) -> None:
        """Copy a reaction to the counterparts of a message."""
        group = await self._group(channel_id, message_id)
        if not group:
            return
        async with self._locks.of(group[0][1]):
            others = [post for post in group if post[0] != channel_id]
            await asyncio.gather(*(self._add(post, emoji) for post in others))

    async def sync(self, channel_id: int, message_id: int) -> None:
        """Remove our reactions with emoji that people no longer use on any counterpart."""
        group = await self._group(channel_id, message_id)
        if not group:
            return
        async with self._locks.of(group[0][1]):
            seen = dict(zip(group, await asyncio.gather(*map(self._reactions, group)), strict=True))
            people: Counter[str] = Counter()
            for reactions in seen.values():
                for reaction in reactions:
                    people[str(reaction.emoji)] += reaction.count - reaction.me
            for post, reactions in seen.items():
                for reaction in reactions:
                    elsewhere = people[str(reaction.emoji)] - (reaction.count - reaction.me)
                    offered = str(reaction.emoji) == OFFER and self._offers.is_offered(post[1])
                    if reaction.me and not elsewhere and not offered:
                        await self._remove(post, reaction.emoji)

    async def _group(self, channel_id: int, message_id: int) -> list[Post]:
        """A message and its copies, the original first; empty if it was not copied."""
        if await self._bridges.place(channel_id) is None:
            return []
        as_copy = [link for link in await self._links.of_post(message_id) if link.kind is PostKind.COPY]
        original_id = as_copy[0].original_id if as_copy else message_id
        copies = [
            link
            for link in await self._links.of_original(original_id)
            if link.kind is PostKind.COPY and link.line is None
        ]
        if not copies:
            return []
        # A long copy has several posts; reactions belong to the first.
        first = {link.post_channel_id: link.post_id for link in reversed(copies)}
        return [(copies[0].channel_id, original_id), *first.items()]

    async def _add(self, post: Post, emoji: discord.PartialEmoji) -> None:
        try:
            await self._message(post).add_reaction(emoji)
        except discord.HTTPException as error:
            # The emoji is from another server, the message already has twenty, or a permission is missing.
            log.info("reaction not copied", channel=post[0], message=post[1], code=error.code)

    async def _remove(self, post: Post, emoji: discord.PartialEmoji | discord.Emoji | str) -> None:
        try:
            await self._message(post).remove_reaction(emoji, self._me)
        except discord.HTTPException as error:
            log.info("copied reaction not removed", channel=post[0], message=post[1], code=error.code)

    async def _reactions(self, post: Post) -> list[discord.Reaction]:
        try:
            return (await self._message(post).fetch()).reactions
        except discord.HTTPException:
            return []

    @property
    def _me(self) -> discord.abc.Snowflake:
        if self._client.user is None:
            raise AssertionError("events arrive only after the login")
        return self._client.user

    def _message(self, post: Post) -> discord.PartialMessage:
        return self._client.get_partial_messageable(post[0]).get_partial_message(post[1])
