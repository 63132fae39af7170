"""Our posts on Discord: sent, edited and removed, always silent, never a ping."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from typing import Any, Self

import discord
from discord import MessageReference

from bot.chat.posting.account import Account
from bot.chat.posting.attachments import download
from bot.chat.posting.refusals import Refusals
from bot.chat.posting.threads import TranslationThreads
from bot.chat.posting.webhooks import NoWebhookError, Persona, Webhooks
from bot.chat.relay.digest import pack, remove_lines, replace_line
from bot.chat.relay.post import Post
from bot.errors import DiscordError
from bot.storage.links import Links
from bot.storage.types import Link, Mode, PostKind
from bot.telemetry.histogram import COUNTS, Histogram

ViewFor = Callable[[Post], Awaitable[discord.ui.View | None]]
"""The controls below the last page of a post; None for none. Digests have none."""

_BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class _Form:
    """How a post reaches its readers.

    Attributes:
        channel_id: the channel or thread.
        guild_id: its server.
        pages: what each message on Discord says.
        persona: in whose name a webhook posts; None for our own.
        reference: the message to which they reply.
    """

    channel_id: int
    guild_id: int | None
    pages: Sequence[str]
    persona: Persona | None = None
    reference: MessageReference | None = None

    @classmethod
    def as_author(cls, post: Post, channel_id: int | None = None) -> Self:
        """In the name of the message's author, through a webhook."""
        persona = Persona.of(post.message)
        return cls(channel_id or post.channel_id, post.message.guild_id, post.pages, persona=persona)

    @classmethod
    def signed(cls, post: Post, channel_id: int) -> Self:
        """In our name, with the author above: in another channel or thread than the original."""
        return cls(channel_id, post.message.guild_id, post.signed_pages)

    @classmethod
    def reply(cls, post: Post) -> Self:
        """In our name, as a reply."""
        message = post.message
        reference = MessageReference(
            message_id=post.reply_to or message.id,
            channel_id=message.channel_id,
            guild_id=message.guild_id,
            # Who asked for an answer sees that the message is gone.
            fail_if_not_exists=post.kind is PostKind.ANSWER,
        )
        return cls(message.channel_id, message.guild_id, post.pages, reference=reference)

    @classmethod
    def fallback(cls, post: Post) -> Self:
        """Where there is no webhook: a copy is signed, a translation a reply."""
        return cls.signed(post, post.channel_id) if post.kind is PostKind.COPY else cls.reply(post)

    @classmethod
    def like(cls, link: Link, post: Post) -> Self:
        """As the post was made that a link leads to."""
        if link.webhook_id is not None:
            return cls.as_author(post, link.post_channel_id)
        return cls.signed(post, link.post_channel_id) if link.post_channel_id != link.channel_id else cls.reply(post)


