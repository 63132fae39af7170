"""What goes into a translation and what comes out of it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.text.language import Language
from bot.text.script import Script


class Target(StrEnum):
    """A language, with the script where it has several, into which a person wants text."""

    ENGLISH = "en"
    SIMPLIFIED = "zh"
    TRADITIONAL = "zh-Hant"
    HONG_KONG = "zh-HK"

    @property
    def language(self) -> Language:
        """The language without its script."""
        return Language.ENGLISH if self is Target.ENGLISH else Language.CHINESE

    @property
    def script(self) -> Script | None:
        """The Chinese script; None for English."""
        return _SCRIPTS.get(self)


_SCRIPTS = {
    Target.SIMPLIFIED: Script.SIMPLIFIED,
    Target.TRADITIONAL: Script.TAIWAN,
    Target.HONG_KONG: Script.HONG_KONG,
}


class Reason(StrEnum):
    """Why a message was not translated."""

    EMPTY = "empty"
    NO_WORDS = "no words"
    UNKNOWN_LANGUAGE = "unknown language"
    OTHER_LANGUAGE = "other language"
    BOTH_LANGUAGES = "both languages"
    SAME_LANGUAGE = "same language"
    UNTRANSLATABLE = "untranslatable"


@dataclass(frozen=True, slots=True)
class Skip:
    """Not translated, for a reason: a result like any other, no error.

    Attributes:
        reason: why.
        source: the language of the message as far as it was told.
    """

    reason: Reason
    source: Language = Language.UNKNOWN


class Doubt(StrEnum):
    """Why a translation may be wrong.

    Attributes:
        CONFIDENCE: the model's probabilities and what the dictionary knows of the words make an error likely.
        NUMBER: a number, a date, a time or an amount of the original does not stand in it, or another one does.
        POLARITY: one of the two says "not" where the other does not.
        WORDS: the dictionary links none of the words of the original to it, or knows none; or it asks what the original
            states, or says a word twice over.
        LANGUAGE: it mixes languages where the original does not, or has lost a word that needs no translation.
        CANTONESE: the original is Cantonese that could not be put into standard Chinese completely.
        OFFENSE: it says a coarse word where the original has none of that kind.
        PARTS: it was put together from parts, or a part was left untranslated.
    """

    CONFIDENCE = "confidence"
    NUMBER = "number"
    POLARITY = "polarity"
    WORDS = "words"
    LANGUAGE = "language"
    CANTONESE = "cantonese"
    OFFENSE = "offense"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated message.

    Attributes:
        text: the message in the target language, every protected span of the original in it unchanged.
        source: the language of the original; the one with more text where it holds both.
        target: into which language and script.
        confidence: geometric mean of the decoder's probabilities over the target tokens, 0 to 1; parts that had to be
            left untranslated count with 0.
        unsure: whether it may be wrong, so that readers should be told.
        very_unsure: whether it is so likely to be wrong that it is better offered than posted.
        doubts: why it is unsure; empty where it is not.
    """

    text: str
    source: Language
    target: Target
    confidence: float
    unsure: bool = False
    very_unsure: bool = False
    doubts: frozenset[Doubt] = frozenset()
