"""Which language a message is in: English, Chinese, another, or nobody can tell."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.text import latin
from bot.text.folding import fold
from bot.text.japanese import Kanji, kanji
from bot.text.weighing import weigh, words_of


class Language(StrEnum):
    """What Qiao does with a message depends on nothing finer."""

    ENGLISH = "en"
    CHINESE = "zh"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identification:
    """What a message is in, and how sure that is.

    Attributes:
        language: UNKNOWN where nothing tells, as in `gg`, `233` or a lone name.
        confidence: from 0 to 1; 0 for UNKNOWN.
    """

    language: Language
    confidence: float


_UNKNOWN = Identification(Language.UNKNOWN, 0.0)
_CHOICE = Identification(Language.ENGLISH, 0.5)
_NAMED = re.compile(r"[A-Z0-9]")
_SMALL_WORD = re.compile(r"(?<![A-Za-z])[a-z]+(?![A-Za-z])")
"""A Latin word without capitals; where there is none, what stands beside Han are names, as of products."""
_LONGEST = 400  # characters that are looked at: more of them tell nothing new


def warm() -> None:
    """Load the word list and the statistical model now, which takes a moment, and not with the first message."""
    latin.warm()


def identify(text: str) -> Identification:
    """Tell the language of a message.

    The scripts are weighed first, characters against words (`bot.text.weighing`): a Chinese sentence with English words
    in it is Chinese, an English one with a Chinese name is English, and either may hold a word of Japanese or Korean.
    Han without kana may still be Japanese (`bot.text.japanese`), and Latin letters are English or another language
    by their words (`bot.text.latin`).

    Args:
        text: prose without mentions, links, code and emoji; anything a `str` can hold.
    """
    text = fold(text[:_LONGEST])
    words = [word for word in words_of(text) if not latin.tells_nothing(word)]
    found = weigh(text, words)
    if found.foreign > found.chinese and found.foreign > found.latin:
        return Identification(Language.OTHER, found.foreign / (found.foreign + found.chinese + found.latin))
    if found.chinese and found.chinese >= found.latin:
        return _han(text, found.chinese / (found.chinese + found.foreign + found.latin))
    told = _latin(text, words) if words else _UNKNOWN
    if found.chinese and told.language is not Language.ENGLISH and not _SMALL_WORD.search(text):
        return _han(text, found.chinese / (found.chinese + found.latin))
    return told


def _han(text: str, confidence: float) -> Identification:
    match kanji(text):
        case Kanji.JAPANESE:
            return Identification(Language.OTHER, confidence)
        case Kanji.UNDECIDED:
            return _UNKNOWN
        case Kanji.CHINESE:
            return Identification(Language.CHINESE, confidence)


def _is_choice(text: str) -> bool:
    """Whether `or` stands between names or figures, and no other word does that tells anything (`€20 or £18`)."""
    return set(_SMALL_WORD.findall(text)) == {"or"} and _NAMED.search(text) is not None


def _latin(text: str, words: list[str]) -> Identification:
    evidence = latin.evidence(text, words)
    if evidence <= 0 and _is_choice(text):
        return _CHOICE
    if evidence == 0:
        return _UNKNOWN
    return Identification(Language.ENGLISH if evidence > 0 else Language.OTHER, abs(evidence))
