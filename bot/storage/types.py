"""The stored records. They hold no messages: the only text is what people submit as terms and suggestions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from bot.errors import TermError

AUTO = "auto"

NOBODY: Final = 0
"""The id of an author who asked to be forgotten; Discord never uses 0."""

LONGEST_SOURCE: Final = 100
"""Maximum characters of a phrase in a glossary."""

LONGEST_TARGET: Final = 200
"""Maximum characters of the translation of a phrase."""

LONGEST_TEXT: Final = 2000
"""Maximum characters of a whole message or segment, and of its translation."""

Vote: TypeAlias = Literal[1, -1]
"""For a translation, or against it."""

# The drivers reject surrogates, and PostgreSQL rejects NUL.
_INVALID = re.compile("[\0\ud800-\udfff]")


class Mode(StrEnum):
    """How translations are posted: as silent replies, as the author through a webhook, or in a thread."""

    REPLY = "reply"
    WEBHOOK = "webhook"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class ChannelPreferences:
    """What a server's moderators set for a channel or thread; None where they set nothing.

    Attributes:
        channel_id: the channel or thread.
        guild_id: the server.
        enabled: see `ChannelSettings`, here and below.
        mode: how translations are posted.
        script: how Chinese is posted.
        patience: how long a translation may wait.
        footnotes: whether slang is explained.
        votes: whether readers are asked to vote.
        unsure: whether translations that may be wrong are marked.
        hold_unsure: whether translations that are probably wrong are held back.
    """

    channel_id: int
    guild_id: int
    enabled: bool | None = None
    mode: Mode | None = None
    script: str | None = None
    patience: int | None = None
    footnotes: bool | None = None
    votes: bool | None = None
    unsure: bool | None = None
    hold_unsure: bool | None = None


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What applies in a channel or thread: its own preferences, then those of its parent, then the defaults.

    Attributes:
        enabled: whether messages are translated without being asked.
        mode: how translations are posted.
        script: how Chinese is posted: `zh` (Simplified), `zh-Hant` or `zh-HK`; None for the server's script.
        patience: seconds that a translation may wait before it is dropped; None for the host's setting.
        footnotes: whether slang is explained below a translation.
        votes: whether readers are asked to vote on translations.
        unsure: whether translations that may be wrong are marked.
        hold_unsure: whether translations that are very likely wrong are offered instead of posted.
    """

    enabled: bool = False
    mode: Mode = Mode.REPLY
    script: str | None = None
    patience: int | None = None
    footnotes: bool = False
    votes: bool = False
    unsure: bool = True
    hold_unsure: bool = False

    @classmethod
    def resolve(cls, preferences: Sequence[ChannelPreferences]) -> "ChannelSettings":
        """Merge preferences, the nearest first: those of a thread, then those of its parent."""
        chosen: dict[str, Any] = {}
        for field in fields(cls):
            values = (getattr(each, field.name) for each in preferences)
            value = next((value for value in values if value is not None), None)
            if value is not None:
                chosen[field.name] = value
        return cls(**chosen)


@dataclass(frozen=True, slots=True)
class MemberPreferences:
    """What a person set for themselves, the same in every server.

    Attributes:
        user_id: the person.
        language: the language that they read and write: `auto`, `en`, `zh`, `zh-Hant`, or `zh-HK`.
        ignored: whether their messages are ignored.
        also: codes of the other languages that they read, separated by spaces.
    """

    user_id: int
    language: str = AUTO
    ignored: bool = False
    also: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Everything that they read, the language for translations first."""
        return (self.language, *self.also.split())


@dataclass(frozen=True, slots=True)
class GuildPreferences:
    """What applies to a whole server.

    Attributes:
        guild_id: the server.
        script: the script in which Chinese is posted there: `zh` (Simplified), `zh-Hant`, or `zh-HK`.
        log_channel_id: the channel where changes of settings are logged; None if they are not.
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


