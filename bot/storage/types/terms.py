"""Terms of glossaries and suggestions of better translations: the only texts that are stored."""

import re
from dataclasses import dataclass
from typing import Final

from bot.errors import TermError
from bot.storage.types.erasure import NOBODY

LONGEST_SOURCE: Final = 100
"""Maximum characters of a phrase in a glossary."""

LONGEST_TARGET: Final = 200
"""Maximum characters of the translation of a phrase."""

LONGEST_TEXT: Final = 2000
"""Maximum characters of a whole message or segment, and of its translation."""

# The drivers reject surrogates, and PostgreSQL rejects NUL.
_INVALID = re.compile("[\0\ud800-\udfff]")


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
        check_text("source", self.source, LONGEST_TEXT if self.exact else LONGEST_SOURCE)
        check_text("target", self.target, LONGEST_TEXT if self.exact else LONGEST_TARGET)


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
        check_text("source", self.source, LONGEST_TEXT)
        check_text("target", self.target, LONGEST_TEXT)


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


def check_text(name: str, text: str, longest: int) -> None:
    """Check a text that a person submits to be stored.

    Args:
        name: what it is of a term, for the error.
        text: the text.
        longest: maximum characters.

    Raises:
        TermError: it is blank, too long, or cannot be stored.
    """
    if not text.strip():
        raise TermError(f"The {name} of a term is blank.", "Write a word or phrase.")
    if len(text) > longest:
        raise TermError(f"The {name} of a term has {len(text)} characters.", f"Write at most {longest}.")
    if _INVALID.search(text):
        raise TermError(f"The {name} of a term contains an invalid character.", "Type it again.")
