"""Replaces posted translations with approved suggestions."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import discord
import structlog

from bot.chat.content import text_of
from bot.chat.incoming import read
from bot.chat.relay.digest import speaker_in
from bot.chat.relay.message import Message
from bot.errors import QiaoError
from bot.storage.links import Links
from bot.storage.types import Suggestion

log = structlog.get_logger(__name__)

_HISTORY = 500
"""Messages of a channel that are searched for the originals of a digest."""

Correct = Callable[[Message, int, str], Awaitable[bool]]
"""Replaces the translation of a message in a post; False if the post no longer translates that message."""


class PostCorrector:
    """Finds the messages that a suggestion is about, and has their translations replaced.

    Args:
        client: the connected client.
        links: which posts belong to which message.
        replace_translation: replaces a posted translation.
    """

    def __init__(self, client: discord.Client, links: Links, replace_translation: Correct) -> None:
        self._client = client
        self._links = links
        self._replace = replace_translation

    async def correct(self, suggestion: Suggestion) -> bool:
        """Replace the translation in the post of a suggestion; False if nothing was replaced."""
        links = {link.original_id: link for link in await self._links.of_post(suggestion.post_id)}
        if not links:
            return False
        post_channel = self._client.get_partial_messageable(suggestion.channel_id, guild_id=suggestion.guild_id)
        first = links[min(links)]
        channel = self._client.get_partial_messageable(first.channel_id, guild_id=first.guild_id)
        corrected = False
        try:
            post = await post_channel.fetch_message(suggestion.post_id)
            # A digest translates several messages: each one with the suggestion's source gets the better translation.
            after, before = discord.Object(min(links) - 1), discord.Object(max(links) + 1)
            async for message in channel.history(limit=_HISTORY, after=after, before=before):
                link = links.get(message.id)
                if link is None or text_of(message).strip() != suggestion.source:
                    continue
                original = read(message)
                # Authors in a channel's history have no nicknames.
                original = replace(original, author=speaker_in(post.content, link.line) or original.author)
                corrected |= await self._replace(original, suggestion.post_id, suggestion.target)
        except (discord.HTTPException, QiaoError) as error:
            log.warning("translation not corrected", post=suggestion.post_id, error=type(error).__name__)
        return corrected
