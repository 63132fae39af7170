"""Removes a person's words from posts that are about something else: quotes in copies, and posts with suggestions."""

import discord

from bot.chat.posting.account import Account
from bot.chat.posting.refusals import Refusals
from bot.chat.posting.webhooks import Webhooks
from bot.errors import DiscordError
from bot.storage.types import Link, SuggestionPost

_QUOTE = "> **"


class Retraction:
    """Removes words from posts. Every method raises `DiscordError` if they cannot be removed.

    Args:
        client: the connected client.
        webhooks: posts in an author's name.
        refusals: channels that refused requests.
    """

    def __init__(self, client: discord.Client, webhooks: Webhooks, refusals: Refusals) -> None:
        self._client = client
        self._webhooks = webhooks
        self._refusals = refusals

    async def delete(self, post: SuggestionPost) -> None:
        """Delete a post with a suggestion, if it still exists."""
        await self._account(post.channel_id, post.guild_id).delete(post.post_id)

    async def unquote(self, link: Link) -> None:
        """Remove the quote from a post, if it still exists and has one."""
        account = self._account(link.post_channel_id, link.guild_id)
        content = await account.content(link.post_id)
        if content is None or (rest := without_quote(content)) == content:
            return
        if link.webhook_id is None:
            await account.edit(link.post_id, rest)
            return
        try:
            done = await self._webhooks.edit(link.post_channel_id, link.webhook_id, link.post_id, rest)
        except discord.NotFound:
            return
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused a webhook's edit: {error.status} (code {error.code}).") from None
        if not done:
            await account.delete(link.post_id)  # nobody can edit the posts of a deleted webhook

    def _account(self, channel_id: int, guild_id: int | None) -> Account:
        return Account(self._client.get_partial_messageable(channel_id, guild_id=guild_id), self._refusals)


def without_quote(content: str) -> str:
    """The text of a copy without the quote in its first line, or in the line below its heading."""
    lines = content.split("\n")
    for number, line in enumerate(lines[:2]):
        if line.startswith(_QUOTE):
            return "\n".join(lines[:number] + lines[number + 1 :])
    return content
