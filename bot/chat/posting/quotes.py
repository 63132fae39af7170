"""The line above a copy that shows what it replies to: webhooks cannot reply."""

import discord

from bot.chat.incoming import words_of
from bot.chat.relay.digest import link_to
from bot.chat.relay.message import Message, Quoted
from bot.storage.links import Links
from bot.storage.types import Link, PostKind
from bot.text.escaping import escape
from bot.text.limits import shorten

_WORDS = 80
"""Discord's characters of what is quoted."""


class Quotes:
    """Points from copies to copies.

    Args:
        client: the connected client.
        links: from messages to their copies.
    """

    def __init__(self, client: discord.Client, links: Links) -> None:
        self._client = client
        self._links = links

    async def line(self, message: Message, channel_id: int) -> str:
        """The quote for a message's copy in a channel; empty where it replies to nothing.

        It shows and leads to the message as it is in that channel, otherwise to the one in the other channel.
        """
        if message.quoted is None:
            return ""
        quoted = await self._counterpart(message.quoted.message_id, channel_id) or message.quoted
        if not quoted.author:
            return ""
        words = shorten(" ".join(quoted.words.split()), _WORDS)
        link = link_to(message.guild_id, quoted.channel_id, quoted.message_id)
        return f"> **{escape(quoted.author)}**: {words}{link}"

    async def _counterpart(self, message_id: int, channel_id: int) -> Quoted | None:
        """A message, or the copy that it is, as it is in another channel."""
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
        return Quoted(message_id, channel_id, found.author.display_name, words_of(found))


def _is_copy(link: Link) -> bool:
    """Whether a link leads to a copy in a post of its own."""
    return link.kind is PostKind.COPY and link.line is None
