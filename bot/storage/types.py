"""The records of the store.

No message is among them. The only words are those that people hand in to be kept: a glossary and suggestions for it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from bot.errors import TermError

AUTO = "auto"

NOBODY: Final = 0
"""Stands for an author who asked to be forgotten; no id of Discord's is 0."""

LONGEST_SOURCE: Final = 100
"""Characters of a phrase in a glossary."""

LONGEST_TARGET: Final = 200
"""Characters of a phrase's translation."""

LONGEST_TEXT: Final = 2000
"""Characters of a whole message or segment, and of its translation."""

Vote: TypeAlias = Literal[1, -1]
"""For a translation, or against it."""

# Neither driver takes surrogates, nor PostgreSQL a NUL.
_UNFIT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ChannelPreferences:
    """What a server's moderators chose for a channel.

    Attributes:
        channel_id: the channel (a thread follows its parent unless it has a row of its own).
        guild_id: the server.
        enabled: whether messages are translated without being asked.
        mode: how translations are posted: `reply`, `webhook` or `thread`.
        script: how Chinese is posted: `zh` (Simplified), `zh-Hant` or `zh-HK`; None follows the server.
        patience: seconds that a translation may wait before it is shed; None follows the host.
        footnotes: whether slang is explained below a translation.
        votes: whether readers are asked to vote on translations.
        unsure: whether translations that may be wrong are marked.
        hold_unsure: whether translations that are very likely wrong are offered instead of posted.
    """

    channel_id: int
    guild_id: int
    enabled: bool = False
    mode: str = "reply"
    script: str | None = None
    patience: int | None = None
    footnotes: bool = False
    votes: bool = False
    unsure: bool = True
    hold_unsure: bool = False


@dataclass(frozen=True, slots=True)
class MemberPreferences:
    """What a person chose for himself, the same in every server.

    Attributes:
        user_id: the person.
        language: the language he reads and writes: `auto`, `en`, `zh`, `zh-Hant` or `zh-HK`.
        ignored: whether his messages are left alone.
    """

    user_id: int
    language: str = AUTO
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class GuildPreferences:
    """What holds for a whole server.

    Attributes:
        guild_id: the server.
        script: the script in which Chinese is posted there: `zh` (Simplified), `zh-Hant` or `zh-HK`.
        log_channel_id: the channel where changes of settings are told; None where they are not.
        left_at: seconds since the epoch at which the bot left the server; None while it is there.
    """

    guild_id: int
    script: str = "zh"
    log_channel_id: int | None = None
    left_at: int | None = None


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
        line: the line of the post (from 0) where the post is a digest of several messages; None where it is not.
        revision: milliseconds since the epoch of the edit that the post follows; 0 for a message never edited.
        part: the page (from 0) of the translation, copy or answer, counted per kind and post channel.
        webhook_id: the webhook that made the post; None where none did.
        kind: what the post does for the message.
        target: the language into which it was translated: `en`, `zh`, `zh-Hant` or `zh-HK`; None where nothing was
            translated, and for links recorded before the language was.
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

    @property
    def mirror(self) -> bool:
        """Whether the post is a copy in a bridged channel."""
        return self.kind is PostKind.COPY


@dataclass(frozen=True, slots=True)
class BridgedChannel:
    """A channel whose messages are mirrored in the others of its bridge.

    Attributes:
        channel_id: the channel, which stands in no other bridge.
        guild_id: its server.
        bridge_id: any number that its channels share.
        language: the language that is read there: `en`, `zh`, `zh-Hant` or `zh-HK`; None where all are.
    """

    channel_id: int
    guild_id: int
    bridge_id: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A phrase, or a whole text, and the translation that a server's moderators settled for it.

    Attributes:
        guild_id: the server.
        language: of the source: `en` or `zh`.
        source: at most 100 characters; 2,000 where it is exact.
        target: at most 200 characters; 2,000 where it is exact.
        exact: whether it stands for whole messages and segments alone, as an entry of a translation memory.
        author_id: who handed it in; `NOBODY` where he asked to be forgotten.
        created_at: seconds since the epoch.

    Raises:
        TermError: the source or the target is blank, too long or cannot be stored.
    """

    guild_id: int
    language: str
    source: str
    target: str
    exact: bool
    author_id: int
    created_at: int

    def __post_init__(self) -> None:
        _check("source", self.source, LONGEST_TEXT if self.exact else LONGEST_SOURCE)
        _check("target", self.target, LONGEST_TEXT if self.exact else LONGEST_TARGET)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A better translation that somebody proposed, kept until moderators decide on it.

    Its text is not that of a conversation that was overheard: a person submitted it, on purpose, to be read by them.

    Attributes:
        id: given by the store, never twice.
        guild_id: the server.
        channel_id: the channel of the translation.
        post_id: the post with the translation.
        author_id: who proposes it.
        language: of the source: `en` or `zh`.
        source: what was to be translated, at most 2,000 characters.
        target: its better translation, at most 2,000 characters.
        created_at: seconds since the epoch.

    Raises:
        TermError: the source or the target is blank, too long or cannot be stored.
    """

    id: int
    guild_id: int
    channel_id: int
    post_id: int
    author_id: int
    language: str
    source: str
    target: str
    created_at: int

    def __post_init__(self) -> None:
        _check("source", self.source, LONGEST_TEXT)
        _check("target", self.target, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was held about a person and is not any more.

    Attributes:
        links: the links of his messages that were deleted, by post and line.
        preferences: rows of preferences that were deleted: 0 or 1.
        suggestions: suggestions that were deleted.
        votes: votes that were deleted.
        terms: terms that stay in their glossaries without his id.
    """

    links: tuple[Link, ...] = ()
    preferences: int = 0
    suggestions: int = 0
    votes: int = 0
    terms: int = 0


def _check(name: str, text: str, longest: int) -> None:
    if not text.strip():
        raise TermError(f"The {name} of a term is blank.", "Write a word or phrase.")
    if len(text) > longest:
        raise TermError(f"The {name} of a term has {len(text)} characters.", f"Write at most {longest}.")
    if _UNFIT.search(text):
        raise TermError(f"The {name} of a term holds a character that is none.", "Write it anew.")
