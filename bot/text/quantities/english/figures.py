"""Numbers and units in English, as written."""

import re
from decimal import Decimal
from typing import Final

from bot.text.quantities import numerals, units

_POINT: Final = re.compile(rf" point ((?:(?:{numerals.EN_WORDS})\b ?){{1,6}})", re.IGNORECASE)
_MONEY_BEFORE: Final = re.compile(r"[$€£¥] ?$")
_MANY: Final = re.compile(
    r" (?:people|users|views|plays|downloads|dollars|usd|parameters|params|tokens|years|humans|streams|devices|subs|"
    r"subscribers|followers|fans|likes|members|players|copies|sales|hits)\b",
    re.IGNORECASE,
)
_UNIT_WORDS: Final = re.compile(r"[ -]?([A-Za-z°²³/℃℉]+[23²³]?)(?:[ -]([A-Za-z]+)(?:[ -]([A-Za-z]+))?)?")
_PARTS: Final = {"½": ".5", "¼": ".25", "¾": ".75"}
_LETTERS: Final = re.compile(r"[a-z]+")


def unit_at(text: str, place: int) -> tuple[units.Unit, int] | None:
    """The unit at a position, and where its name ends."""
    found = _UNIT_WORDS.match(text, place)
    if found is None:
        return None
    names = units.load().english
    for last in (found.lastindex or 1, 2, 1):
        if last <= (found.lastindex or 1):
            name = " ".join(found.group(*range(1, last + 1))) if last > 1 else found[1]
            if (unit := names.get(name.lower())) is not None:
                return unit, found.end(last)
    return None


def small_number(word: str) -> int:
    """The value of a small number in words or figures."""
    return int(word) if word.isdecimal() else numerals.read_english(word.lower().replace("-", " ").split())[0]


def _is_scale(found: re.Match[str]) -> bool:
    """Whether `m` or `b` after a number means million or billion, not meters or part of a name (exit 14B)."""
    if _MONEY_BEFORE.search(found.string[: found.start()][-2:]):
        return True
    if found["letter"] == "M":
        return True
    return ("." in found["figure"] and found["letter"] in "bB") or _MANY.match(found.string, found.end()) is not None


def in_decimals(figure: str) -> str:
    """A figure with its vulgar fraction, if any, in decimals: 13½ becomes 13.5."""
    return figure[:-1] + _PARTS[figure[-1]] if figure[-1] in _PARTS else figure


def value_of(figure: str) -> Decimal:
    """The value of a figure, whatever separates its thousands."""
    return Decimal(re.sub(r"[,\s]", "", in_decimals(figure)))


def read_number(found: re.Match[str]) -> tuple[Decimal, str, int]:
    """The value of a match of `_NUMBER`, how Chinese writes it, and where it ends."""
    if found["figure"] is not None:
        written = in_decimals(found["figure"])
        value = value_of(written)
        scale = (found["scale"] or found["letter"] or "").lower()
        if not scale:
            return value, written, found.end()
        if found["letter"] and scale in {"m", "b"} and not _is_scale(found):
            return value, found.group(), found.end()  # meters, minutes or millions: left unchanged
        value *= numerals.EN_SCALES[scale]
        return value, numerals.to_chinese(value), found.end()
    words = list(_LETTERS.finditer(found["words"].lower()))
    number, taken = numerals.read_english([word.group() for word in words])
    value, end = Decimal(number), found.start("words") + words[taken - 1].end()
    if (point := _POINT.match(found.string, end)) is not None:
        digits = [numerals.read_english([word])[0] for word in point[1].lower().split()]
        value, end = Decimal(f"{number}.{''.join(map(str, digits))}"), end + len(point.group().rstrip())
    return value, numerals.to_chinese(value), end
