"""Posts in our own name: replies, or the author with a link above the text where Discord refuses replies.

A reply needs the permission to read the message history, which a plain post does not.
"""

from dataclasses import replace

from cachetools import LRUCache

from bot.chat.posting.delivery import Delivery
from bot.chat.posting.refusals import Refusals
from bot.chat.relay.post import Post
from bot.storage.types.links import Link, PostKind

_KEY = "fallback.history"
_REMEMBERED = 20_000


class Replies:
    """Decides whether a post in our own name is a reply.

    Args:
        refusals: channels that refused replies.
    """

    def __init__(self, refusals: Refusals) -> None:
        self._refusals = refusals
        self._signed: LRUCache[int, bool] = LRUCache(_REMEMBERED)

    def delivery(self, post: Post) -> Delivery:
        """A reply, or a signed post: of a copy, or in a channel that refused a reply recently."""
        if post.kind is PostKind.COPY:
            return Delivery.signed(post, post.channel_id)
        if post.quote:  # a reply shows what it replies to; the pages of other posts are prepared already
            post = replace(post, quote="")
        if self._refusals.is_unavailable(post.message.channel_id, _KEY):
            return Delivery.signed(post, post.message.channel_id)
        return Delivery.reply(post)

    async def refused(self, post: Post) -> Delivery:
        """Record that a channel refused a reply, tell the server's owner once, and return what to post instead."""
        await self._refusals.record_fallback(post.message.channel_id, post.message.guild_id or 0, _KEY)
        return self.delivery(post)

    def remember(self, link: Link, delivery: Delivery) -> None:
        """Remember that a post in the message's own channel is signed, so that it stays so."""
        if link.webhook_id is None and link.post_channel_id == link.channel_id and delivery.reference is None:
            self._signed[link.post_id] = True

    def matching(self, link: Link, post: Post) -> Delivery:
        """Post in the same way as an existing post."""
        if link.webhook_id is None and link.kind is not PostKind.COPY:
            post = replace(post, quote="")
        if link.post_id in self._signed:
            return Delivery.signed(post, link.post_channel_id)
        return Delivery.matching(link, post)
