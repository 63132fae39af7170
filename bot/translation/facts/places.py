"""Place names, which small models garble: found in a text, and verified in its translation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.text.script import to_simplified
from bot.translation.facts.names.pinyin import spell
from bot.translation.facts.names.types import Name

_WORDS = re.compile(r"[a-z]+")
_IGNORED = re.compile(r"[\s'’.·\-]+")
_PREPOSITION = re.compile(
    r"\b(?:in|to|from|at|of|near|around|through|across|visit|visiting|visited|leaving|left|reached|live|between|and|for)"
    r" (?:the )?$"
)
_SHORT = 5  # letters of a name that may be part of a word (Oman in woman)
_CONTEXT = 14  # characters before a name that tell whether it is a place


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of the table.

    Attributes:
        english: its English name.
        chinese: its Chinese name.
        others: other names that a translation may use.
        not_after: characters that form another word with the beginning of the Chinese name.
        not_before: likewise, with its end.
        guarded: whether it is only a place if capitalized after a preposition (`in Turkey`).
    """

    english: str
    chinese: str
    others: tuple[str, ...]
    not_after: str
    not_before: str
    guarded: bool


@dataclass(frozen=True, slots=True)
class _Chinese:
    """Chinese names by their first two characters; an alternation of hundreds would be slow."""

    begins: re.Pattern[str]
    by_beginning: dict[str, list[_Place]]


@dataclass(frozen=True, slots=True)
class _English:
    """English names by their first words."""

    first_words: frozenset[str]
    by_first: dict[str, tuple[re.Pattern[str], dict[str, _Place]]]


def find(text: str, language: str) -> list[Name]:
    """Find the places in the table.

    Args:
        text: prose; Chinese in either script.
        language: of the text, `en` or `zh`.

    Returns:
        From left to right, without overlap.
    """
    return [Name(start, end, _rendering(place, language)) for start, end, place in _found(text, language)]


def keeps(source: str, target: str, language: str) -> bool:
    """Whether a translation has every place of its source, under any of its names or in pinyin.

    Args:
        source: the text.
        target: its translation.
        language: of the source, `en` or `zh`.
    """
    occurs = _occurs_in_english if language == "zh" else _occurs_in_chinese
    return all(occurs(place, target) for _, _, place in _found(source, language))


def warm() -> None:
    """Read the table now rather than with the first message."""
    _chinese()
    _english()


def _rendering(place: _Place, language: str) -> str:
    return place.english if language == "zh" else place.chinese


def _found(text: str, language: str) -> Iterator[tuple[int, int, _Place]]:
    return _found_in_chinese(text) if language == "zh" else _found_in_english(text)


def _found_in_chinese(text: str) -> Iterator[tuple[int, int, _Place]]:
    table, past = _chinese(), 0
    for match in table.begins.finditer(text):
        start = match.start()
        if start < past:
            continue
        for place in table.by_beginning.get(text[start : start + 2], ()):
            if text.startswith(place.chinese, start):
                end = start + len(place.chinese)
                before, after = text[max(0, start - 1) : start], text[end : end + 1]
                if (not before or before not in place.not_after) and (not after or after not in place.not_before):
                    yield start, end, place
                    past = end
                break


def _found_in_english(text: str) -> Iterator[tuple[int, int, _Place]]:
    table = _english()
    words = table.first_words.intersection(_WORDS.findall(text.lower()))
    if not words:
        return
    found: list[tuple[int, int, _Place]] = []
    for word in words:
        names, places = table.by_first[word]
        for match in names.finditer(text):
            place = places[match.group().lower().replace("’", "'")]
            if _is_meant(text, match, place):
                found.append((*match.span(), place))
    past = 0
    for start, end, place in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= past:
            yield start, end, place
            past = end


def _is_meant(text: str, match: re.Match[str], place: _Place) -> bool:
    written = match.group()
    if place.english.isupper():
        return written.isupper()
    if not place.guarded:
        return True
    return (
        written[0].isupper() and _PREPOSITION.search(text, max(0, match.start() - _CONTEXT), match.start()) is not None
    )


def _occurs_in_english(place: _Place, target: str) -> bool:
    names = [other.english for other in _with_same_chinese(place)]
    others = [name for one in _with_same_chinese(place) for name in one.others if name.isascii()]
    folded = _IGNORED.sub("", target).casefold()
    for name in (*names, *others):
        if name.isupper():
            if re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", target):
                return True
        elif len(name) <= _SHORT:
            if re.search(rf"\b{re.escape(name)}", target, re.IGNORECASE):
                return True
        elif _IGNORED.sub("", name).casefold() in folded:
            return True
    return spell(place.chinese) in folded or place.chinese in target


def _occurs_in_chinese(place: _Place, target: str) -> bool:
    simplified = to_simplified(target)
    return any(
        name in simplified
        for one in _with_same_english(place)
        for name in (one.chinese, *one.others)
        if not name.isascii()
    )


def _with_same_chinese(place: _Place) -> list[_Place]:
    return [other for other in _places() if other.chinese == place.chinese]


def _with_same_english(place: _Place) -> list[_Place]:
    chinese = {other.chinese for other in _places() if other.english == place.english}
    return [other for other in _places() if other.chinese in chinese]


@cache
def _places() -> tuple[_Place, ...]:
    table = files("bot.translation").joinpath("data/places.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    return tuple(_row(*row) for row in rows)


def _row(english: str, chinese: str, others: str = "", not_after: str = "", not_before: str = "") -> _Place:
    names = tuple(name for name in others.split("|") if name)
    return _Place(english.lstrip("*"), chinese, names, not_after, not_before, english.startswith("*"))


@cache
def _chinese() -> _Chinese:
    by_beginning: dict[str, list[_Place]] = {}
    for place in sorted(_places(), key=lambda one: -len(one.chinese)):
        by_beginning.setdefault(place.chinese[:2], []).append(place)
    first, second = ("".join({place.chinese[at] for place in _places()}) for at in range(2))
    return _Chinese(re.compile(f"[{first}](?=[{second}])"), by_beginning)


@cache
def _english() -> _English:
    by_first: dict[str, list[_Place]] = {}
    for place in sorted(_places(), key=lambda one: -len(one.english)):
        by_first.setdefault(_WORDS.findall(place.english.lower())[0], []).append(place)
    compiled = {
        word: (
            re.compile(rf"(?<![\w@#-])(?:{'|'.join(_pattern(one.english) for one in places)})(?![\w-])", re.IGNORECASE),
            {one.english.lower(): one for one in reversed(places)},
        )
        for word, places in by_first.items()
    }
    return _English(frozenset(compiled), compiled)


def _pattern(name: str) -> str:
    return re.escape(name).replace("'", "['’]")
