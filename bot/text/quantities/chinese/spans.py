"""Frequencies and numbered labels in Chinese: 一周三次, 每天两遍, 2号线, 502室."""

import re
from decimal import Decimal
from typing import Final

from bot.text.quantities import clock, numerals, units
from bot.text.quantities.chinese.figures import NUM, english_form, integer_of, unit_at
from bot.text.quantities.model import Kind, Quantity, Weight, make

TIMES: Final = rf"[每一][个個]?(?P<unit>天|日|周|週|星期|礼拜|禮拜|月|年|小时)(?P<n>{NUM})[次遍回顿](?!性)"
_NAMES: Final = {"天": "day", "日": "day", "月": "month", "年": "year", "小时": "hour"}
_OFTEN: Final = {1: "once", 2: "twice"}
_LABELS: Final = {
    "号线": "Line",
    "号楼": "Building",
    "号门": "Gate",
    "号房": "Room",
    "号桌": "Table",
    "号出口": "Exit",
    "号口": "Exit",
    "号航站楼": "Terminal",
    "单元": "Unit",
    "室": "Room",
}
_LABEL: Final = re.compile(rf"(?P<n>\d{{1,5}})(?P<what>{'|'.join(_LABELS)})(?![内外友])")
_COUNTED: Final = re.compile(r"[个個位名只条條张件片瓶杯次遍趟场回局天年周月小分秒岁人块句]|星期|礼拜")
_DAY: Final = re.compile(r"(?P<n>[12]?\d|3[01])[号號](?![\d线楼门房桌])")
_MONTH_BEFORE: Final = re.compile(r"(?:[上下这這每当當][个個]?|本)月$")
_FLOOR: Final = re.compile(
    r"(?P<n>[1-9]\d?)(?:楼(?![主梯市房盘下栋])|(?<=[栋座楼在到住去于]\d)层|(?<=[栋座楼在到住去于]\d\d)层)"
)
BLOCK: Final = r"[A-Z][栋棟座](?![谁标])"
_ROOM_DIGITS: Final = 3


def read_times(_text: str, trigger: re.Match[str]) -> Quantity | None:
    """一天三次, 每周一次."""
    times = integer_of(trigger["n"])
    if times is None or times < 1:
        return None
    unit = _NAMES.get(trigger["unit"], "week")
    shown = _OFTEN.get(times, f"{numerals.plain(Decimal(times))} times")
    rendering = f"{shown} {'an' if unit == 'hour' else 'a'} {unit}"
    return make(*trigger.span(), Kind.FREQUENCY, (f"{times}/{unit}",), rendering, figures=(Decimal(times),))


def read_label(text: str, start: int) -> Quantity | None:
    """2号线, 3号楼, 502室: the noun follows the number in Chinese and precedes it in English."""
    if (day := _DAY.match(text, start)) is not None and _MONTH_BEFORE.search(text, max(0, start - 4), start):
        number = Decimal(day["n"])
        return make(start, day.end(), Kind.ORDINAL, (number,), f"the {numerals.ordinal_figures(int(number))}")
    if (floor := _FLOOR.match(text, start)) is not None:
        number = Decimal(floor["n"])
        shown = f"the {numerals.ordinal_figures(int(number))} floor"
        return make(start, floor.end(), Kind.ORDINAL, (number,), shown)
    found = _LABEL.match(text, start)
    if found is None or (found["what"] == "室" and len(found["n"]) < _ROOM_DIGITS):
        return None
    number = Decimal(found["n"])
    rendering = f"{_LABELS[found['what']]} {found['n']}"
    return make(start, found.end(), Kind.COUNT, (number,), rendering, figures=(number,))


def read_block(_text: str, trigger: re.Match[str]) -> Quantity:
    """A栋."""
    return make(*trigger.span(), Kind.COUNT, (), f"Building {trigger.group()[0]}", weight=Weight.WEAK)


_SHORT_YEAR: Final = re.compile(
    r"(?P<y>[5-9]\d|0\d)年(?=的(?!时间|历史)|生|出生|属|毕业|入|那|[春夏秋冬]|$|[，。！？,!?])"
)
_CENTURY: Final = 1900
_SINCE: Final = 50


def read_short_year(text: str, start: int) -> Quantity | None:
    """98年的, which is a year and not a duration."""
    found = _SHORT_YEAR.match(text, start)
    if found is None:
        return None
    short = int(found["y"])
    year = short + _CENTURY + (100 if short < _SINCE else 0)
    figures = (Decimal(short),)
    return make(start, found.end(), Kind.DECADE, (Decimal(year),), str(year), figures=(*figures, Decimal(year)))


def read_either(text: str, start: int, end: int, figures: tuple[Decimal, ...]) -> Quantity | None:
    """四五遍, 两三天: one of two numbers."""
    low, high = figures
    if high - low != 1 or not _COUNTED.match(text, end):
        return None
    shown = f"{numerals.english_word(int(low))} or {numerals.english_word(int(high))}"
    if (unit := unit_at(text, end)) is not None and unit[0].kind is Kind.DURATION:
        shown, end = english_form(unit[0], shown, high), unit[2]
    return make(start, end, Kind.COUNT, figures, shown, weight=Weight.WEAK)


_THAN: Final = re.compile(r"比[^，。！？]{1,9}(?P<more>[大小])$")
_PER_HOUR: Final = re.compile(r"时速(?:达到?|是|为|高达)?$")


def read_in_context(  # noqa: PLR0917 - the meaning depends on all of them
    text: str, start: int, end: int, unit: units.Unit, values: tuple[Decimal, ...], shown: str, *, figure: bool
) -> Quantity | None:
    """A unit whose meaning depends on its context: 大五岁, 时速300公里, 两千零二十四年."""
    value = values[0]
    base = tuple(unit.base(each) for each in values)
    if unit.kind is Kind.AGE and (than := _THAN.search(text, max(0, start - 12), start)) is not None:
        rendering = f"{shown} year{'' if value == 1 else 's'} {'older' if than['more'] == '大' else 'younger'}"
        return make(start - 1, end, unit.kind, base, rendering, unit=unit.name, figures=values)
    if unit.name == "y" and not figure and clock.is_year(value) and value % 100:
        return make(start, end, Kind.DATE, ((int(value), None, None),), numerals.plain(value))
    if unit.name == "km" and (speed := _PER_HOUR.search(text, max(0, start - 4), start)) is not None:
        kmh = units.load().english["km/h"]
        base = tuple(kmh.base(each) for each in values)
        return make(speed.start(), end, kmh.kind, base, kmh.english.format(shown), unit=kmh.name, figures=values)
    return None
