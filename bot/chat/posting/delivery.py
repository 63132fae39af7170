"""How a post reaches its readers: in whose name, where, and in which pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

from discord import MessageReference

from bot.chat.posting.webhooks import Persona
from bot.chat.relay.post import Post
from bot.storage.types import Link, PostKind


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where and how a post is sent.

    Attributes:
        channel_id: channel or thread.
        guild_id: its server.
        pages: text of each Discord message.
        persona: author shown by a webhook; None to post in our own name.
        reference: message to reply to.
    """

    channel_id: int
    guild_id: int | None
    pages: Sequence[str]
    persona: Persona | None = None
    reference: MessageReference | None = None

    @classmethod
    def as_author(cls, post: Post, channel_id: int | None = None) -> Self:
        """Post in the author's name, through a webhook."""
        persona = Persona.of(post.message)
        return cls(channel_id or post.channel_id, post.message.guild_id, post.pages, persona=persona)

    @classmethod
    def signed(cls, post: Post, channel_id: int) -> Self:
        """Post in our name with the author above, in another channel or thread than the original."""
        return cls(channel_id, post.message.guild_id, post.signed_pages)

    @classmethod
    def reply(cls, post: Post) -> Self:
        """Post in our name, as a reply."""
        message = post.message
        reference = MessageReference(
            message_id=post.reply_to or message.id,
            channel_id=message.channel_id,
            guild_id=message.guild_id,
            # An answer to a deleted message fails; other posts do without the reply.
            fail_if_not_exists=post.kind is PostKind.ANSWER,
        )
        return cls(message.channel_id, message.guild_id, post.pages, reference=reference)

    @classmethod
    def matching(cls, link: Link, post: Post) -> Self:
        """Post in the same way as an existing post."""
        if link.webhook_id is not None:
            return cls.as_author(post, link.post_channel_id)
        return cls.signed(post, link.post_channel_id) if link.post_channel_id != link.channel_id else cls.reply(post)


def hides_previews(post: Post) -> bool:
    """Whether link previews are suppressed: they are shown below the original already, but copies need them."""
    return post.kind is not PostKind.COPY


def nonce(post: Post, part: int) -> str | None:
    """A nonce that makes retries by discord.py idempotent; None for answers, which may be requested several times.

    At most 25 characters: https://discord.com/developers/docs/resources/message#create-message
    """
    if post.kind is PostKind.ANSWER:
        return None
    name = f"{post.message.id} {post.message.revision} {post.kind} {post.channel_id} {part}"
    return blake2b(name.encode(), digest_size=12).hexdigest()
