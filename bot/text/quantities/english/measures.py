"""English numbers with and without units."""
# ruff: noqa: PLR2004, PLR0911 - hours, days and hundredths need no names; the first form that matches returns

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from bot.text.quantities import clock, numerals, units
from bot.text.quantities.english.figures import in_decimals, read_number, unit_at, value_of
from bot.text.quantities.english.moments import (
    HALF_DAY,
    PAST,
    make_time,
    read_date,
    read_loose,
    read_past,
    read_time,
    unmarked_time,
)
from bot.text.quantities.english.shares import (
    WORD,
    fraction_words,
    make_percent,
    read_fraction,
    read_offer,
    read_out_of,
    with_suffix,
)
from bot.text.quantities.english.spans import as_moment, in_context, means_minutes, read_compound, read_times
from bot.text.quantities.model import Kind, Quantity, Weight, make

_FIGURE: Final = (
    r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d{1,3}(?:[\u00a0\u202f]\d{3})++(?!\d)|\d{1,3}(?: \d{3}){2,6}(?!\d)|\d++)"
    r"(?:\.\d++|[½¼¾])?"
)
_NUMBER: Final = re.compile(
    rf"(?P<figure>{_FIGURE})(?:\s?(?P<scale>(?:hundred|thousand|million|"
    rf"billion|trillion|grand|mln|mil|bn)\b)|(?P<letter>[kKmMbB])(?![\w]))?"
    rf"|(?P<words>(?:a[ ])?{WORD}(?:(?:-|[ ]+)(?:and[ ]+)?{WORD}\b){{0,12}})",
    re.IGNORECASE,
)
_WORD_TIME: Final = re.compile(r"\s?(?:o['’]?clock\b|(?P<half>[ap])(?:\.\s?m\b\.?|m\b))+", re.IGNORECASE)
_HEIGHT: Final = re.compile(
    r"(?P<ft>\d)\s?(?:['’′]\s?(?P<in>\d{1,2})(?:\s?(?:\"|”|''|″|’’))?|(?:ft|"
    r"feet|foot)\.? (?P<in2>\d{1,2})(?:\s?(?:\"|”|inches|inch|in)\b)?)(?!\d)",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(
    rf"\s?(?:-|–|—|~|\bto\b)\s?(?P<sign>[$€£¥])?(?P<figure>{_FIGURE})(?P<letter>[kKmM](?!\w))?", re.IGNORECASE
)
_CURRENCY_WORD: Final = re.compile(r"\s?(?:dollars|bucks|euros|pounds|yuan|USD|RMB)\b", re.IGNORECASE)
_RANGE_PERCENT: Final = re.compile(r"\s?(?:%|percent\b)", re.IGNORECASE)
_OFF: Final = re.compile(r"\s?(?:%|percent|per cent)(?P<off>[- ]off\b)?", re.IGNORECASE)
_HALF_SCALED: Final = re.compile(r" and a half (?P<scale>thousand|million|billion|trillion)\b", re.IGNORECASE)
_PERCENT_MARKS: Final = frozenset(["%", " ", "p"])
_RANGE_MARKS: Final = frozenset(" -–—~t")
_HYPERBOLE: Final = re.compile(r"a (?:hundred|thousand|million|billion|trillion)", re.IGNORECASE)
_HALF_NUMBER: Final = re.compile(r" and a half\b(?! (?:million|billion|thousand))", re.IGNORECASE)
_LONGEST: Final = 20


def read_digit(text: str, trigger: re.Match[str]) -> Quantity | None:
    """A number in digits, interpreted by what follows and precedes it."""
    read = _read_digit(text, trigger)
    if read is None:
        return None
    if read.kind is Kind.NUMBER and len(read.values) == 1 and means_minutes(text, read.start, read.end):
        minutes = units.load().english["min"]
        values = (minutes.base(read.figures[0]),)
        meant = make(read.start, read.end, Kind.DURATION, values, minutes.chinese.format(read.rendering),
                     unit=minutes.name, figures=read.figures)  # fmt: skip
        return as_moment(text, meant)
    return in_context(text, read)


def _read_digit(text: str, trigger: re.Match[str]) -> Quantity | None:
    loose = read_loose(text, trigger.start()) or read_offer(text, trigger.start())
    if loose is not None:
        return loose
    start = trigger.start()
    place = start + (not text[start].isdecimal())
    if text[start] == "+":
        return _plain(text, place, place, Decimal(1))
    if place > start:
        return _plain(text, start, place, Decimal(-1))
    end = start + 1
    while text[end : end + 1].isdecimal():
        end += 1
    following = text[end : end + 1]
    near = text[end + 1 : end + 2] if following == " " else following
    for marks, reader in _SHAPES:
        if near in marks and near and (found := reader(text, start)) is not None:
            return found
    return _plain(text, start, start, Decimal(1))


def read_money(text: str, trigger: re.Match[str]) -> Quantity | None:
    """A currency sign and a number or a range, possibly followed by the currency again and `a month`."""
    read = _read_money(text, trigger)
    return in_context(text, read) if read is not None else None


def _read_money(text: str, trigger: re.Match[str]) -> Quantity | None:
    unit = units.load().symbols.get(trigger.group().strip().upper())
    start = trigger.start()
    place = trigger.end() + (text[trigger.end()] == " ")
    found = _NUMBER.match(text, place)
    if unit is None or found is None or len(found["figure"] or "") > _LONGEST:
        return None
    value, written, end = read_number(found)
    if (
        text[end : end + 1] in _RANGE_MARKS
        and (more := _RANGE.match(text, end)) is not None
        and unit.name
        and (more["sign"] or "-–~".find(more.group().strip()[0]) >= 0)
    ):
        scale = numerals.EN_SCALES[more["letter"].lower()] if more["letter"] else 1
        second = value_of(more["figure"]) * scale
        shown = numerals.to_chinese(second) if scale > 1 else in_decimals(more["figure"])
        rendering = unit.chinese.format(f"{written}到{shown}")
        return make(start, more.end(), Kind.MONEY, (unit.base(value), unit.base(second)), rendering, unit=unit.name,
                         figures=(value, second))  # fmt: skip
    word = _CURRENCY_WORD.match(text, end)
    end = word.end() if word is not None else end
    return make(
        start, end, Kind.MONEY, (unit.base(value),), unit.chinese.format(written), unit=unit.name, figures=(value,)
    )


def read_word(text: str, trigger: re.Match[str]) -> Quantity | None:
    """A number in words."""
    start = trigger.start()
    negative = trigger.group().lower().startswith(("minus ", "negative "))
    place = start + (trigger.group().index(" ") + 1 if negative else 0)
    found = None if negative else PAST.match(text, start)
    if found is not None and (
        found["to"].lower() in {"past", "after"}
        or text[max(0, start - 7) : start].lower().endswith(("at ", "by ", "'s ", "around "))
    ):
        moment = read_past(found)
        if moment is not None:
            return moment
    if not negative and (share := fraction_words(text, start)) is not None:
        return share
    if not negative and (often := read_times(text, start)) is not None:
        return often
    read = _plain(text, start, place, Decimal(-1 if negative else 1))
    return in_context(text, read) if read is not None and read.kind is Kind.DURATION else read


def read_minus(text: str, trigger: re.Match[str]) -> Quantity | None:
    """`minus 5`."""
    return _plain(text, trigger.start(), trigger.end(), Decimal(-1))


def _height(text: str, start: int) -> Quantity | None:
    found = _HEIGHT.match(text, start)
    if found is None:
        return None
    feet, inches = int(found["ft"]), int(found["in"] or found["in2"])
    if inches >= 12:
        return None
    value = feet * Decimal("0.3048") + inches * Decimal("0.0254")
    return make(start, found.end(), Kind.LENGTH, (value,), f"{feet}英尺{inches}英寸", unit="ft+in",
                     figures=(Decimal(feet), Decimal(inches)))  # fmt: skip


def _plain(  # noqa: C901 - tries one form after another
    text: str, start: int, place: int, sign: Decimal
) -> Quantity | None:
    """A number and what it counts or measures."""
    found = _NUMBER.match(text, place)
    if found is None or len(found["figure"] or "") > _LONGEST:
        return None
    number, written, end = read_number(found)
    value = number * sign
    figure = found["figure"] is not None
    following = text[end : end + 1]
    if figure and following == "." and text[end + 1 : end + 2].isdecimal():
        return None  # 1.000.000 and versions
    if (more := _HALF_SCALED.match(text, end)) is not None:
        value = (number + Decimal("0.5")) * numerals.EN_SCALES[more["scale"].lower()]
        return make(start, more.end(), Kind.NUMBER, (value * sign,), numerals.to_chinese(value * sign))
    if figure:
        bare = found["scale"] is None and found["letter"] is None
        if bare and (special := with_suffix(text, start, end, value)) is not None:
            return special
        if (following.isalnum() and unit_at(text, end) is None) and not (found["letter"] or found["scale"]):
            return _glued(start, end, value)
    elif (
        following == " "
        and value <= clock.NOON
        and (word_time := _WORD_TIME.match(text, end)) is not None
        and 1 <= value <= clock.NOON
    ):
        if word_time["half"]:
            return make_time(start, word_time.end(), clock.half_day(int(value), pm=word_time["half"] in "pP"), 0)
        return unmarked_time(text, start, word_time.end(), int(value), 0)
    elif (
        following == " "
        and value <= clock.NOON
        and (halved := HALF_DAY.match(text, end)) is not None
        and halved.end() > end
        and 1 <= value <= clock.NOON
    ):
        return unmarked_time(text, start, end, int(value), 0)
    if following == " " and (share := read_out_of(text, start, end, value)) is not None:
        return share
    if following in _PERCENT_MARKS and (percent := _OFF.match(text, end)) is not None:
        return make_percent(start, percent, value, written)
    return _measured(
        text, start, end, value, written, sign, figure=figure, scaled=bool(found["scale"] or found["letter"])
    )


def _glued(start: int, end: int, value: Decimal) -> Quantity:
    """Digits directly followed by letters (`2nite`, `4B`), which are left to the model and need not be matched."""
    return make(start, end, Kind.NUMBER, (value,), "", carried=False, weight=Weight.SOFT)


def _measured(  # noqa: C901, PLR0917 - the meaning of a number depends on much of its context
    text: str, start: int, end: int, value: Decimal, written: str, sign: Decimal, *, figure: bool, scaled: bool
) -> Quantity:
    """A number with or without a unit."""
    values, place, range_end = [value], end, end
    if (
        figure
        and text[end : end + 1] in _RANGE_MARKS
        and (more := _RANGE.match(text, end)) is not None
        and not more["sign"]
        and not text[more.end() : more.end() + 1].isalpha()
    ):
        second = value_of(more["figure"]) * (numerals.EN_SCALES[more["letter"].lower()] if more["letter"] else 1)
        if more.group().strip()[0] in "-–—~" or second > value:
            values.append(second)
            range_end = more.end()
            shown = numerals.to_chinese(second) if more["letter"] else in_decimals(more["figure"])
            if more["letter"] and not scaled and value < 1000:
                values[0] = value * numerals.EN_SCALES[more["letter"].lower()]
                written = numerals.to_chinese(values[0])
            joined = f"{written}到{shown}"
            raw = (
                text[start:range_end]
                if not scaled and not more["letter"] and "to" not in more.group().lower()
                else joined
            )
            if (percent := _RANGE_PERCENT.match(text, range_end)) is not None:
                return make(start, percent.end(), Kind.PERCENT, tuple(values), f"{written}%到{shown}%")
            written, place = joined, range_end
    half = _HALF_NUMBER.match(text, place) if text.startswith(" and ", place) else None
    unit_found = unit_at(text, half.end() if half else place)
    if half and (unit_found or figure):
        values[-1] += Decimal("0.5")
        written, place = numerals.plain(values[-1]), half.end()
    carried = figure or value >= 100 or scaled
    hyper = _HYPERBOLE.fullmatch(text[start:end]) is not None
    if hyper:
        carried = False
    weight = _weight(values[-1], figure=figure, hyper=hyper)
    if unit_found is not None:
        unit, unit_end = unit_found
        strong = unit.kind in {Kind.MONEY, Kind.TEMPERATURE}
        if unit.kind is Kind.TEMPERATURE and value < 0:
            written = "零下" + written
        elif sign < 0:
            written = "-" + written
        base = tuple(unit.base(each) for each in values)
        lasting = unit.kind is Kind.DURATION and values[-1] == 2
        weight = Weight.FIRM if (strong and figure) or lasting else weight
        rendering, figures, carried = unit.chinese.format(written), tuple(values), carried or strong
        return make(
            start, unit_end, unit.kind, base, rendering, carried=carried, unit=unit.name, figures=figures, weight=weight
        )
    if len(values) > 1:
        return make(start, range_end, Kind.NUMBER, tuple(values), raw, carried=carried, figures=tuple(values))
    rendering = ("-" if sign < 0 else "") + written
    return make(start, place, Kind.NUMBER, tuple(values), rendering, carried=carried, weight=weight)


def _weight(value: Decimal, *, figure: bool, hyper: bool) -> Weight:
    if figure:
        return Weight.FIRM
    if hyper or value in {0, 1}:
        return Weight.SOFT
    return Weight.WEAK if value == 2 else Weight.FIRM


_SHAPES: Final[tuple[tuple[frozenset[str], Callable[[str, int], Quantity | None]], ...]] = (
    (frozenset("dDhHmM"), read_compound),
    (frozenset("t"), read_times),
    (frozenset(":.aApPoO-–t0123456789"), read_time),
    (frozenset("-/.jfmasondJFMASONDrRtT"), read_date),
    (frozenset("'’′fF"), _height),
    (frozenset("/:"), read_fraction),
)
