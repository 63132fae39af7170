"""Numbers and units in Chinese, as written."""

import re
from decimal import Decimal
from functools import cache
from typing import Final

from bot.text.quantities import numerals, units
from bot.text.quantities.units import Unit

NUM: Final = (
    rf"(?:(?:\d{{1,3}}(?:,\d{{3}})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?|(?<!\d)[{numerals.ZH_CHARS}]|"
    r"(?<=\d)[十百千万亿拾佰仟萬億])++)"
)
NUMBER: Final = re.compile(rf"{NUM}(?:(?<=\d)(?P<letter>[kKwW])(?![A-Za-z0-9]))?")
_SINGULAR: Final = {
    "{} feet": "{} foot",
    "{} inches": "{} inch",
    "{} years old": "{} year old",
    "{} centuries": "{} century",
}
LONGEST: Final = 20
_NOT_UNITS: Final = {
    "周": "年末围边岁",
    "天": "堂生气线窗",
    "秒": "杀懂回",
    "年": "级代后",
    "度": "假过",
    "克": "服拉",
    "寸": "步",
    "刀": "切",
    "升": "级学降",
}


def unit_at(text: str, place: int) -> tuple[Unit, str, int] | None:
    """The unit at a position, its name there, and where the name ends."""
    if text[place : place + 1] == " ":
        place += 1
    names, begins = units.load().chinese, _unit_begins()
    for length in begins.get(text[place : place + 1], ()):
        end = place + length
        name = text[place:end]
        if name in names and len(name) == length:
            after = text[end : end + 1]
            if after and (
                after in _NOT_UNITS.get(name, "") or (name[-1].isascii() and after.isascii() and after.isalnum())
            ):
                continue
            return names[name], name, end
    return None


@cache
def _unit_begins() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for name in units.load().chinese:
        lengths.setdefault(name[0], set()).add(len(name))
    return {char: tuple(sorted(found, reverse=True)) for char, found in lengths.items()}


def value_of(text: str) -> Decimal | None:
    """The value of a numeral; None if it is not a single number or implausibly long."""
    return numerals.read_chinese(text) if len(text) <= LONGEST else None


def integer_of(text: str | None) -> int | None:
    """The value of a numeral if it is a whole number."""
    value = value_of(text) if text else None
    return int(value) if value is not None and value == int(value) else None


def shown_in_english(written: str, value: Decimal) -> str:
    """A number for English readers: unchanged if it is in figures only."""
    return (
        written
        if written[-1].isdecimal() and not any(char in numerals.ZH_CHARS for char in written)
        else numerals.to_english(value)
    )


def english_form(unit: Unit, shown: str, value: Decimal) -> str:
    """A number with its unit in English."""
    form = unit.english
    if value == 1:
        form = _SINGULAR.get(form, form if "/" in form else form.removesuffix("s"))
    return form.format(shown)


def decimals_of(words: str) -> Decimal:
    """The fraction of the digits after a decimal point: 零五 is 0.05."""
    return Decimal("0." + "".join(str("零一二三四五六七八九".index(char.replace("〇", "零"))) for char in words))


def scaled_value(found: re.Match[str]) -> Decimal | None:
    """The value of a match of `NUMBER`, including `k` and `w`."""
    letter = found["letter"]
    written = found.group()[:-1] if letter else found.group()
    value = value_of(written)
    return value if value is None or not letter else value * (1000 if letter in "kK" else 10**4)
