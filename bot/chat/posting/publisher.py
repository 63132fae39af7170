"""Our posts on Discord: sent, edited and removed, always silent, never a ping."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.chat.posting.account import NOBODY, Account
from bot.chat.posting.refusals import Refusals
from bot.chat.posting.threads import TranslationThreads
from bot.chat.posting.way import Way
from bot.chat.posting.webhooks import NoWebhookError, Webhooks
from bot.chat.relay.copy import Copy
from bot.chat.relay.post import Delivery, digest, is_linked
from bot.errors import DiscordError
from bot.storage.links import Links
from bot.storage.types import Link, PostKind
from bot.telemetry.histogram import COUNTS, Histogram
from bot.text.limits import MESSAGE, length, shorten

__all__ = ["NOBODY", "Postman", "ViewFor"]

ViewFor = Callable[[Delivery], Awaitable[discord.ui.View | None]]
"""The controls below the last post of a delivery; None for none. Digests have none."""

_BAD_REQUEST = 400


class Postman:
    """Puts translations where they belong and remembers where that was.

    Args:
        client: the connected client.
        links: which post carries which message's translation.
        refusals: channels that refused us, and whom to tell.
        view_for: the controls below a post.

    Attributes:
        posts: how many messages each post of translations carries; none is new in one that goes on with a long one.
        webhooks: for posts in a speaker's name.
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

    async def post(self, deliveries: Sequence[Delivery]) -> None:
        """Post one delivery in the way that its channel chose, or several in our name as a digest with a line each.

        Raises:
            DiscordError: the channel refuses us.
        """
        if len(deliveries) == 1:
            await self._post_alone(deliveries[0])
            return
        # What goes to a thread and what stays in the channel may wait in one queue.
        aside = [delivery for delivery in deliveries if delivery.mode == "thread"]
        for part in (aside, [delivery for delivery in deliveries if delivery.mode != "thread"]):
            if len(part) == 1:
                await self._post_alone(part[0])
            elif part:
                await self._post_digest(part)

    async def edit(self, links: Sequence[Link], delivery: Delivery) -> None:
        """Put a new translation where the old one stands; pages are added or taken away as its length asks.

        Args:
            links: of one message in one channel, by part.
            delivery: what is to stand there.
        """
        first = links[0]
        if not await self._can_reach(first):
            return
        if first.line is not None:
            await self._edit_line(first, delivery)
            return
        way = Way.as_before(first, delivery)
        for link, page in zip(links, way.pages, strict=False):
            if not await self._edit(link, page, delivery):
                await self._replace(links, delivery)
                return
        surplus = links[len(way.pages) :]
        for link in surplus:
            await self._delete(link)
        await self._links.remove_posts([link.post_id for link in surplus])
        added: list[Link] = []
        for number, page in enumerate(way.pages[len(links) :], start=len(links)):
            post = await self._send(way, page, suppress_embeds=not isinstance(delivery, Copy))
            added.append(_link(delivery, post, None, first.part + number))
        if added:
            await self._links.record(added)

    async def remove(self, links: Sequence[Link]) -> None:
        """Take away translations that stand in one or more posts; a digest loses their lines."""
        for post_id in dict.fromkeys(link.post_id for link in links):
            gone = [link for link in links if link.post_id == post_id]
            if not await self._can_reach(gone[0]):
                continue
            if gone[0].line is None or not await self._links.of_post(post_id):
                await self._delete(gone[0])
            elif lines := await self._lines(gone[0]):
                kept = [line for i, line in enumerate(lines) if i not in {link.line for link in gone}]
                await self._edit(gone[0], "\n".join(kept))

    async def say(self, channel_id: int, guild_id: int | None, text: str) -> None:
        """Post a notice of our own."""
        await self._account(channel_id, guild_id).send(text)

    async def _post_alone(self, delivery: Delivery) -> None:
        try:
            way = await self._way(delivery)
            files: list[discord.File] = []
            if isinstance(delivery, Copy) and way.persona:
                delivery, files = await delivery.unpack()
                way = Way.through_webhook(delivery)
            await self._post_pages(way, delivery, files)
        except NoWebhookError:
            await self._post_pages(Way.otherwise(delivery), delivery, [])

    async def _way(self, delivery: Delivery) -> Way:
        if isinstance(delivery, Copy) or delivery.mode == "webhook":
            return Way.through_webhook(delivery)
        thread = await self._thread(delivery)
        return Way.signed(delivery, thread) if thread else Way.reply(delivery)

    async def _thread(self, delivery: Delivery) -> int | None:
        if delivery.mode != "thread":
            return None
        try:
            thread = await self.threads.of(delivery.channel_id)
        except discord.HTTPException as error:
            raise DiscordError(f"Discord gave no thread in channel {delivery.channel_id}: {error.status}.") from None
        return thread.id if thread else None

    async def _post_pages(self, way: Way, delivery: Delivery, files: list[discord.File]) -> None:
        links: list[Link] = []
        try:
            for number, page in enumerate(way.pages):
                last = number + 1 == len(way.pages)
                # Discord shows links of an original there, those of a copy nowhere else.
                extras: dict[str, Any] = {"suppress_embeds": not isinstance(delivery, Copy)}
                if files and last:
                    extras["files"] = files
                if last and self._view_for and (view := await self._view_for(delivery)):
                    extras["view"] = view
                nonce = f"{delivery.original.message_id}-{_part(delivery, number)}"[:25]
                post = await self._send(way, page, nonce=nonce, **extras)
                self.posts.observe(0 if number else 1)
                links.append(_link(delivery, post, None, _part(delivery, number)))
        finally:
            # What is posted must be found again, also where a later page was refused.
            if links:
                await self._links.record(links)

    async def _post_digest(self, deliveries: Sequence[Delivery]) -> None:
        first = deliveries[0]
        channel_id = await self._thread(first) or first.channel_id
        account = self._account(channel_id, first.original.guild_id)
        post = await account.send(digest(deliveries), nonce=f"{first.original.message_id}-{_part(first, 0)}"[:25])
        self.posts.observe(len(deliveries))
        await self._links.record(
            [_link(delivery, post, line, _part(delivery, 0)) for line, delivery in enumerate(deliveries)]
        )

    async def _send(self, way: Way, text: str, **extras: Any) -> discord.Message:
        if way.persona is None:
            if way.reference:
                extras["reference"] = way.reference
            return await self._account(way.channel_id, way.guild_id).send(text, **extras)
        extras.pop("nonce", None)  # webhooks know none
        try:
            return await self.webhooks.send(way.channel_id, way.persona, text, **extras)
        except discord.HTTPException as error:
            if error.status == _BAD_REQUEST:
                raise NoWebhookError(f"A webhook's post was not taken (code {error.code}).") from None
            raise DiscordError(f"Discord refused a webhook's post: {error.status} (code {error.code}).") from None

    async def _edit(self, link: Link, text: str, delivery: Delivery | None = None) -> bool:
        """Edit a post; False where its webhook is gone."""
        if link.webhook_id is None:
            if not await self._account_of(link).edit(link.post_id, text):
                await self._links.remove_posts([link.post_id])
            return True
        bare = isinstance(delivery, Copy) and not delivery.attachments.files
        extras: dict[str, Any] = {"attachments": []} if bare else {}
        try:
            return await self.webhooks.edit(link.post_channel_id, link.webhook_id, link.post_id, text, **extras)
        except discord.NotFound:
            await self._links.remove_posts([link.post_id])
            return True
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused a webhook's edit: {error.status} (code {error.code}).") from None

    async def _replace(self, links: Sequence[Link], delivery: Delivery) -> None:
        """Nobody can edit the posts of a webhook that is gone: post anew, in the way chosen now."""
        if links[0].mirror and not isinstance(delivery, Copy):
            return
        for link in links:
            await self._delete(link)
        await self._links.remove_posts([link.post_id for link in links])
        await self._post_alone(delivery)

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
            await self._account_of(link).clear_away(link.post_id)

    async def _edit_line(self, link: Link, delivery: Delivery) -> None:
        lines = await self._lines(link)
        if link.line is None or link.line >= len(lines):
            return
        others = length("\n".join(lines)) - length(lines[link.line])
        line = delivery.line or delivery.short_line
        if is_linked(lines[link.line]):
            line = delivery.linked(line)
        lines[link.line] = shorten(line, MESSAGE - others)
        await self._edit(link, "\n".join(lines))

    async def _lines(self, link: Link) -> list[str]:
        lines = await self._account_of(link).lines(link.post_id)
        if lines is None:
            await self._links.remove_posts([link.post_id])
        return lines or []

    async def _can_reach(self, link: Link) -> bool:
        """Whether a post can be changed: the thread for translations may be asleep, or gone."""
        if link.mirror or link.post_channel_id == link.channel_id:
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


def _part(delivery: Delivery, number: int) -> int:
    return number + (delivery.part if isinstance(delivery, Copy) else 0)


def _link(delivery: Delivery, post: discord.Message, line: int | None, part: int) -> Link:
    original = delivery.original
    return Link(
        original_id=original.message_id,
        channel_id=original.channel_id,
        guild_id=original.guild_id,
        author_id=original.author_id,
        post_id=post.id,
        post_channel_id=post.channel.id,
        line=line,
        part=part,
        revision=original.revision,
        webhook_id=post.webhook_id,
        kind=PostKind.COPY if isinstance(delivery, Copy) else PostKind.TRANSLATION,
    )
