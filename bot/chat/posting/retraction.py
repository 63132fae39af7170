"""Removes a person's words from posts that are about something else: quotes in copies, and posts with suggestions."""

import discord

from bot.chat.posting.publisher import Publisher
from bot.errors import DiscordError
from bot.storage.types import Link, SuggestionPost

_QUOTE = "> **"


class Retraction:
    """Removes words from posts. Every method raises `DiscordError` if they cannot be removed.

    Args:
        publisher: made the posts.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def delete(self, post: SuggestionPost) -> None:
        """Delete a post with a suggestion, if it still exists."""
        await self._publisher.account(post.channel_id, post.guild_id).delete(post.post_id)

    async def unquote(self, link: Link) -> None:
        """Remove the quote from a post, if it still exists and has one."""
        account = self._publisher.account(link.post_channel_id, link.guild_id)
        if link.webhook_id is not None:
            await self._unquote_through_webhook(link, link.webhook_id)
        elif content := await account.content(link.post_id):
            await account.edit(link.post_id, without_quote(content))

    async def _unquote_through_webhook(self, link: Link, webhook_id: int) -> None:
        webhooks, account = self._publisher.webhooks, self._publisher.account(link.post_channel_id, link.guild_id)
        place = (link.post_channel_id, webhook_id, link.post_id)
        try:
            content = await webhooks.content(*place)
            if content is None or not await webhooks.edit(*place, without_quote(content)):
                await account.delete(link.post_id)  # nobody can edit the posts of a deleted webhook
        except discord.NotFound:
            return  # already deleted
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused a webhook's edit: {error.status} (code {error.code}).") from None


def without_quote(content: str) -> str:
    """The text of a copy without the quote in its first line, or in the line below its heading."""
    lines = content.split("\n")
    for number, line in enumerate(lines[:2]):
        if line.startswith(_QUOTE):
            return "\n".join(lines[:number] + lines[number + 1 :])
    return content
