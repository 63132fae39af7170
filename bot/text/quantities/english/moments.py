"""Times, dates and weekdays in English."""
# ruff: noqa: PLR2004 - hours, days and hundredths need no names

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.text.quantities import clock, numerals
from bot.text.quantities.english.figures import small_number
from bot.text.quantities.model import Kind, Quantity, Weight, make

MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT_MONTHS: Final = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_ANY_MONTH: Final = rf"(?:{MONTHS}|(?:{SHORT_MONTHS})\b\.?)"
_DAY: Final = r"(?:\d{1,2})(?:st|nd|rd|th)?"
_TIME: Final = re.compile(
    r"(?P<h>\d{1,2})(?:[:.](?P<m>\d{2})(?::\d{2})?)?\s?(?P<half>[ap])(?:\.\s?m\b\.?|m\b)"
    r"|(?P<h2>\d{1,2}):(?P<m2>\d{2})(?::\d{2})?(?![\d:])"
    r"|(?P<h3>\d{1,2})(?= o['’]?clock\b)",
    re.IGNORECASE,
)
HALF_DAY: Final = re.compile(
    r"(?: o['’]?clock)?(?: in the (?P<m>morning)| in the (?P<a>afternoon|evening)| at (?P<n>night))?"
)
_TIME_RANGE: Final = re.compile(r"(\d{1,2})(?=\s?(?:-|–|to)\s?(\d{1,2})(?::\d\d)?\s?([ap])\.?m\b)", re.IGNORECASE)
PAST: Final = re.compile(
    rf"(?P<part>half|(?:a )?quarter|(?:{numerals.EN_WORDS}|twenty[- ]five|\d{{1,2}})) (?P<to>past|to|till|of|after) "
    rf"(?P<hour>(?:{numerals.EN_WORDS})\b(?!-)|\d{{1,2}}(?![\d:,.%]\d|\d))",
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    rf"(?P<iso>(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?![\d-]))"
    rf"|(?P<d2>{_DAY})(?: of)? (?P<m2>{_ANY_MONTH})(?:,? (?P<y2>(?:1\d|20)\d{{2}})\b)?",
    re.IGNORECASE,
)
_MONTH_DATE: Final = re.compile(
    rf"(?P<m>{_ANY_MONTH})(?:,? (?P<y>(?:1\d|20)\d{{2}})\b|"
    rf"(?: (?:the )?(?P<d>{_DAY})(?![\d:%]|,\d|\.\d)(?:,? (?P<y2>(?:1\d|20)\d{{2}})\b)?))?",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(
    r"12 (?P<noon>noon|midnight)\b|(?P<ish>\d{1,4})(?::(?P<min>[0-5]\d))?(?:\s?(?P<half>[ap])\.?m\.?)?[ -]?ish\b|"
    r"(?P<year>(?:1[5-9]|20)\d\d)"
    r"(?=$|[.,!?;)\n]| (?:and|when|i|it|he|she|they|we|was|is|but|to|on|for|because|the|my)\b)",
    re.IGNORECASE,
)
_YEAR_BEFORE: Final = re.compile(r"\b(?:in|since|until|till|by|year|from|before|after) $", re.IGNORECASE)
_THE_YEAR: Final = re.compile(r"\b(?:the )?year $", re.IGNORECASE)
_HOUR_BEFORE: Final = re.compile(r"\b(?:at|by|around|about|until|till|til|before|after|home) $", re.IGNORECASE)
_OF_MONTH: Final = re.compile(rf"(?<=[a-z]) of (?P<m>{_ANY_MONTH})", re.IGNORECASE)
_WITHIN: Final = re.compile(r"[A-Za-z,] $")
_MONTH_BEFORE: Final = re.compile(
    r"\b(?:in|since|until|till|by|last|next|of|this|early|late|mid|every|and|to|from|before|after)[ -]$", re.IGNORECASE
)


_SHORT_DAY: Final = r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)"
_DAY_BEFORE: Final = re.compile(
    rf"(?:\b(?:on|this|next|last|every|by|until|till) |"
    rf"\b{_SHORT_DAY}\.?(?: ?[-–~/,&] ?| (?:to|and|or|through|thru) ))$",
    re.IGNORECASE,
)
_DAY_AFTER: Final = re.compile(
    rf"\.?(?:(?: ?[-–~/,&] ?| (?:to|and|or|through|thru) ){_SHORT_DAY}\b|,? (?:at )?\d{{1,2}}(?::\d\d|\s?[ap]\.?m)|"
    r" (?:night|morning|evening|afternoon|noon)\b)",
    re.IGNORECASE,
)
"""Words before `Sat` or `sun` that make it a day."""
_CONTEXT: Final = 14


