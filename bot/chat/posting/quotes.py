"""The line above a copy that says what it replies to: webhooks cannot reply."""

import discord

from bot.chat.relay.post import link_to, plain
from bot.storage.links import Links
from bot.storage.types import Link
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

    async def line(self, message: discord.Message, channel_id: int) -> str:
        """The quote for a message's copy in a channel; empty where it replies to nothing.

        It shows and leads to the message as it stands in that channel, else to the one in the other channel.
        """
        reference = message.reference
        if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
            return ""
        there = await self._counterpart(reference.message_id, channel_id)
        if there is None:
            resolved = reference.resolved
            there = resolved if isinstance(resolved, discord.Message) else None
        if there is None:
            return ""
        guild_id = message.guild.id if message.guild else None
        words = shorten(" ".join(_said(there).split()), _WORDS)
        return f"> **{plain(there.author.display_name)}**: {words}{link_to(guild_id, there.channel.id, there.id)}"

    async def _counterpart(self, message_id: int, channel_id: int) -> discord.Message | None:
        """A message, or the copy that it is, as it stands in another channel."""
        copy_of = [link for link in await self._links.of_post(message_id) if link.mirror and link.line is None]
        if copy_of and copy_of[0].channel_id == channel_id:
            return await self._fetch(channel_id, copy_of[0].original_id)
        original_id = copy_of[0].original_id if copy_of else message_id
        for link in await self._links.of_original(original_id):
            if _is_copy_in(link, channel_id):
                return await self._fetch(channel_id, link.post_id)
        return None

    async def _fetch(self, channel_id: int, message_id: int) -> discord.Message | None:
        try:
            return await self._client.get_partial_messageable(channel_id).fetch_message(message_id)
        except discord.HTTPException:
            return None


def _is_copy_in(link: Link, channel_id: int) -> bool:
    return link.mirror and link.line is None and link.post_channel_id == channel_id


def _said(message: discord.Message) -> str:
    """What a message says, without what it quotes itself."""
    lines = message.content.split("\n")
    if lines[0].startswith("> **"):
        lines = lines[1:]
    carried = [f"📎 {file.filename}" for file in message.attachments]
    carried += [f"🏷️ {sticker.name}" for sticker in message.stickers]
    return "\n".join(lines).strip() or " ".join(carried)
