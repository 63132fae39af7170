"""Sends, edits and removes posts; they are always silent and never ping."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import discord

from bot.chat.posting.account import Accounts, NoReplyError
from bot.chat.posting.attachments import download
from bot.chat.posting.delivery import Delivery, hides_previews, nonce
from bot.chat.posting.outages import Outages
from bot.chat.posting.own_posts import OwnPosts
from bot.chat.posting.refusals import UNKNOWN_CHANNEL, Refusals
from bot.chat.posting.replies import Replies
from bot.chat.posting.threads import TranslationThreads
from bot.chat.posting.webhooks import NoWebhookError, Webhooks
from bot.chat.relay.digest import pack, remove_lines, replace_line
from bot.chat.relay.post import Post
from bot.errors import DiscordError
from bot.storage.links import Links
from bot.storage.types.links import Link, PostKind
from bot.storage.types.preferences import Mode
from bot.telemetry.histogram import COUNTS, Histogram

ViewFor = Callable[[Post], Awaitable[discord.ui.View | None]]
"""Returns the controls below the last page of a post, if any; digests have none."""

_BAD_REQUEST = 400


class Publisher:
    """Sends, edits and removes posts, and records links to them.

    Args:
        client: the connected client.
        links: which posts belong to which message.
        refusals: channels that refused requests.
        outages: sends requests again that fail because Discord is down.
        patience: seconds after which a post is given up; edits and deletions are tried longer.
        view_for: returns the controls below a post.

    Attributes:
        posts: number of messages in each post; 0 for further pages of a long one.
        webhooks: posts in an author's name.
        threads: threads for translations.
        accounts: our own account in each channel.
    """

    def __init__(
        self,
        client: discord.Client,
        links: Links,
        refusals: Refusals,
        outages: Outages,
        *,
        patience: float,
        view_for: ViewFor | None = None,
    ) -> None:
        self._client = client
        self._links = links
        self._refusals = refusals
        self._outages = outages
        self._patience = patience
        self._view_for = view_for
        self._replies = Replies(refusals)
        self.webhooks = Webhooks(client, refusals, outages, patience)
        self.threads = TranslationThreads(client, refusals)
        self.accounts = Accounts(client, refusals, outages, patience)
        self._own = OwnPosts(
            client, links, outages, accounts=self.accounts, webhooks=self.webhooks, threads=self.threads
        )
        self.posts = Histogram(COUNTS)

    async def publish(self, posts: Sequence[Post]) -> None:
        """Send a post in its mode, or several as a digest in our name.

        Args:
            posts: one post, or several that can share a digest (`Post.can_share_digest_with`).

        Raises:
            DiscordError: the channel refused.
            DeadlineError: Discord was down for too long.
        """
        if self._refusals.is_gone(posts[0].channel_id):
            raise DiscordError(f"Channel {posts[0].channel_id} is gone.")
        if len(posts) == 1:
            await self._publish(posts[0])
        else:
            await self._publish_digest(posts)

    async def edit(self, links: Sequence[Link], post: Post) -> None:
        """Replace a post; pages are added or removed as needed.

        Args:
            links: links to the pages of the old post in order, or to its line in a digest.
            post: the new post.

        Raises:
            DiscordError: the channel refused.
        """
        first = links[0]
        if not await self._own.reach(first):
            return
        if first.line is not None:
            await self._own.rewrite(first, lambda content: replace_line(content, first.line or 0, post.entry))
            return
        delivery = self._replies.matching(first, post)
        # The controls are below the last page, so they move if another one becomes the last.
        moving = len(delivery.pages) != len(links)
        view = await self._view_for(post) if self._view_for and moving else None
        for number, (link, page) in enumerate(zip(links, delivery.pages, strict=False), start=1):
            moved: dict[str, Any] = {"view": view if number == len(delivery.pages) else None} if view else {}
            if not await self._own.edit(link, page, post, **moved):
                await self._publish_again(links, post)
                return
        surplus = links[len(delivery.pages) :]
        for link in surplus:
            await self._own.delete(link)
        if surplus:
            await self._links.remove_posts([link.post_id for link in surplus])
        added: list[Link] = []
        try:
            # Parts stay unique even if a moderator deleted some of the pages.
            for part, page in enumerate(delivery.pages[len(links) :], start=links[-1].part + 1):
                below = {"view": view} if view and page is delivery.pages[-1] else {}
                sent = await self._send(delivery, page, suppress_embeds=hides_previews(post), **below)
                added.append(_link(post, sent, part=part))
        finally:
            await self._links.record(added)

    async def remove(self, links: Sequence[Link]) -> None:
        """Delete posts, or lines of digests, whose links were just removed.

        Raises:
            DiscordError: the channel refused, or we may not delete the posts of a deleted webhook.
        """
        removed = True
        for post_id in dict.fromkeys(link.post_id for link in links):
            gone = [link for link in links if link.post_id == post_id]
            if not await self._own.reach(gone[0]):
                continue
            if gone[0].line is None or not await self._links.of_post(post_id):
                removed &= await self._own.delete(gone[0])
            else:
                numbers = {link.line for link in gone if link.line is not None}
                await self._own.rewrite(gone[0], partial(remove_lines, numbers=numbers))
        if not removed:
            raise DiscordError(f"A post of webhook {links[0].webhook_id} stays, because Manage Messages is missing.")

    async def notify(self, channel_id: int, guild_id: int | None, text: str) -> None:
        """Post a notice.

        Raises:
            DiscordError: the channel refused.
        """
        await self.accounts.of(channel_id, guild_id).send(text)

    async def _publish(self, post: Post) -> None:
        try:
            files: list[discord.File] = []
            delivery = await self._delivery(post)
            if delivery.persona and post.attachments.files:
                files, missing = await download(self._client, post.attachments.files)
                post = replace(post, attachments=post.attachments.without(missing))
                delivery = Delivery.as_author(post)
            await self._send_pages(delivery, post, files)
        except NoWebhookError:
            await self._send_pages(self._replies.delivery(post), post, [])

    async def _delivery(self, post: Post) -> Delivery:
        if post.mode is Mode.WEBHOOK:
            return Delivery.as_author(post)
        thread_id = await self._thread(post)
        return Delivery.signed(post, thread_id) if thread_id else self._replies.delivery(post)

    async def _thread(self, post: Post) -> int | None:
        if post.mode is not Mode.THREAD:
            return None
        try:
            thread = await self._outages.outlast(lambda: self.threads.of(post.channel_id), self._patience)
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused a thread in channel {post.channel_id}: {error.status}.") from None
        return thread.id if thread else None

    async def _send_pages(self, delivery: Delivery, post: Post, files: list[discord.File]) -> None:
        links: list[Link] = []
        try:
            for part, page in enumerate(delivery.pages):
                extras: dict[str, Any] = {"suppress_embeds": hides_previews(post)}
                if part + 1 == len(delivery.pages):
                    if files:
                        extras["files"] = files
                    if self._view_for and (view := await self._view_for(post)):
                        extras["view"] = view
                sent = await self._send(delivery, page, nonce=nonce(post, part), **extras)
                self.posts.observe(0 if part else 1)
                links.append(_link(post, sent, part=part))
                self._replies.remember(links[-1], delivery)
        except NoReplyError:
            await self._send_pages(await self._replies.refused(post), post, files)
        except DiscordError as error:
            if isinstance(error, NoWebhookError) or post.kind is PostKind.ANSWER:
                while links:  # it is posted in another way, or asked for again
                    await self._own.delete(links[-1])
                    links.pop()
            raise
        finally:
            # Link what was posted, even if a later page was refused.
            if links:
                await self._links.record(links)

    async def _publish_digest(self, posts: Sequence[Post]) -> None:
        first = posts[0]
        channel_id = await self._thread(first) or first.channel_id
        account = self.accounts.of(channel_id, first.message.guild_id)
        sent = await account.send(pack([post.entry for post in posts]), nonce=nonce(first, 0))
        self.posts.observe(len(posts))
        await self._links.record([_link(post, sent, line=line) for line, post in enumerate(posts)])

    async def _send(self, delivery: Delivery, text: str, **extras: Any) -> discord.Message:
        if delivery.persona is None:
            if delivery.reference:
                extras["reference"] = delivery.reference
            return await self.accounts.of(delivery.channel_id, delivery.guild_id).send(text, **extras)
        extras.pop("nonce", None)  # webhooks do not support it
        try:
            return await self.webhooks.send(delivery.channel_id, delivery.persona, text, **extras)
        except discord.HTTPException as error:
            if error.code == UNKNOWN_CHANNEL:
                self._refusals.record_gone(delivery.channel_id)
            if error.status == _BAD_REQUEST:
                raise NoWebhookError(f"Discord rejected a webhook's post (code {error.code}).") from None
            raise DiscordError(f"Discord refused a webhook's post: {error.status} (code {error.code}).") from None

    async def _publish_again(self, links: Sequence[Link], post: Post) -> None:
        """Post again, because posts of a deleted webhook cannot be edited.

        The old links stay until there are new ones: a deletion in the meantime finds them, and waits for this to end.
        """
        for link in links:
            await self._own.delete(link)
        try:
            await self._publish(post)
        finally:
            await self._links.remove_posts([link.post_id for link in links])


def _link(post: Post, sent: discord.Message, *, line: int | None = None, part: int = 0) -> Link:
    message = post.message
    return Link(
        original_id=message.id,
        channel_id=message.channel_id,
        guild_id=message.guild_id,
        author_id=message.author_id,
        post_id=sent.id,
        post_channel_id=sent.channel.id,
        kind=post.kind,
        target=post.target,
        line=line,
        revision=message.revision,
        part=part,
        webhook_id=sent.webhook_id,
        quoted_author_id=post.quoted_author_id if post.quote and line is None and not part else None,
    )
