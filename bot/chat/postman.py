"""Our posts on Discord: sent, edited and removed, always silent, never a ping."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord import AllowedMentions, MessageReference

from bot.chat.delivery import Delivery, digest, is_linked
from bot.chat.ports import Links
from bot.chat.refusals import Refusals
from bot.distribution import COUNTS, Distribution
from bot.errors import DiscordError
from bot.storage.types import Link
from bot.text.limits import MESSAGE, length, shorten

NOBODY = AllowedMentions.none()
"""Passed on every send and every edit: without it an edit falls back to the defaults and pings."""


class Postman:
    """Puts translations where they belong and remembers where that was.

    Args:
        client: the connected client.
        links: which post carries which message's translation.
        refusals: channels that refused us, and whom to tell.

    Attributes:
        posts: how many messages each post of translations carries; none is new in one that goes on with a long one.
    """

    def __init__(self, client: discord.Client, links: Links, refusals: Refusals) -> None:
        self._client = client
        self._links = links
        self._refusals = refusals
        self.posts = Distribution(COUNTS)

    async def post(self, deliveries: Sequence[Delivery]) -> None:
        """Post one delivery as a silent reply, or several as a digest with a line each.

        Raises:
            DiscordError: the channel refuses us.
        """
        first = deliveries[0]
        pages = first.pages if len(deliveries) == 1 else [digest(deliveries)]
        channel = self._channel(first.original.channel_id, first.original.guild_id)
        reference = self._reference(first) if len(deliveries) == 1 else None
        links: list[Link] = []
        try:
            for part, page in enumerate(pages):
                nonce = f"{first.original.message_id}-{part}"[:25]
                post = await self._send(channel, page, reference, nonce)
                self.posts.observe(0 if part else len(deliveries))
                links += [
                    _link(delivery, post, line if len(deliveries) > 1 else None, part)
                    for line, delivery in enumerate(deliveries)
                ]
        finally:
            # What is posted must be found again, also where a later page was refused.
            if links:
                await self._links.record(links)

    async def edit(self, links: Sequence[Link], delivery: Delivery) -> None:
        """Put a new translation where the old one stands; pages are added or taken away as its length asks."""
        first = links[0]
        channel = self._channel(first.post_channel_id, first.guild_id)
        if first.line is not None:
            await self._edit_line(channel, first, delivery)
            return
        pages = delivery.pages
        for link, page in zip(links, pages, strict=False):
            await self._edit(channel, link.post_id, page)
        surplus = [link.post_id for link in links[len(pages) :]]
        for post_id in surplus:
            await self._delete(channel, post_id)
        await self._links.remove_posts(surplus)
        added: list[Link] = []
        for part, page in enumerate(pages[len(links) :], start=len(links)):
            post = await self._send(channel, page, self._reference(delivery), nonce=None)
            added.append(_link(delivery, post, None, part))
        if added:
            await self._links.record(added)

    async def remove(self, links: Sequence[Link]) -> None:
        """Take away translations that stand in one or more posts; a digest loses their lines."""
        for post_id in dict.fromkeys(link.post_id for link in links):
            gone = [link for link in links if link.post_id == post_id]
            channel = self._channel(gone[0].post_channel_id, gone[0].guild_id)
            if gone[0].line is None or not await self._links.of_post(post_id):
                await self._delete(channel, post_id)
            else:
                lines = await self._lines(channel, post_id)
                kept = [line for i, line in enumerate(lines) if i not in {link.line for link in gone}]
                await self._edit(channel, post_id, "\n".join(kept))

    async def say(self, channel_id: int, guild_id: int | None, text: str) -> None:
        """Post a notice of our own."""
        await self._send(self._channel(channel_id, guild_id), text, None, None)

    async def _edit_line(self, channel: discord.PartialMessageable, link: Link, delivery: Delivery) -> None:
        lines = await self._lines(channel, link.post_id)
        if link.line is None or link.line >= len(lines):
            return
        others = length("\n".join(lines)) - length(lines[link.line])
        line = delivery.line or delivery.short_line
        if is_linked(lines[link.line]):
            line = delivery.linked(line)
        lines[link.line] = shorten(line, MESSAGE - others)
        await self._edit(channel, link.post_id, "\n".join(lines))

    async def _lines(self, channel: discord.PartialMessageable, post_id: int) -> list[str]:
        try:
            post = await channel.fetch_message(post_id)
        except discord.NotFound:
            await self._links.remove_posts([post_id])
            return []
        except discord.HTTPException as error:
            raise await self._refused(channel, error) from None
        return post.content.split("\n")

    async def _send(
        self, channel: discord.PartialMessageable, text: str, reference: MessageReference | None, nonce: str | None
    ) -> discord.Message:
        if self._refusals.refused(channel.id):
            raise DiscordError(f"Channel {channel.id} refused a post a short while ago.")
        optional: dict[str, Any] = {"reference": reference} if reference else {}
        if nonce:
            optional["nonce"] = nonce
        send: Callable[..., Awaitable[discord.Message]] = channel.send  # its overloads know no optional arguments
        try:
            return await send(
                text,
                allowed_mentions=NOBODY,
                mention_author=False,
                silent=True,
                suppress_embeds=True,
                **optional,
            )
        except discord.HTTPException as error:
            raise await self._refused(channel, error) from None

    async def _edit(self, channel: discord.PartialMessageable, post_id: int, text: str) -> None:
        try:
            await channel.get_partial_message(post_id).edit(content=text, allowed_mentions=NOBODY)
        except discord.NotFound:
            await self._links.remove_posts([post_id])
        except discord.HTTPException as error:
            raise await self._refused(channel, error) from None

    async def _delete(self, channel: discord.PartialMessageable, post_id: int) -> None:
        try:
            await channel.get_partial_message(post_id).delete()
        except discord.NotFound:
            pass  # somebody was quicker
        except discord.HTTPException as error:
            raise await self._refused(channel, error) from None

    async def _refused(self, channel: discord.PartialMessageable, error: discord.HTTPException) -> DiscordError:
        if isinstance(error, discord.Forbidden):
            await self._refusals.note(channel.id, channel.guild.id if channel.guild else None, error.code)
        return DiscordError(f"Discord refused in channel {channel.id}: {error.status} (code {error.code}).")

    def _channel(self, channel_id: int, guild_id: int | None) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id, guild_id=guild_id)

    @staticmethod
    def _reference(delivery: Delivery) -> MessageReference:
        original = delivery.original
        return MessageReference(
            message_id=original.message_id,
            channel_id=original.channel_id,
            guild_id=original.guild_id,
            fail_if_not_exists=False,
        )


def _link(delivery: Delivery, post: discord.Message, line: int | None, part: int) -> Link:
    original = delivery.original
    return Link(
        original_id=original.message_id,
        channel_id=original.channel_id,
        guild_id=original.guild_id,
        author_id=original.author_id,
        post_id=post.id,
        post_channel_id=post.channel.id,
        line=line,
        part=part,
        revision=original.revision,
    )