def read_time(text: str, start: int) -> Quantity | None:
    """`8:30 p.m.`, `14:30`, `9 o'clock`."""
    found = _TIME.match(text, start)
    if (span := _TIME_RANGE.match(text, start)) is not None:
        hour, until = int(span[1]), int(span[2])
        if 1 <= hour <= clock.NOON and 1 <= until <= clock.NOON:
            pm = (span[3] in "pP") != (hour % clock.NOON > until % clock.NOON)
            return make_time(start, span.end(1), clock.half_day(hour, pm=pm), 0)
    if found is None:
        past = PAST.match(text, start)
        return read_past(past) if past is not None and past["to"].lower() != "to" else None
    hour, minute = int(found["h"] or found["h2"] or found["h3"]), int(found["m"] or found["m2"] or 0)
    if not clock.is_time(hour, minute) or (found["h2"] and len(found["m2"]) < 2):
        return None
    if found["half"]:
        if not 1 <= hour <= clock.NOON:
            return None
        return make_time(start, found.end(), clock.half_day(hour, pm=found["half"] in "pP"), minute)
    return unmarked_time(text, start, found.end(), hour, minute, written=found.group() if found["h2"] else "")


def unmarked_time(text: str, start: int, end: int, hour: int, minute: int, *, written: str = "") -> Quantity:
    """A time without a.m. or p.m., unless the next words say which half of the day it is."""
    more = HALF_DAY.match(text, end)
    if more is not None and (more["m"] or more["a"] or more["n"]) and 1 <= hour <= clock.NOON:
        if more["n"]:
            hour = clock.hour_in("晚上", hour) or 0
        else:
            hour = clock.half_day(hour, pm=not more["m"]) if hour != clock.NOON else clock.NOON
        return make_time(start, more.end(), hour, minute)
    if more is not None:
        end = more.end()
    known = "24h" if hour > clock.NOON or (written and written[0] == "0") else "12h"
    rendering = written or clock.chinese_clock(hour, minute)
    return make(start, end, Kind.TIME, ((hour % 24, minute),), rendering, unit=known, figures=(Decimal(hour),))


def make_time(start: int, end: int, hour: int, minute: int) -> Quantity:
    """A time whose half of the day is known."""
    figures = (Decimal((hour - 1) % 12 + 1),)
    rendering = clock.chinese_time(hour, minute)
    return make(start, end, Kind.TIME, ((hour % 24, minute),), rendering, unit="24h", figures=figures)


def read_past(found: re.Match[str]) -> Quantity | None:
    """`half past nine`, `quarter to nine`."""
    part, hour = found["part"].lower(), small_number(found["hour"])
    minutes = 30 if part == "half" else 15 if part.endswith("quarter") else small_number(part)
    if not 1 <= hour <= clock.NOON or not 0 < minutes < 60:
        return None
    if found["to"].lower() not in {"past", "after"}:
        hour, minutes = (hour - 2) % clock.NOON + 1, 60 - minutes
    return unmarked_time(found.string, found.start(), found.end(), hour, minutes)


def read_date(text: str, start: int) -> Quantity | None:
    """`2024-12-31`, `20 May 2024`."""
    found = _DATE.match(text, start)
    if found is None:
        return None
    if found["iso"]:
        year: int | None = int(found["y"])
        month, day = int(found["m"]), int(found["d"])
    else:
        year = int(found["y2"]) if found["y2"] else None
        name = found["m2"].lower().rstrip(".")
        if name in {"may", "mar"} and found["m2"][0].islower():
            return None
        month, day = clock.MONTH_NUMBERS[name], int(re.sub(r"\D", "", found["d2"]))
    return _on(start, found.end(), year, month, day) if clock.is_date(month, day) else None


def _on(start: int, end: int, year: int | None, month: int | None, day: int | None, *, carried: bool = True,
        weight: Weight = Weight.FIRM) -> Quantity:  # fmt: skip
    rendering = clock.chinese_date(year, month, day)
    return make(start, end, Kind.DATE, ((year, month, day),), rendering, carried=carried, weight=weight)


def read_loose(text: str, start: int) -> Quantity | None:
    """`12 noon`, `6ish`, `since 2019`."""
    found = _LOOSE.match(text, start)
    if found is None:
        return None
    if found["noon"]:
        noon = found["noon"].lower() == "noon"
        return make(start, found.end(), Kind.TIME, ((12 if noon else 0, 0),), "中午12点" if noon else "半夜12点",
                         unit="24h", figures=(Decimal(12),))  # fmt: skip
    before = text[max(0, start - _CONTEXT) : start]
    if found["year"]:
        if _YEAR_BEFORE.search(before) is None:
            return None
        named = _THE_YEAR.search(before)
        return _on(start - (len(named.group()) if named else 0), found.end(), int(found["year"]), None, None)
    return _roughly(found, before)


