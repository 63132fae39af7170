"""What people write into a glossary: read, or refused with a reason."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import TermError
from bot.storage.types import LONGEST_TEXT, GlossaryTerm
from bot.text.language import Language
from bot.translation.terms import LONGEST, Term

MOST = 10_000
"""Entries of one server's glossary."""


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
        source: a phrase, or a whole text.
        target: its translation; equal to a phrase that is not to be translated.
        language: of the source, English or Chinese.
        whole: whether it stands for whole messages and sentences alone.
    """

    source: str
    target: str
    language: Language
    whole: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What no two entries of a glossary have in common."""
        return self.language, self.source.casefold()

    def kept(self, guild_id: int, author_id: int, created_at: int) -> GlossaryTerm:
        """The entry as it is kept.

        Args:
            guild_id: the server.
            author_id: who handed it in.
            created_at: seconds since the epoch.

        Raises:
            TermError: it cannot be stored.
        """
        return GlossaryTerm(guild_id, self.language.value, self.source, self.target, self.whole, author_id, created_at)


def read(source: str, target: str = "", language: str = "", *, whole: bool = False) -> Entry | Flaw:
    """Read what a person wrote.

    Args:
        source: what is to be translated.
        target: its translation; blank for what is not to be translated.
        language: of the source, by its code or name; blank where it is to be told from the text.
        whole: whether the source is a whole message or sentence, which may hold markup.

    Returns:
        The entry, or what is wrong with it.
    """
    source, target = source.strip(), target.strip()
    chosen = _named(language) if language.strip() else language_of(source, target or source)
    if chosen is None:
        return Flaw.LANGUAGE
    if whole:
        return _whole(source, target, chosen)
    try:
        term = Term(source, target or source, chosen)
    except TermError:
        return _flaw(source, target or source)
    return Entry(term.source, term.target, chosen)


def language_of(source: str, target: str) -> Language:
    """Tell the language of a source from its letters and those of its translation.

    What holds Han is Chinese. What holds none is English where its translation does, or where there is none; a source
    like `yyds` that becomes English words can only be Chinese.
    """
    if has_han(source):
        return Language.CHINESE
    return Language.ENGLISH if has_han(target) or source == target else Language.CHINESE


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return any("\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" for char in text)


def _named(language: str) -> Language | None:
    name = language.strip().casefold()
    if name in {"english", "英文", "英语", "英語"} or name.split("-")[0] == Language.ENGLISH:
        return Language.ENGLISH
    chinese = name in {"chinese", "中文", "汉语", "漢語"} or name.split("-")[0] == Language.CHINESE
    return Language.CHINESE if chinese else None


def _whole(source: str, target: str, language: Language) -> Entry | Flaw:
    if not source or not target or source == target:
        return Flaw.WHOLE
    try:
        GlossaryTerm(0, language.value, source, target, exact=True, author_id=0, created_at=0)
    except TermError:
        return Flaw.LONG if max(len(source), len(target)) > LONGEST_TEXT else Flaw.MARKUP
    return Entry(source, target, language, whole=True)


def _flaw(*texts: str) -> Flaw:
    if any(not any(char.isalnum() for char in text) for text in texts):
        return Flaw.BLANK
    return Flaw.LONG if any(len(text) > LONGEST for text in texts) else Flaw.MARKUP