class Publisher:
    """Puts posts where they belong and records where that was.

    Args:
        client: the connected client.
        links: which post carries which message.
        refusals: channels that refused us, and whom to tell.
        view_for: the controls below a post.

    Attributes:
        posts: how many messages each post carries; 0 where it goes on with a long one.
        webhooks: for posts in an author's name.
        threads: for posts beside a channel.
    """

    def __init__(
        self, client: discord.Client, links: Links, refusals: Refusals, view_for: ViewFor | None = None
    ) -> None:
        self._client = client
        self._links = links
        self._refusals = refusals
        self._view_for = view_for
        self.webhooks = Webhooks(client, refusals)
        self.threads = TranslationThreads(client, refusals)
        self.posts = Histogram(COUNTS)

    async def publish(self, posts: Sequence[Post]) -> None:
        """Send a post in the way that its channel chose, or several in our name as a digest, a line each.

        Args:
            posts: one, or several that go to one place (`Post.shares_with`).

        Raises:
            DiscordError: the channel refuses us.
        """
        if len(posts) == 1:
            await self._publish(posts[0])
        else:
            await self._publish_digest(posts)

    async def edit(self, links: Sequence[Link], post: Post) -> None:
        """Put a post in the place of another; pages are added or removed as its length asks.

        Args:
            links: to the pages of the other, in order, or to its line in a digest.
            post: what is to be there.

        Raises:
            DiscordError: the channel refuses us.
        """
        first = links[0]
        if not await self._can_reach(first):
            return
        if first.line is not None:
            await self._edit_digest(first, lambda content: replace_line(content, first.line or 0, post.entry))
            return
        form = _Form.like(first, post)
        for link, page in zip(links, form.pages, strict=False):
            if not await self._edit(link, page, post):
                await self._publish_again(links, post)
                return
        surplus = links[len(form.pages) :]
        for link in surplus:
            await self._delete(link)
        if surplus:
            await self._links.remove_posts([link.post_id for link in surplus])
        added: list[Link] = []
        for part, page in enumerate(form.pages[len(links) :], start=len(links)):
            sent = await self._send(form, page, suppress_embeds=_hides_previews(post))
            added.append(_link(post, sent, part=part))
        if added:
            await self._links.record(added)

    async def remove(self, links: Sequence[Link]) -> None:
        """Delete posts whose links were just removed; a digest loses their lines.

        Raises:
            DiscordError: the channel refuses us.
        """
        for post_id in dict.fromkeys(link.post_id for link in links):
            gone = [link for link in links if link.post_id == post_id]
            if not await self._can_reach(gone[0]):
                continue
            if gone[0].line is None or not await self._links.of_post(post_id):
                await self._delete(gone[0])
            else:
                numbers = {link.line for link in gone if link.line is not None}
                await self._edit_digest(gone[0], partial(remove_lines, numbers=numbers))

    async def notify(self, channel_id: int, guild_id: int | None, text: str) -> None:
        """Post a notice of our own.

        Raises:
            DiscordError: the channel refuses us.
        """
        await self._account(channel_id, guild_id).send(text)

    async def _publish(self, post: Post) -> None:
        try:
            files: list[discord.File] = []
            form = await self._form(post)
            if form.persona and post.attachments.files:
                files, missing = await download(self._client, post.attachments.files)
                post = replace(post, attachments=post.attachments.without(missing))
                form = _Form.as_author(post)
            await self._send_pages(form, post, files)
        except NoWebhookError:
            await self._send_pages(_Form.fallback(post), post, [])

    async def _form(self, post: Post) -> _Form:
        if post.mode is Mode.WEBHOOK:
            return _Form.as_author(post)
        thread_id = await self._thread(post)
        return _Form.signed(post, thread_id) if thread_id else _Form.reply(post)

    async def _thread(self, post: Post) -> int | None:
        if post.mode is not Mode.THREAD:
            return None
        try:
            thread = await self.threads.of(post.channel_id)
        except discord.HTTPException as error:
            raise DiscordError(f"Discord gave no thread in channel {post.channel_id}: {error.status}.") from None
        return thread.id if thread else None

    async def _send_pages(self, form: _Form, post: Post, files: list[discord.File]) -> None:
        links: list[Link] = []
        try:
            for part, page in enumerate(form.pages):
                extras: dict[str, Any] = {"suppress_embeds": _hides_previews(post)}
                if part + 1 == len(form.pages):
                    if files:
                        extras["files"] = files
                    if self._view_for and (view := await self._view_for(post)):
                        extras["view"] = view
                sent = await self._send(form, page, nonce=_nonce(post, part), **extras)
                self.posts.observe(0 if part else 1)
                links.append(_link(post, sent, part=part))
        finally:
            # What is posted must be found again, even where a later page was refused.
            if links:
                await self._links.record(links)

    async def _publish_digest(self, posts: Sequence[Post]) -> None:
        first = posts[0]
        channel_id = await self._thread(first) or first.channel_id
        account = self._account(channel_id, first.message.guild_id)
        sent = await account.send(pack([post.entry for post in posts]), nonce=_nonce(first, 0))
        self.posts.observe(len(posts))
        await self._links.record([_link(post, sent, line=line) for line, post in enumerate(posts)])

    async def _send(self, form: _Form, text: str, **extras: Any) -> discord.Message:
        if form.persona is None:
            if form.reference:
                extras["reference"] = form.reference
            return await self._account(form.channel_id, form.guild_id).send(text, **extras)
        extras.pop("nonce", None)  # webhooks have none
        try:
            return await self.webhooks.send(form.channel_id, form.persona, text, **extras)
        except discord.HTTPException as error:
            if error.status == _BAD_REQUEST:
                raise NoWebhookError(f"Discord did not take a webhook's post (code {error.code}).") from None
            raise DiscordError(f"Discord refused a webhook's post: {error.status} (code {error.code}).") from None

    async def _edit(self, link: Link, text: str, post: Post | None = None) -> bool:
        """Edit a message of ours; False where its webhook is gone."""
        if link.webhook_id is None:
            if not await self._account_of(link).edit(link.post_id, text):
                await self._links.remove_posts([link.post_id])
            return True
        bare = post is not None and post.kind is PostKind.COPY and not post.attachments.files
        extras: dict[str, Any] = {"attachments": []} if bare else {}
        try:
            return await self.webhooks.edit(link.post_channel_id, link.webhook_id, link.post_id, text, **extras)
        except discord.NotFound:
            await self._links.remove_posts([link.post_id])
            return True
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused a webhook's edit: {error.status} (code {error.code}).") from None

    async def _publish_again(self, links: Sequence[Link], post: Post) -> None:
        """Nobody can edit the posts of a webhook that is gone: post again, in the way chosen now."""
        for link in links:
            await self._delete(link)
        await self._links.remove_posts([link.post_id for link in links])
        await self._publish(post)

    async def _delete(self, link: Link) -> None:
        if link.webhook_id is None:
            await self._account_of(link).delete(link.post_id)
            return
        try:
            done = await self.webhooks.delete(link.post_channel_id, link.webhook_id, link.post_id)
        except discord.NotFound:
            return  # somebody was quicker
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused to delete a webhook's post: {error.status}.") from None
        if not done:
            await self._account_of(link).delete_if_allowed(link.post_id)

    async def _edit_digest(self, link: Link, change: Callable[[str], str]) -> None:
        content = await self._account_of(link).content(link.post_id)
        if content is None:
            await self._links.remove_posts([link.post_id])
        elif (changed := change(content)) != content:
            await self._edit(link, changed)

    async def _can_reach(self, link: Link) -> bool:
        """Whether a post can be changed: the thread for translations may be archived, or gone."""
        if link.kind is PostKind.COPY or link.post_channel_id == link.channel_id:
            return True
        try:
            there = await self.threads.wake(link.post_channel_id)
        except discord.HTTPException as error:
            raise DiscordError(f"Thread {link.post_channel_id} cannot be opened: {error.status}.") from None
        if not there:
            await self._links.remove_posts([link.post_id])
        return there

    def _account_of(self, link: Link) -> Account:
        return self._account(link.post_channel_id, link.guild_id)

    def _account(self, channel_id: int, guild_id: int | None) -> Account:
        return Account(self._client.get_partial_messageable(channel_id, guild_id=guild_id), self._refusals)


def _hides_previews(post: Post) -> bool:
    """Discord shows previews of links below an original, but below a copy nowhere else."""
    return post.kind is not PostKind.COPY


def _nonce(post: Post, part: int) -> str | None:
    """Makes a send that discord.py tries again idempotent; the same answer may be asked for several times.

    Discord takes up to 25 characters: discord.com/developers/docs/resources/message#create-message.
    """
    if post.kind is PostKind.ANSWER:
        return None
    name = f"{post.message.id} {post.message.revision} {post.kind} {post.channel_id} {part}"
    return blake2b(name.encode(), digest_size=12).hexdigest()


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
    )