def _roughly(found: re.Match[str], before: str) -> Quantity:
    """`6ish`, `7:30ish`, `5pm-ish`."""
    start = found.start()
    number = Decimal(found["ish"])
    if (found["min"] or found["half"]) and 1 <= number <= clock.NOON:
        hour, minute = int(number), int(found["min"] or 0)
        if found["half"]:
            moment = make_time(start, found.end(), clock.half_day(hour, pm=found["half"] in "pP"), minute)
        else:
            written = f"{hour}:{found['min']}"
            moment = make(start, found.end(), Kind.TIME, ((hour, minute),), written, unit="12h", figures=(number,))
        return replace(moment, rendering=f"{moment.rendering}左右")
    if 1 <= number <= clock.NOON and _HOUR_BEFORE.search(before):
        return make(
            start, found.end(), Kind.TIME, ((int(number), 0),), f"{number}点左右", unit="12h", figures=(number,)
        )
    return make(start, found.end(), Kind.NUMBER, (number,), f"{number}左右")


def read_day_of(text: str, end: int, day: int, *, begin: int) -> Quantity | None:
    """`first of May`, `the twenty-first of June`."""
    found = _OF_MONTH.match(text, end)
    if found is None or not clock.is_date(month := clock.MONTH_NUMBERS[found["m"].lower().rstrip(".")], day):
        return None
    if text[max(0, begin - len("the ")) : begin].lower() == "the ":
        begin -= len("the ")
    return _on(begin, found.end(), None, month, day)


def read_month(text: str, trigger: re.Match[str]) -> Quantity | None:
    """`May 20`, `December 31, 2024`, `in August`."""
    found = _MONTH_DATE.match(text, trigger.start())
    if found is None:
        return None
    name = found["m"].rstrip(".")
    day, year = found["d"], found["y"] or found["y2"]
    month = clock.MONTH_NUMBERS[name.lower()]
    if day or year:
        number = int(re.sub(r"\D", "", day)) if day else None
        if (number is None or clock.is_date(month, number)) and (
            name[0].isupper() or name.lower() not in {"may", "mar", "march"}
        ):
            return _on(trigger.start(), found.end(), int(year) if year else None, month, number)
    before = text[max(0, trigger.start() - 8) : trigger.start()]
    if name.lower() in {"may", "march"} and not (name[0].isupper() and _MONTH_BEFORE.search(before)):
        if name[0].islower() or not _WITHIN.search(before):
            return None
        return _on(trigger.start(), trigger.end(), None, month, None, carried=False, weight=Weight.SOFT)
    if len(name) == 3 and name.lower() != "may":
        return None
    return _on(trigger.start(), trigger.end(), None, month, None, carried=False, weight=Weight.FIRM)


def read_weekday(text: str, trigger: re.Match[str]) -> Quantity | None:
    """`Wednesday`, `Wed`."""
    name = trigger.group().lower()
    number = clock.WEEKDAY_NUMBERS.get(name, clock.WEEKDAY_NUMBERS.get(name.removesuffix("s")))
    if number is None:
        return None
    rendering = f"周{clock.ZH_WEEKDAYS[number]}"
    if name.removesuffix("s").endswith("day"):
        return make(*trigger.span(), Kind.WEEKDAY, (number,), rendering, carried=False)
    if name in {"sat", "sun", "wed", "mon"} and not trigger.group()[0].isupper():
        return None
    start, end = trigger.span()
    sure = _DAY_BEFORE.search(text[max(0, start - _CONTEXT) : start]) or _DAY_AFTER.match(text, end)
    weight = Weight.FIRM if sure else Weight.SOFT
    return make(start, end, Kind.WEEKDAY, (number,), rendering, carried=sure is not None, weight=weight)


def read_clock(text: str, trigger: re.Match[str]) -> Quantity | None:
    """`noon`, `half past nine`, `a quarter to nine`."""
    word = trigger.group().lower()
    if word in {"noon", "midnight"}:
        noon = word == "noon"
        return make(*trigger.span(), Kind.TIME, ((12 if noon else 0, 0),), "中午12点" if noon else "半夜12点",
                         unit="24h", figures=(Decimal(12),), weight=Weight.WEAK)  # fmt: skip
    found = PAST.match(text, trigger.start())
    return read_past(found) if found is not None else None


def read_every(_text: str, trigger: re.Match[str]) -> Quantity:
    """`every other day`."""
    unit = trigger.group().split()[-1].lower()
    if unit == "other":
        end = trigger.end() - 1
        return make(trigger.start(), end, Kind.FREQUENCY, ("every other week",), "每隔一周的")
    rendering = {"day": "每隔一天", "week": "每隔一周", "month": "每隔一个月", "year": "每隔一年"}.get(unit, "每隔一天")
    return make(
        *trigger.span(),
        Kind.FREQUENCY,
        (f"every other {'day' if rendering == '每隔一天' else unit}",),
        rendering,
        carried=False,
    )
