"""Places, whose names small models garble: found in a text, and looked for in its translation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.text.script import to_simplified
from bot.translation.names.pinyin import spell
from bot.translation.names.types import Name

_WORDS = re.compile(r"[a-z]+")
_FILLING = re.compile(r"[\s'’.·\-]+")
_IN = re.compile(
    r"\b(?:in|to|from|at|of|near|around|through|across|visit|visiting|visited|leaving|left|reached|live|between|and|for)"
    r" (?:the )?$"
)
_SHORT = 5  # letters of a name that may stand within any word (Oman in woman)
_CONTEXT = 14  # characters in front of a name that tell whether it is a place


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of the table.

    Attributes:
        english: its name.
        chinese: its name.
        others: what may stand for it in a translation as well.
        not_behind: characters with which the beginning of the Chinese name makes another word.
        not_before: likewise for its end.
        guarded: whether it is a place only with a capital behind a preposition (`in Turkey`).
    """

    english: str
    chinese: str
    others: tuple[str, ...]
    not_behind: str
    not_before: str
    guarded: bool


@dataclass(frozen=True, slots=True)
class _Chinese:
    """Two characters that may begin a name, and which ones do; an alternation of hundreds is slow."""

    begins: re.Pattern[str]
    by_beginning: dict[str, list[_Place]]


@dataclass(frozen=True, slots=True)
class _English:
    """The first words of names, and for each the names that begin so."""

    first_words: frozenset[str]
    by_first: dict[str, tuple[re.Pattern[str], dict[str, _Place]]]


def find(text: str, language: str) -> list[Name]:
    """Find the places that the table knows.

    Args:
        text: prose; Chinese in either script.
        language: of the text, `en` or `zh`.

    Returns:
        From left to right; none over another.
    """
    return [Name(start, end, _written(place, language)) for start, end, place in _found(text, language)]


def keeps(source: str, target: str, language: str) -> bool:
    """Whether every place of a text stands in its translation, under any of its names or as it is spelt in pinyin.

    Args:
        source: the text.
        target: its translation.
        language: of the source, `en` or `zh`.
    """
    stands = _stands_in_english if language == "zh" else _stands_in_chinese
    return all(stands(place, target) for _, _, place in _found(source, language))


def warm() -> None:
    """Read the table, which would otherwise hold up the first message."""
    _chinese()
    _english()


def _written(place: _Place, language: str) -> str:
    return place.english if language == "zh" else place.chinese


def _found(text: str, language: str) -> Iterator[tuple[int, int, _Place]]:
    return _found_in_chinese(text) if language == "zh" else _found_in_english(text)


def _found_in_chinese(text: str) -> Iterator[tuple[int, int, _Place]]:
    table, behind = _chinese(), 0
    for match in table.begins.finditer(text):
        start = match.start()
        if start < behind:
            continue
        for place in table.by_beginning.get(text[start : start + 2], ()):
            if text.startswith(place.chinese, start):
                end = start + len(place.chinese)
                before, after = text[max(0, start - 1) : start], text[end : end + 1]
                if (not before or before not in place.not_behind) and (not after or after not in place.not_before):
                    yield start, end, place
                    behind = end
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
    behind = 0
    for start, end, place in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= behind:
            yield start, end, place
            behind = end


def _is_meant(text: str, match: re.Match[str], place: _Place) -> bool:
    written = match.group()
    if place.english.isupper():
        return written.isupper()
    if not place.guarded:
        return True
    return written[0].isupper() and _IN.search(text, max(0, match.start() - _CONTEXT), match.start()) is not None


def _stands_in_english(place: _Place, target: str) -> bool:
    names = [other.english for other in _alike(place)]
    others = [name for one in _alike(place) for name in one.others if name.isascii()]
    folded = _FILLING.sub("", target).casefold()
    for name in (*names, *others):
        if name.isupper():
            if re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", target):
                return True
        elif len(name) <= _SHORT:
            if re.search(rf"\b{re.escape(name)}", target, re.IGNORECASE):
                return True
        elif _FILLING.sub("", name).casefold() in folded:
            return True
    return spell(place.chinese) in folded or place.chinese in target


def _stands_in_chinese(place: _Place, target: str) -> bool:
    simplified = to_simplified(target)
    return any(
        name in simplified for one in _namesakes(place) for name in (one.chinese, *one.others) if not name.isascii()
    )


def _alike(place: _Place) -> list[_Place]:
    return [other for other in _places() if other.chinese == place.chinese]


def _namesakes(place: _Place) -> list[_Place]:
    chinese = {other.chinese for other in _places() if other.english == place.english}
    return [other for other in _places() if other.chinese in chinese]


@cache
def _places() -> tuple[_Place, ...]:
    table = files("bot.translation").joinpath("data/places.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    return tuple(_row(*row) for row in rows)


def _row(english: str, chinese: str, others: str = "", not_behind: str = "", not_before: str = "") -> _Place:
    names = tuple(name for name in others.split("|") if name)
    return _Place(english.lstrip("*"), chinese, names, not_behind, not_before, english.startswith("*"))


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
            re.compile(rf"(?<![\w@#-])(?:{'|'.join(_spelt(one.english) for one in places)})(?![\w-])", re.IGNORECASE),
            {one.english.lower(): one for one in reversed(places)},
        )
        for word, places in by_first.items()
    }
    return _English(frozenset(compiled), compiled)


def _spelt(name: str) -> str:
    return re.escape(name).replace("'", "['’]")
