"""The slang that Qiao knows: what it means, when one says it, and how to say it in the other language.

The entries lie in `data/slang/`, one file a language and theme; meanings and notes are our own words.
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
from bot.translation.daily import daily_terms
from bot.translation.phrases import Match, Phrase, Phrases
from bot.translation.terms import TRANSLATED, Term, Terms

_SHORT = 60
_SIGNS = " .!~。！～…\t\n"
_APOSTROPHES = str.maketrans("’ʼ", "''")
_LINE = 150


class Register(StrEnum):
    """The tone in which a term is said."""

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
    """A term of slang.

    Attributes:
        term: as it is mostly written; Chinese in Simplified characters.
        variants: other spellings, and forms of it that mean the same.
        language: in whose chats it is said, English or Chinese.
        translation: what a translator writes for it in the other language, to stand within a sentence.
        whole: what it is where it is the whole message; None where `translation` can stand alone.
        register: its tone.
        note_en: in English, in one line, what it means and when one says it.
        note_zh: the same in Chinese.
        inline: whether a translation may always put `translation` for it: the term means nothing else.
        noun: whether `translation` is an English noun in the singular, which wants an article behind `is`.
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
    def alone(self) -> str:
        """Its translation where it is the whole message."""
        return self.whole or self.translation

    @property
    def spellings(self) -> tuple[str, ...]:
        """The term and its variants."""
        return (self.term, *self.variants)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A term of slang in a text.

    Attributes:
        entry: what was seen.
        start: position of its first character.
        end: position behind its last.
    """

    entry: Entry
    start: int
    end: int


class Slang:
    """A lexicon of slang.

    Args:
        entries: each spelling once a language.
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
        self._alone = {
            (entry.language, spelling.lower()): entry.alone for entry in self.entries for spelling in entry.spellings
        }

    @staticmethod
    def shipped() -> "Slang":
        """The lexicon that comes with Qiao; read once."""
        return _shipped()

    def find(self, text: str, language: Language) -> list[Sighting]:
        """Find the slang in a text, in order; the longest term where several begin, none over another.

        A Han character or digit that is a term by itself (`卷`, `6`) is seen only where it stands alone, because it is
        a part of too many other words.

        Args:
            text: prose.
            language: of the text; nothing is found in any but English and Chinese.
        """
        if language not in self._phrases:
            return []
        found = self._phrases[language].find(text)
        return [Sighting(match.meaning, match.start, match.end) for match in found if _stands(text, match)]

    def whole(self, text: str, language: Language) -> str | None:
        """Translate a message that is nothing but a term.

        Args:
            text: a message without markup; case and signs around it make no difference, a question mark does.
            language: of the text.

        Returns:
            The translation in English or Simplified Chinese; None where the message is not a term or says more.
        """
        if len(text) > _SHORT:
            return None
        term = text.strip(_SIGNS).translate(_APOSTROPHES).lower()
        if language is Language.CHINESE:
            term = to_simplified(term)
        return self._alone.get((language, term))

    def inline_terms(self, language: Language) -> list[Term]:
        """What a translation from a language may replace without looking at the sentence."""
        return [
            Term(spelling, entry.translation, language)
            for entry in self.entries
            if entry.inline and entry.language is language
            for spelling in entry.spellings
        ]


def _stands(text: str, match: Match[Entry]) -> bool:
    lone = text[match.start : match.end]
    if len(lone) > 1 or (lone.isascii() and lone.isalpha()):
        return True
    around = text[: match.start].rstrip()[-1:] + text[match.end :].lstrip()[:1]
    return not any(char.isalnum() or is_word(char) for char in around)


@cache
def slang_terms() -> Terms:
    """The terms of the lexicon that mean one thing wherever they stand, and those of daily life, compiled once."""
    slang = Slang.shipped()
    return Terms(chain(daily_terms(), (term for language in TRANSLATED for term in slang.inline_terms(language))))


@cache
def slang_nouns() -> frozenset[str]:
    """The translations that are English nouns in the singular."""
    return frozenset(entry.translation for entry in Slang.shipped().entries if entry.noun)


@cache
def _shipped() -> Slang:
    entries: list[Entry] = []
    folder = files("bot.translation") / "data" / "slang"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        theme = tomllib.loads(file.read_text("utf-8"))
        entries += [Entry.model_validate({**entry, "language": theme["language"]}) for entry in theme["entry"]]
    return Slang(entries)