@dataclass(frozen=True, slots=True)
class BridgedChannel:
    """A channel whose messages are mirrored in the other channels of its bridge.

    Attributes:
        channel_id: the channel, which is in no other bridge.
        guild_id: its server.
        bridge_id: any number shared by its channels.
        language: the language that is read there: `en`, `zh`, `zh-Hant`, or `zh-HK`; None if all are.
    """

    channel_id: int
    guild_id: int
    bridge_id: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class BridgedThread:
    """A thread or post below a bridged channel, with counterparts below the other channels of the bridge.

    Attributes:
        thread_id: the thread.
        guild_id: its server.
        channel_id: the channel that it is in.
        root_id: the thread that people started; it is the same for all counterparts.
    """

    thread_id: int
    guild_id: int
    channel_id: int
    root_id: int


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A phrase, or a whole text, and the translation that a server's moderators chose for it.

    Attributes:
        guild_id: the server.
        language: of the source: `en` or `zh`.
        source: at most 100 characters, or 2,000 if exact.
        target: at most 200 characters, or 2,000 if exact.
        exact: whether it applies only to whole messages and segments, like an entry of a translation memory.
        author_id: who submitted it; `NOBODY` if they asked to be forgotten.
        created_at: seconds since the epoch.

    Raises:
        TermError: the source or the target is blank, too long, or cannot be stored.
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
    """A better translation that a person submitted to the moderators, stored until they decide on it.

    Attributes:
        id: assigned by the database, never reused.
        guild_id: the server.
        channel_id: the channel of the translation.
        post_id: the post with the translation.
        author_id: who suggests it.
        language: of the source: `en` or `zh`.
        source: the text to translate, at most 2,000 characters.
        target: the suggested translation, at most 2,000 characters.
        created_at: seconds since the epoch.
        source_author_id: who wrote the text to translate; None if that is not known.
        review_channel_id: the log channel that shows it to the moderators; None if none does.
        review_post_id: the post there.

    Raises:
        TermError: the source or the target is blank, too long, or cannot be stored.
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
    source_author_id: int | None = None
    review_channel_id: int | None = None
    review_post_id: int | None = None

    def __post_init__(self) -> None:
        _check("source", self.source, LONGEST_TEXT)
        _check("target", self.target, LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class SuggestionPost:
    """A post that shows a suggestion to moderators, and contains the words of two people.

    Attributes:
        post_id: the post.
        channel_id: its channel.
        guild_id: its server.
        author_id: who made the suggestion.
        source_author_id: who wrote the text to translate; `NOBODY` if that is not known.
    """

    post_id: int
    channel_id: int
    guild_id: int
    author_id: int
    source_author_id: int = NOBODY


@dataclass(frozen=True, slots=True)
class Erasure:
    """How far the erasure of a person has come; stored until they are told that it is finished.

    Attributes:
        user_id: the person.
        locale: the language in which they asked for it.
        posts: their messages whose posts, or lines in digests, were removed from Discord, and posts that showed
            suggestions with their words.
        quotes: posts from which a quote of their words was removed.
        refused: how many of all these Discord did not let us remove.
        links: how many links of their messages were deleted.
        preferences: how many rows of preferences were deleted: 0 or 1.
        suggestions: how many suggestions by them, or about their messages, were deleted.
        votes: how many votes were deleted.
        terms: how many glossary terms stay without the person's id.
    """

    user_id: int
    locale: str
    posts: int = 0
    quotes: int = 0
    refused: int = 0
    links: int = 0
    preferences: int = 0
    suggestions: int = 0
    votes: int = 0
    terms: int = 0


def _check(name: str, text: str, longest: int) -> None:
    if not text.strip():
        raise TermError(f"The {name} of a term is blank.", "Write a word or phrase.")
    if len(text) > longest:
        raise TermError(f"The {name} of a term has {len(text)} characters.", f"Write at most {longest}.")
    if _INVALID.search(text):
        raise TermError(f"The {name} of a term contains an invalid character.", "Type it again.")
