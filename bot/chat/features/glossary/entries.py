"""Glossary entries as people write them: parsed, or refused for a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import TermError
from bot.storage.types.terms import LONGEST_TEXT, GlossaryTerm
from bot.text.han import HAN
from bot.text.language import Language
from bot.translation.terms import LONGEST, Term

MAX_ENTRIES = 10_000
"""Entries in the glossary of one server."""

Key = tuple[str, str]
"""The language and the case-folded source of an entry: unique in a glossary."""


class Flaw(StrEnum):
    """Why something cannot be an entry."""

    BLANK = "blank"
    LONG = "long"
    MARKUP = "markup"
    LANGUAGE = "language"
    COLUMNS = "columns"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a glossary.

    Attributes:
        source: a phrase, or a whole message or sentence.
        target: its translation; the same as the source for a phrase that is not translated.
        language: of the source, English or Chinese.
        whole: whether it applies only to whole messages and sentences.
    """

    source: str
    target: str
    language: Language
    whole: bool = False

    @property
    def key(self) -> Key:
        """See `Key`."""
        return self.language, self.source.casefold()

    @property
    def reverse(self) -> "Entry | None":
        """The entry for the other direction; None if a phrase is not translated, or its language must be chosen."""
        entry = parse_entry(self.target, self.source)
        return entry if isinstance(entry, Entry) and entry.language is not self.language else None

    def to_term(self, guild_id: int, author_id: int, created_at: int) -> GlossaryTerm:
        """Make the record to store.

        Args:
            guild_id: the server.
            author_id: who submitted the entry.
            created_at: seconds since the epoch.

        Raises:
            TermError: it cannot be stored.
        """
        return GlossaryTerm(guild_id, self.language.value, self.source, self.target, self.whole, author_id, created_at)


def keys_of(terms: Iterable[GlossaryTerm]) -> set[Key]:
    """The keys of the stored terms of one server."""
    return {(term.language, term.source.casefold()) for term in terms}


def parse_entry(source: str, target: str = "", language: str = "", *, whole: bool = False) -> Entry | Flaw:
    """Parse what a user wrote.

    Args:
        source: what is translated.
        target: its translation; blank for what is not translated.
        language: of the source, as a code or a name; detected from the text if blank.
        whole: whether the source is a whole message or sentence, which may contain markup.

    Returns:
        The entry, or what is wrong with it.
    """
    source, target = source.strip(), target.strip()
    known = _parse_language(language) if language.strip() else detect_language(source, target or source)
    if known is None:
        return Flaw.LANGUAGE
    if whole:
        return _parse_whole(source, target, known)
    try:
        term = Term(source, target or source, known)
    except TermError:
        return _flaw_of(source, target or source)
    return Entry(term.source, term.target, known)


def detect_language(source: str, target: str) -> Language:
    """Detect the language of a source from its script and that of its translation.

    A source with Chinese characters is Chinese. Any other is English if its translation contains Chinese characters or
    is the same; a source like `yyds` that translates to English words can only be Chinese.
    """
    if HAN.search(source):
        return Language.CHINESE
    return Language.ENGLISH if HAN.search(target) or source == target else Language.CHINESE


def _parse_language(language: str) -> Language | None:
    name = language.strip().casefold()
    if name in {"english", "英文", "英语", "英語"} or name.split("-")[0] == Language.ENGLISH:
        return Language.ENGLISH
    chinese = name in {"chinese", "中文", "汉语", "漢語"} or name.split("-")[0] == Language.CHINESE
    return Language.CHINESE if chinese else None


def _parse_whole(source: str, target: str, language: Language) -> Entry | Flaw:
    if not source or not target or source == target:
        return Flaw.WHOLE
    try:
        GlossaryTerm(0, language.value, source, target, exact=True, author_id=0, created_at=0)
    except TermError:
        return Flaw.LONG if max(len(source), len(target)) > LONGEST_TEXT else Flaw.MARKUP
    return Entry(source, target, language, whole=True)


def _flaw_of(*texts: str) -> Flaw:
    if any(not any(char.isalnum() for char in text) for text in texts):
        return Flaw.BLANK
    return Flaw.LONG if any(len(text) > LONGEST for text in texts) else Flaw.MARKUP
