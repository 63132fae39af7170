"""Which post carries which message."""

from dataclasses import dataclass
from enum import StrEnum


class PostKind(StrEnum):
    """What a post does for the message that it belongs to, in the order in which links are listed."""

    TRANSLATION = "translation"
    """Translates it without being asked."""

    COPY = "copy"
    """Shows it in a bridged channel."""

    ANSWER = "answer"
    """Translates it on request."""


@dataclass(frozen=True, slots=True)
class Link:
    """From an original message to a post that carries its translation, a copy of it, or an answer to a request.

    Attributes:
        original_id: the message that was translated or copied.
        channel_id: the channel or thread of the message.
        guild_id: its server; None in a direct message.
        author_id: who wrote it.
        post_id: our post.
        post_channel_id: the channel or thread of the post.
        line: the line of the post (from 0) where the post is a digest of several messages; None if it is not.
        revision: milliseconds since the epoch of the edit that the post follows; 0 for a message never edited.
        part: the page (from 0) of the translation, copy or answer, counted per kind and post channel.
        webhook_id: the webhook that made the post; None if none did.
        kind: what the post does for the message.
        target: the language into which it was translated: `en`, `zh`, `zh-Hant`, or `zh-HK`; None if nothing was
            translated, and for links recorded before the language was.
        quoted_author_id: who wrote what the post quotes above its text; `NOBODY` if the quote was removed because they
            asked to be forgotten, None if it quotes nothing or that is not known.
    """

    original_id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    post_id: int
    post_channel_id: int
    line: int | None = None
    revision: int = 0
    part: int = 0
    webhook_id: int | None = None
    kind: PostKind = PostKind.TRANSLATION
    target: str | None = None
    quoted_author_id: int | None = None

    @property
    def mirror(self) -> bool:
        """Whether the post is a copy in a bridged channel."""
        return self.kind is PostKind.COPY
