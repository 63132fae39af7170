"""Identifies the language of a message: English, Chinese, another one, or unknown."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.text import latin
from bot.text.folding import fold
from bot.text.japanese import Kanji, classify
from bot.text.weighing import weigh, words_of


class Language(StrEnum):
    """The languages that Qiao distinguishes."""

    ENGLISH = "en"
    CHINESE = "zh"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identification:
    """The language of a message and the confidence in it.

    Attributes:
        language: UNKNOWN without evidence, as for `gg`, `233` or a single name.
        confidence: from 0 to 1; 0 for UNKNOWN.
    """

    language: Language
    confidence: float


_UNKNOWN = Identification(Language.UNKNOWN, 0.0)
_CHOICE = Identification(Language.ENGLISH, 0.5)
_NAMED = re.compile(r"[A-Z0-9]")
_LOWERCASE_WORD = re.compile(r"(?<![A-Za-z])[a-z]+(?![A-Za-z])")
"""A lowercase Latin word; without one, the Latin words next to Han are names, such as product names."""
_LONGEST = 400  # characters to examine: more do not improve the result


def warm() -> None:
    """Load the word list and the statistical model ahead of the first message."""
    latin.warm()


def identify(text: str) -> Identification:
    """Identify the language of a message.

    Scripts are weighed first, characters against words (`bot.text.weighing`): a Chinese sentence with English words
    is Chinese, an English one with a Chinese name is English, and either may contain a Japanese or Korean word. Han
    without kana may still be Japanese (`bot.text.japanese`), and Latin letters are English or another language
    depending on their words (`bot.text.latin`).

    Args:
        text: prose without mentions, links, code and emoji; any `str`.
    """
    text = fold(text[:_LONGEST])
    words = [word for word in words_of(text) if not latin.is_neutral(word)]
    found = weigh(text, words)
    if found.foreign > found.chinese and found.foreign > found.latin:
        return Identification(Language.OTHER, found.foreign / (found.foreign + found.chinese + found.latin))
    if found.chinese and found.chinese >= found.latin:
        return _han(text, found.chinese / (found.chinese + found.foreign + found.latin))
    by_words = _latin(text, words) if words else _UNKNOWN
    if found.chinese and by_words.language is not Language.ENGLISH and not _LOWERCASE_WORD.search(text):
        return _han(text, found.chinese / (found.chinese + found.latin))
    return by_words


def _han(text: str, confidence: float) -> Identification:
    match classify(text):
        case Kanji.JAPANESE:
            return Identification(Language.OTHER, confidence)
        case Kanji.UNDECIDED:
            return _UNKNOWN
        case Kanji.CHINESE:
            return Identification(Language.CHINESE, confidence)


def _is_choice(text: str) -> bool:
    """Whether `or` between names or numbers is the only evidence for a language (`€20 or £18`)."""
    return set(_LOWERCASE_WORD.findall(text)) == {"or"} and _NAMED.search(text) is not None


def _latin(text: str, words: list[str]) -> Identification:
    evidence = latin.evidence(text, words)
    if evidence <= 0 and _is_choice(text):
        return _CHOICE
    if evidence == 0:
        return _UNKNOWN
    return Identification(Language.ENGLISH if evidence > 0 else Language.OTHER, abs(evidence))
