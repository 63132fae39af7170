"""Edits and deletes our posts, through our account or the webhook that made them."""

from collections.abc import Callable
from typing import Any

import discord

from bot.chat.posting.account import Account, Accounts
from bot.chat.posting.outages import Outages
from bot.chat.posting.threads import TranslationThreads
from bot.chat.posting.webhooks import Webhooks
from bot.chat.relay.post import Post
from bot.errors import DiscordError
from bot.storage.links import Links
from bot.storage.types.links import Link, PostKind


class OwnPosts:
    """Changes posts by their links, and forgets the links of those that were deleted.

    Every method raises `DiscordError` if Discord refuses.

    Args:
        client: the connected client.
        links: which posts belong to which message.
        outages: sends requests again that fail because Discord is down.
        accounts: our own account in each channel.
        webhooks: edit and delete what they posted.
        threads: unarchive those that posts are in.
    """

    def __init__(
        self,
        client: discord.Client,
        links: Links,
        outages: Outages,
        *,
        accounts: Accounts,
        webhooks: Webhooks,
        threads: TranslationThreads,
    ) -> None:
        self._client = client
        self._links = links
        self._outages = outages
        self._accounts = accounts
        self._webhooks = webhooks
        self._threads = threads

    async def edit(self, link: Link, text: str, post: Post | None = None, **extras: Any) -> bool:
        """Edit a post; False if its webhook was deleted.

        Args:
            link: the post.
            text: its new content.
            post: what it shows; attachments are removed from a copy that has none any more.
            extras: further arguments of `discord.Message.edit`.
        """
        if link.webhook_id is None:
            if not await self._account_of(link).edit(link.post_id, text, **extras):
                await self._links.remove_posts([link.post_id])
            return True
        bare = post is not None and post.kind is PostKind.COPY and not post.attachments.files
        if bare:
            extras["attachments"] = []
        try:
            return await self._webhooks.edit(link.post_channel_id, link.webhook_id, link.post_id, text, **extras)
        except discord.NotFound:
            await self._links.remove_posts([link.post_id])
            return True
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused a webhook's edit: {error.status} (code {error.code}).") from None

    async def delete(self, link: Link) -> bool:
        """Delete a post; False if its webhook was deleted, and we may not delete its posts."""
        if link.webhook_id is None:
            await self._account_of(link).delete(link.post_id)
            return True
        try:
            done = await self._webhooks.delete(link.post_channel_id, link.webhook_id, link.post_id)
        except discord.NotFound:
            return True  # already deleted
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused to delete a webhook's post: {error.status}.") from None
        return done or await self._account_of(link).delete_if_allowed(link.post_id)

    async def rewrite(self, link: Link, change: Callable[[str], str]) -> None:
        """Change the content of a digest, unless it was deleted."""
        content = await self._account_of(link).content(link.post_id)
        if content is None:
            await self._links.remove_posts([link.post_id])
        elif (changed := change(content)) != content:
            await self.edit(link, changed)

    async def reach(self, link: Link) -> bool:
        """Whether a post can be changed: its thread is unarchived, unless it was deleted."""
        place = self._client.get_channel(link.post_channel_id)
        if link.guild_id is None or (place is not None and not getattr(place, "archived", False)):
            return True
        try:
            exists = await self._outages.outlast(lambda: self._threads.unarchive(link.post_channel_id))
        except discord.HTTPException as error:
            raise DiscordError(f"Thread {link.post_channel_id} cannot be unarchived: {error.status}.") from None
        except discord.InvalidData:  # of a kind that discord.py does not know
            return True
        if not exists:
            await self._links.remove_posts([link.post_id])
        return exists

    def _account_of(self, link: Link) -> Account:
        return self._accounts.of(link.post_channel_id, link.guild_id)
