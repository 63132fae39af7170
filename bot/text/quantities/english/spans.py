"""Durations and frequencies of several words in English: `2h 30m`, `in 3 days`, `twice a week`."""
# ruff: noqa: PLR2004 - ten and two need no names

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.text.quantities import numerals, units
from bot.text.quantities.english.figures import small_number
from bot.text.quantities.model import Kind, Quantity, Weight, make

_UNITS: Final = {
    "d": "days?|d",
    "h": "hours?|hrs?|h",
    "min": "minutes?|mins?|m",
    "s": "seconds?|secs?|s",
}
_ORDER: Final = tuple(_UNITS)
_LONG_UNIT: Final = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_COMPOUND: Final = re.compile(
    rf"(?P<n>\d{{1,3}})\s?(?:{_LONG_UNIT})(?:,? and |, |\s?)(?P<n2>\d{{1,2}})\s?"
    r"(?:(?<=\dh\d\d)(?P<bare>)|(?P<h2>hours?|hrs?|h)|(?P<min2>minutes?|mins?|m)|(?P<s2>seconds?|secs?|s))\b",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"(?:^|[.!?,;:\n]\s*|\b(?:back|there|here|home|you|starts?|starting|leaving|leave|arrives?|arriving|ends?|ending|"
    r"opens?|begins?|out|up|meeting|meet|again|launch(?:es)?|drops?|released?|due|"
    r"exams?|test|quiz|interview|wedding|trip|match|concert|party|finals|live|expires?|closes?) )(?P<in>in )$",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"\b(?:back|there|ready|home|over|starting|leaving) in $", re.IGNORECASE)
_END: Final = re.compile(r"\s*(?:$|[.!?,;\n])")
_CONTEXT: Final = 24
_IN: Final = "in "
_RANKED: Final = re.compile(r"(?:\bthe )?\b(?P<rank>first|top|last|past|next) $", re.IGNORECASE)
_RANKS: Final = {
    "first": ("前", "前"),
    "top": ("前", "前"),
    "last": ("最后", "过去"),
    "past": ("过去", "过去"),
    "next": ("接下来", "接下来"),
}
"""What may precede a number, and a duration."""
_RATED: Final = frozenset({Kind.NUMBER, Kind.DURATION, Kind.MONEY})
_EACH_UNIT: Final = re.compile(
    r"(?: (?:a|an|per|each|every) |/)(?P<unit>hour|day|week|month|year)\b(?! (?:ago|later|old))", re.IGNORECASE
)
_OLDER: Final = re.compile(r" (?P<more>older|younger)\b(?! than)", re.IGNORECASE)
_TIMES: Final = re.compile(
    rf"(?P<n>once|twice|thrice|(?:{numerals.EN_WORDS}|\d{{1,3}})(?: or (?:{numerals.EN_WORDS}|\d{{1,3}}))? times) "
    r"(?:a|an|per|each|every) (?P<unit>day|week|month|year|hour)\b",
    re.IGNORECASE,
)
_EACH: Final = {"day": "每天", "week": "每周", "month": "每月", "year": "每年", "hour": "每小时"}
_OFTEN: Final = {"once": 1, "twice": 2, "thrice": 3}


def read_compound(text: str, start: int) -> Quantity | None:
    """`2h 30m`, `1 hour and 20 minutes`."""
    found = _COMPOUND.match(text, start)
    if found is None:
        return None
    first = next(name for name in _ORDER if found[name])
    second = "min" if found["bare"] is not None else next(name for name in ("h", "min", "s") if found[f"{name}2"])
    if _ORDER.index(first) >= _ORDER.index(second):
        return None
    parts = [
        (Decimal(found["n"]), units.load().chinese[_name(first)]),
        (Decimal(found["n2"]), units.load().chinese[_name(second)]),
    ]
    rendering = "".join(unit.chinese.format(numerals.plain(number)) for number, unit in parts)
    return make(
        start,
        found.end(),
        Kind.DURATION,
        tuple(unit.base(number) for number, unit in parts),
        rendering,
        unit="+",
        figures=tuple(number for number, _ in parts),
    )


def _name(unit: str) -> str:
    return {"d": "天", "h": "小时", "min": "分钟", "s": "秒"}[unit]


def read_decade(_text: str, trigger: re.Match[str]) -> Quantity:
    """`a decade`, `a dozen`."""
    if "decade" in trigger.group().lower():
        ten, unit = Decimal(10), units.load().english["year"]
        return make(*trigger.span(), Kind.DURATION, (unit.base(ten),), "十年", unit=unit.name, figures=(ten,))
    return make(*trigger.span(), Kind.COUNT, (Decimal(12),), "12个", weight=Weight.WEAK)


def read_times(text: str, start: int) -> Quantity | None:
    """`twice a week`."""
    found = _TIMES.match(text, start)
    if found is None or " or " in found["n"]:
        return None
    number = found["n"].lower()
    times = _OFTEN.get(number) or small_number(number.removesuffix(" times"))
    unit = found["unit"].lower()
    shown = "两" if times == 2 else numerals.chinese_words(times) if times <= 10 else str(times)
    return make(
        start, found.end(), Kind.FREQUENCY, (f"{times}/{unit}",), f"{_EACH[unit]}{shown}次", figures=(Decimal(times),)
    )


def as_moment(text: str, measured: Quantity) -> Quantity:
    """Turn a duration after `in` into a point in time: `back in 5 minutes`."""
    before = _BEFORE.search(text[max(0, measured.start - _CONTEXT) : measured.start])
    if before is None or measured.values[0] == 0:
        return measured
    return make(
        measured.start - len(_IN),
        measured.end,
        measured.kind,
        measured.values,
        measured.rendering + "后",
        unit=measured.unit,
        figures=measured.figures,
        weight=Weight.FIRM if measured.weight is Weight.WEAK else measured.weight,
    )


def _rated(text: str, read: Quantity) -> Quantity | None:
    """`5 days a week`, `$50 a month`: Chinese puts the whole first."""
    found = _EACH_UNIT.match(text, read.end) if read.kind in _RATED and read.rendering else None
    if found is None or (read.kind is Kind.NUMBER and read.figures[0] < 100):
        return None
    return replace(read, end=found.end(), rendering=f"{_EACH[found['unit'].lower()]}{read.rendering}", carried=True)


def in_context(text: str, read: Quantity) -> Quantity:
    """Extend a quantity by the words around it that change its meaning: `the first 50`, `the last 3 years`."""
    lasting = read.kind is Kind.DURATION
    if (rate := _rated(text, read)) is not None:
        return rate
    if read.kind not in {Kind.NUMBER, Kind.DURATION} or len(read.values) > 1 or not read.rendering:
        return read
    if lasting and read.unit == "y" and (older := _OLDER.match(text, read.end)) is not None:
        number = read.rendering.removesuffix("年")
        rendering = f"{'大' if older['more'].lower() == 'older' else '小'}{number}岁"
        return replace(read, end=older.end(), rendering=rendering, carried=True)
    before = _RANKED.search(text, max(0, read.start - _CONTEXT), read.start)
    if before is None or (not lasting and not read.rendering[0].isdecimal()) or read.figures[:1] == (Decimal(1),):
        return as_moment(text, read) if lasting else read
    words = _RANKS[before["rank"].lower()]
    return replace(read, start=before.start(), rendering=words[lasting] + read.rendering, carried=True)


def means_minutes(text: str, start: int, end: int) -> bool:
    """Whether a number without a unit means minutes: `back in 5`."""
    return _END.match(text, end) is not None and _BARE.search(text[max(0, start - _CONTEXT) : start]) is not None
