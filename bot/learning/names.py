"""How Chinese names are pronounced: surnames have readings of their own (单 is Shàn), and so do given names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.learning.cedict import Dictionary
from bot.learning.reading import readings, written
from bot.translation.facts.names import chinese
from bot.translation.facts.names.pinyin import COMPOUND_SURNAMES, romanize, spell
from bot.translation.facts.names.tables import hanzi, honorifics

_LONE_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
_NICKNAME = frozenset("小老阿")
_STORY = re.compile("传(?![给球来到达出了下话递授播信闻说统承])")
"""A story about the person named before it; otherwise something that the person passes on."""

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a text whose reading follows from a name.

    Attributes:
        start: where it begins.
        end: where it ends.
        pinyin: how it is pronounced.
    """

    start: int
    end: int
    pinyin: str


def find_readings(text: str, dictionary: Dictionary) -> Iterator[Reading]:
    """Yield the names in a text, in order, without forms of address.

    Args:
        text: in Simplified characters, except for those that names keep, such as 乾.
        dictionary: knows surnames.
    """
    found = chinese.find(text)
    if not found and _LONE_NAME.fullmatch(lone := text.strip()) and _may_be_name(lone, dictionary):
        start = text.index(lone)
        yield Reading(start, start + len(lone), _read(lone, dictionary))
    for name in found:
        start, end = name.start, name.end
        if text[start] in _NICKNAME and romanize(text[start + 1 : end]) in name.rendering:
            start += 1
        surface = text[start:end]
        if honorific := next((title for title in _titles() if surface.endswith(title) and surface != title), ""):
            end -= len(honorific)
        if honorific or romanize(surface) in name.rendering:  # otherwise it is foreign, or a title
            yield Reading(start, end, _read(text[start:end], dictionary))
        if story := _STORY.match(text, end):
            yield Reading(end, story.end(), "zhuàn")


def _titles() -> list[str]:
    return sorted(honorifics(), key=len, reverse=True)


def _may_be_name(text: str, dictionary: Dictionary) -> bool:
    """Whether a text by itself is a name that is too rare to be found in a sentence."""
    size = 2 if text[:2] in COMPOUND_SURNAMES else 1
    given = text[size:]
    if not given or (size == 1 and (len(given) > 2 or text[0] not in hanzi().surname)):  # noqa: PLR2004 - characters
        return False
    words = (text[at:end] for at in range(len(text)) for end in range(at + 2, len(text) + 1))
    return all(character in hanzi().given for character in given) and not any(word in dictionary for word in words)


def _read(name: str, dictionary: Dictionary) -> str:
    size = 2 if name[:2] in COMPOUND_SURNAMES else 1
    surname, given = name[:size], name[size:]
    return " ".join(filter(None, (_surname(surname, dictionary), _given(given))))


def _surname(surname: str, dictionary: Dictionary) -> str:
    plain = romanize(surname).lower()
    for entry in dictionary.entries(surname):
        reading = written(entry.reading)
        if entry.reading[:1].isupper() and _toneless(reading.lower()) == plain:
            return reading
    return "".join(_toned(character) for character in surname).capitalize()


def _given(given: str) -> str:
    return "".join(map(_toned, given)).capitalize()


def _toned(character: str) -> str:
    """The reading that a character has in names, with its tone."""
    plain = spell(character)
    return next((reading for reading in readings(character) if _toneless(reading) == plain), plain)


def _toneless(reading: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", reading).translate(_TONES))
