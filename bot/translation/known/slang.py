"""The slang that Qiao knows: what it means, when people say it, and how to say it in the other language.

The entries are in `data/slang/`, one file per language and theme; meanings and notes are our own words.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import chain

from pydantic import BaseModel, ConfigDict, Field

from bot.text.language import Language
from bot.text.script import to_simplified
from bot.text.spacing import is_word
from bot.translation.known.daily import daily_terms
from bot.translation.lookup.phrases import Match, Phrase, Phrases
from bot.translation.terms import TRANSLATED, Term, Terms

_SHORT = 60
_SIGNS = " .!~。！～…\t\n"
_APOSTROPHES = str.maketrans("’ʼ", "''")
_LINE = 150


class Register(StrEnum):
    """The tone of a term."""

    NEUTRAL = "neutral"
    CASUAL = "casual"
    POLITE = "polite"
    AFFECTIONATE = "affectionate"
    JOCULAR = "jocular"
    IRONIC = "ironic"
    RUDE = "rude"
    VULGAR = "vulgar"
    FANDOM = "fandom"
    GAMING = "gaming"
    DATING = "dating"
    WORK = "work"


class Entry(BaseModel):
    """A slang term.

    Attributes:
        term: its usual spelling; Chinese in Simplified characters.
        variants: other spellings and forms with the same meaning.
        language: of the chats that it is used in, English or Chinese.
        translation: what a translator writes for it within a sentence in the other language.
        whole: its translation as a whole message; None if that is `translation` too.
        register: its tone.
        note_en: what it means and when people say it: in English, on one line.
        note_zh: the same in Chinese.
        inline: whether `translation` always replaces it, because the term has only one meaning.
        noun: whether `translation` is a singular English noun, which needs an article after `is`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: str = Field(min_length=1, max_length=_SHORT)
    variants: tuple[str, ...] = ()
    language: Language
    translation: str = Field(min_length=1, max_length=_SHORT)
    whole: str | None = Field(default=None, min_length=1, max_length=_SHORT)
    register_: Register = Field(alias="register")
    note_en: str = Field(min_length=1, max_length=_LINE)
    note_zh: str = Field(min_length=1, max_length=_LINE)
    inline: bool = False
    noun: bool = False

    @property
    def standalone(self) -> str:
        """Its translation as a whole message."""
        return self.whole or self.translation

    @property
    def spellings(self) -> tuple[str, ...]:
        """The term and its variants."""
        return (self.term, *self.variants)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A slang term in a text.

    Attributes:
        entry: the term that was found.
        start: position of its first character.
        end: position after its last.
    """

    entry: Entry
    start: int
    end: int


class Slang:
    """A lexicon of slang.

    Args:
        entries: each spelling once per language.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._phrases = {
            language: Phrases(
                Phrase(spelling, entry)
                for entry in self.entries
                if entry.language is language
                for spelling in entry.spellings
            )
            for language in (Language.ENGLISH, Language.CHINESE)
        }
        self._standalone = {
            (entry.language, spelling.lower()): entry.standalone
            for entry in self.entries
            for spelling in entry.spellings
        }

    @staticmethod
    def shipped() -> "Slang":
        """The lexicon that comes with Qiao; read once."""
        return _shipped()

    def find(self, text: str, language: Language) -> list[Occurrence]:
        """Find the slang in a text, in order and without overlap; the longest where several terms begin.

        A term of a single Han character or digit (`卷`, `6`) is only found by itself, because it is part of too many
        other words.

        Args:
            text: prose.
            language: of the text; nothing is found in languages other than English and Chinese.
        """
        if language not in self._phrases:
            return []
        found = self._phrases[language].find(text)
        return [Occurrence(match.meaning, match.start, match.end) for match in found if _is_separate(text, match)]

    def whole(self, text: str, language: Language) -> str | None:
        """Translate a message that consists of one term.

        Args:
            text: a message without markup; case and punctuation make no difference, except for a question mark.
            language: of the text.

        Returns:
            The translation in English or Simplified Chinese; None if the message is not a term.
        """
        if len(text) > _SHORT:
            return None
        term = text.strip(_SIGNS).translate(_APOSTROPHES).lower()
        if language is Language.CHINESE:
            term = to_simplified(term)
        return self._standalone.get((language, term))

    def inline_terms(self, language: Language) -> list[Term]:
        """The terms that translation from a language replaces whatever the sentence."""
        return [
            Term(spelling, entry.translation, language, any_case=True)
            for entry in self.entries
            if entry.inline and entry.language is language
            for spelling in entry.spellings
        ]


def _is_separate(text: str, match: Match[Entry]) -> bool:
    term = text[match.start : match.end]
    if len(term) > 1 or (term.isascii() and term.isalpha()):
        return True
    around = text[: match.start].rstrip()[-1:] + text[match.end :].lstrip()[:1]
    return not any(char.isalnum() or is_word(char) for char in around)


@cache
def slang_terms() -> Terms:
    """The lexicon's terms with only one meaning, and those of daily life, compiled once."""
    slang = Slang.shipped()
    return Terms(
        chain(daily_terms(), (term for language in TRANSLATED for term in slang.inline_terms(language))), mixed=False
    )


@cache
def slang_nouns() -> frozenset[str]:
    """The translations that are singular English nouns."""
    return frozenset(entry.translation for entry in Slang.shipped().entries if entry.noun)


@cache
def _shipped() -> Slang:
    entries: list[Entry] = []
    folder = files("bot.translation") / "data" / "slang"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        theme = tomllib.loads(file.read_text("utf-8"))
        entries += [Entry.model_validate({**entry, "language": theme["language"]}) for entry in theme["entry"]]
    return Slang(entries)
