"""What goes into a translation and what comes out of it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.text.language import Language
from bot.text.script import Script


class Target(StrEnum):
    """A language to translate into, with its script where it has several."""

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
    """Why a message was not translated, or its translation is not shown."""

    EMPTY = "empty"
    NO_WORDS = "no words"
    UNKNOWN_LANGUAGE = "unknown language"
    OTHER_LANGUAGE = "other language"
    BOTH_LANGUAGES = "both languages"
    SAME_LANGUAGE = "same language"
    UNTRANSLATABLE = "untranslatable"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Skip:
    """A message that is not translated; a result like any other, not an error.

    Attributes:
        reason: why.
        source: the message's language, where it is known.
    """

    reason: Reason
    source: Language = Language.UNKNOWN


class Doubt(StrEnum):
    """Why a translation may be wrong.

    Attributes:
        CONFIDENCE: the model's probabilities and the dictionary's links between the words make an error likely.
        NUMBER: a number, date, time or amount of the original is missing, or a different one appears.
        POLARITY: one side says "not" where the other does not.
        WORDS: the dictionary links none of the original's words to it, or knows none; it asks what the original
            states; or it repeats a word.
        LANGUAGE: it mixes languages where the original does not, or lost a word that needs no translation.
        CANTONESE: the original is Cantonese that could not be fully converted to standard Chinese.
        OFFENSE: it contains a coarse word where the original has none of that kind.
        PARTS: it was assembled from parts, or a part was left untranslated.
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
        text: the message in the target language, with every protected span of the original unchanged.
        source: the original's language; the one with more text where it contains both.
        target: the language and script of `text`.
        confidence: geometric mean of the decoder's probabilities over the target tokens, 0 to 1; parts left
            untranslated count as 0.
        unsure: whether it may be wrong, so that readers should be warned.
        very_unsure: whether it is so likely to be wrong that it is better offered than posted.
        doubts: why it is unsure; empty if it is not.
    """

    text: str
    source: Language
    target: Target
    confidence: float
    unsure: bool = False
    very_unsure: bool = False
    doubts: frozenset[Doubt] = frozenset()
