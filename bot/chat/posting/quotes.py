"""Quotes what a message replies to in a line above its copy or translation, because webhooks cannot reply."""

import discord

from bot.chat.content import quotable_text
from bot.chat.relay.compose import NO_QUOTE, Quotation
from bot.chat.relay.digest import link_to, without_jumps
from bot.chat.relay.message import Message, Quoted
from bot.storage.links import Links
from bot.storage.types.links import Link, PostKind
from bot.text.escaping import escape
from bot.text.limits import shorten
from bot.text.names import shown_name
from bot.translation.types import Target

_WORDS = 80
"""Maximum length of the quoted text, as Discord counts."""


class Quotes:
    """Quotes messages in posts of webhooks.

    Args:
        client: the connected client.
        links: which posts are copies and translations of a message.
    """

    def __init__(self, client: discord.Client, links: Links) -> None:
        self._client = client
        self._links = links

    async def line(self, message: Message, channel_id: int, target: Target | None = None) -> Quotation:
        """The quote for a post of a message in a channel; nothing if the message is not a reply.

        It shows and links the counterpart of the message that is replied to, if there is one, or else that message.

        Args:
            message: the message.
            channel_id: channel of the post.
            target: language of the post if it is a translation; None for a copy.
        """
        if message.quoted is None:
            return NO_QUOTE
        quoted = await self._counterpart(message.quoted.message_id, channel_id, target) or message.quoted
        if not quoted.author:
            return NO_QUOTE
        words = without_jumps(shorten(" ".join(quoted.words.split()), _WORDS))
        link = link_to(message.guild_id, quoted.channel_id, quoted.message_id)
        # A post of ours contains the words of the person whose message it translates or copies, and links know for whom
        # a proxy posted a message.
        links = await self._links.of_post(quoted.message_id) or await self._links.of_original(quoted.message_id)
        author_id = links[0].author_id if links else quoted.author_id
        return Quotation(f"> **{escape(quoted.author)}**: {words}{link}", author_id)

    async def _counterpart(self, message_id: int, channel_id: int, target: Target | None) -> Quoted | None:
        """The counterpart of a message in a channel, which readers of the post can read.

        That is the copy of the message there, its translation into the language of the post, or the original that it
        is a copy or a translation of.
        """
        post = next(filter(_shows_author, await self._links.of_post(message_id)), None)
        if post and post.channel_id == channel_id:
            readable = post.kind is PostKind.TRANSLATION and post.target == target
            return None if readable else await self._fetch(channel_id, post.original_id)
        for link in await self._links.of_original(post.original_id if post else message_id):
            readable = link.kind is PostKind.COPY or link.target == target
            if readable and _shows_author(link) and link.post_channel_id == channel_id:
                return await self._fetch(channel_id, link.post_id)
        return None

    async def _fetch(self, channel_id: int, message_id: int) -> Quoted | None:
        try:
            found = await self._client.get_partial_messageable(channel_id).fetch_message(message_id)
        except discord.HTTPException:
            return None
        name = shown_name(found.author.display_name)
        return Quoted(message_id, channel_id, name, quotable_text(found), found.author.id)


def _shows_author(link: Link) -> bool:
    """Whether a link is to a separate post that shows the author of the message."""
    copied = link.kind is PostKind.COPY and link.line is None
    return copied or (link.kind is PostKind.TRANSLATION and link.webhook_id is not None)
