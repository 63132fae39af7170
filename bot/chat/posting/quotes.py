"""Quotes what a copy replies to in a line above it, because webhooks cannot reply."""

import discord

from bot.chat.incoming import quotable_text
from bot.chat.relay.compose import NO_QUOTE, Quotation
from bot.chat.relay.digest import link_to
from bot.chat.relay.message import Message, Quoted
from bot.storage.links import Links
from bot.storage.types import Link, PostKind
from bot.text.escaping import escape
from bot.text.limits import shorten

_WORDS = 80
"""Maximum length of the quoted text, as Discord counts."""


class Quotes:
    """Quotes messages in copies.

    Args:
        client: the connected client.
        links: which posts are copies of a message.
    """

    def __init__(self, client: discord.Client, links: Links) -> None:
        self._client = client
        self._links = links

    async def line(self, message: Message, channel_id: int) -> Quotation:
        """The quote for the copy of a message in a channel; nothing if it is not a reply.

        It shows and links the counterpart in that channel if there is one, or else the message that is replied to.
        """
        if message.quoted is None:
            return NO_QUOTE
        quoted = await self._counterpart(message.quoted.message_id, channel_id) or message.quoted
        if not quoted.author:
            return NO_QUOTE
        words = shorten(" ".join(quoted.words.split()), _WORDS)
        link = link_to(message.guild_id, quoted.channel_id, quoted.message_id)
        # A post of ours contains the words of the person whose message it translates or copies.
        ours = await self._links.of_post(quoted.message_id)
        author_id = ours[0].author_id if ours else quoted.author_id
        return Quotation(f"> **{escape(quoted.author)}**: {words}{link}", author_id)

    async def _counterpart(self, message_id: int, channel_id: int) -> Quoted | None:
        """The counterpart of a message in another channel: its copy there, or the original that it is a copy of."""
        copy_of = next(filter(_is_copy, await self._links.of_post(message_id)), None)
        if copy_of and copy_of.channel_id == channel_id:
            return await self._fetch(channel_id, copy_of.original_id)
        original_id = copy_of.original_id if copy_of else message_id
        for link in await self._links.of_original(original_id):
            if _is_copy(link) and link.post_channel_id == channel_id:
                return await self._fetch(channel_id, link.post_id)
        return None

    async def _fetch(self, channel_id: int, message_id: int) -> Quoted | None:
        try:
            found = await self._client.get_partial_messageable(channel_id).fetch_message(message_id)
        except discord.HTTPException:
            return None
        return Quoted(message_id, channel_id, found.author.display_name, quotable_text(found), found.author.id)


def _is_copy(link: Link) -> bool:
    """Whether a link is to a copy in a separate post."""
    return link.kind is PostKind.COPY and link.line is None
