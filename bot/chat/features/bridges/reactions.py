"""Reactions across bridges: the bot puts the same emoji below the counterparts while people have it somewhere."""

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
"""The ids of a channel and of a message in it."""


class ReactionMirror:
    """Keeps the reactions of a message and of its copies alike.

    Args:
        client: the connected client.
        bridges: tell which channels need a look.
        links: from messages to their copies.
        offers: emoji of ours that nobody had to put there.
    """

    def __init__(self, client: discord.Client, bridges: Bridges, links: Links, offers: Offers) -> None:
        self._client = client
        self._bridges = bridges
        self._links = links
        self._offers = offers
        self._locks = Locks()

    async def add(self, channel_id: int, message_id: int, emoji: discord.PartialEmoji) -> None:
        """Somebody put an emoji below a message: put it below its counterparts."""
        family = await self._family(channel_id, message_id)
        if not family:
            return
        async with self._locks.of(family[0][1]):
            others = [post for post in family if post[0] != channel_id]
            await asyncio.gather(*(self._put(post, emoji) for post in others))

    async def sync(self, channel_id: int, message_id: int) -> None:
        """Emoji were taken away: take ours away where people have them nowhere else."""
        family = await self._family(channel_id, message_id)
        if not family:
            return
        async with self._locks.of(family[0][1]):
            seen = dict(zip(family, await asyncio.gather(*map(self._reactions, family)), strict=True))
            people: Counter[str] = Counter()
            for reactions in seen.values():
                for reaction in reactions:
                    people[str(reaction.emoji)] += reaction.count - reaction.me
            for post, reactions in seen.items():
                for reaction in reactions:
                    elsewhere = people[str(reaction.emoji)] - (reaction.count - reaction.me)
                    offered = str(reaction.emoji) == OFFER and self._offers.stands(post[1])
                    if reaction.me and not elsewhere and not offered:
                        await self._take(post, reaction.emoji)

    async def _family(self, channel_id: int, message_id: int) -> list[Post]:
        """A message of a bridged channel and its copies, the original first; none where it was not copied."""
        if await self._bridges.get(channel_id) is None:
            return []
        leads = [link for link in await self._links.of_post(message_id) if link.kind is PostKind.COPY]
        original_id = leads[0].original_id if leads else message_id
        copies = [
            link
            for link in await self._links.of_original(original_id)
            if link.kind is PostKind.COPY and link.line is None
        ]
        if not copies:
            return []
        # A long copy has several posts: reactions stand below the first.
        first = {link.post_channel_id: link.post_id for link in reversed(copies)}
        return [(copies[0].channel_id, original_id), *first.items()]

    async def _put(self, post: Post, emoji: discord.PartialEmoji) -> None:
        try:
            await self._message(post).add_reaction(emoji)
        except discord.HTTPException as error:
            # An emoji of another server, a message with twenty, a permission that is missing.
            log.info("a reaction was not copied", channel=post[0], message=post[1], code=error.code)

    async def _take(self, post: Post, emoji: discord.PartialEmoji | discord.Emoji | str) -> None:
        try:
            await self._message(post).remove_reaction(emoji, self._me)
        except discord.HTTPException as error:
            log.info("a copied reaction stays", channel=post[0], message=post[1], code=error.code)

    async def _reactions(self, post: Post) -> list[discord.Reaction]:
        try:
            return (await self._message(post).fetch()).reactions
        except discord.HTTPException:
            return []

    @property
    def _me(self) -> discord.abc.Snowflake:
        if self._client.user is None:
            raise AssertionError("events come after the sign-in")
        return self._client.user

    def _message(self, post: Post) -> discord.PartialMessage:
        return self._client.get_partial_messageable(post[0]).get_partial_message(post[1])
