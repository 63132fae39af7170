"""PURE: random dates, times and durations, as English and Chinese write them in chat.

Each function makes one in both languages from the options of a slot in `templates.tsv`.
"""
# ruff: noqa: PLR2004 - hours and shares need no names

import random

from bot.text.quantities.clock import MONTHS
from bot.text.quantities.numerals import ordinal_figures
from models.recipe.amounts import count
from models.recipe.corpus import Pair
from models.recipe.numerals import chinese_words, drawn

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DURATIONS = {
    "seconds": ("secs", ("秒", "秒钟"), "5|10|15|20|30|45|60|90"),
    "minutes": ("mins", ("分钟",), "2|3|5|10|15|20|25|30|40|45|50|60|90"),
    "hours": ("hrs", ("小时", "个小时"), "2|3|4|5|6|7|8|9|10|12|24|36|48"),
    "days": ("days", ("天",), "2|3|4|5|6|7|10|12|14|20|30|60|90"),
    "weeks": ("weeks", ("周", "个星期"), "2-8"),
    "months": ("months", ("个月",), "2-18"),
    "years": ("yrs", ("年",), "2-20"),
}
_SPANS = {
    "minutes": [("a minute", "一分钟"), ("half a minute", "半分钟"), ("a minute and a half", "一分半钟")],
    "hours": [
        ("an hour", "一个小时"),
        ("half an hour", "半小时"),
        ("half an hour", "半个小时"),
        ("an hour and a half", "一个半小时"),
        ("two and a half hours", "两个半小时"),
    ],
    "days": [
        ("a day", "一天"),
        ("half a day", "半天"),
        ("a day and a half", "一天半"),
        ("two and a half days", "两天半"),
    ],
    "weeks": [("a week", "一周"), ("a week", "一个星期"), ("a week and a half", "一周半")],
    "months": [("a month", "一个月"), ("half a month", "半个月"), ("a month and a half", "一个半月")],
    "years": [
        ("a year", "一年"),
        ("half a year", "半年"),
        ("a year and a half", "一年半"),
        ("two and a half years", "两年半"),
    ],
}


def date(rng: random.Random, _: str) -> Pair:
    """A day of the year."""
    month = rng.randrange(12)
    name, day = MONTHS[month], rng.randint(1, _DAYS[month])
    forms = (
        f"{name} {day}",
        f"{name} {ordinal_figures(day)}",
        f"{name[:3]} {day}",
        f"the {ordinal_figures(day)} of {name}",
    )
    return rng.choice(forms), f"{month + 1}月{day}{rng.choice('日号')}"


def weekday(rng: random.Random, _: str) -> Pair:
    """A day of the week."""
    day = rng.randrange(7)
    return _WEEKDAYS[day], rng.choice(("周", "星期")) + "一二三四五六日"[day]


def month(rng: random.Random, _: str) -> Pair:
    """A month of the year."""
    place = rng.randrange(12)
    return MONTHS[place], f"{place + 1}月"


def year(rng: random.Random, choices: str) -> Pair:
    """A year."""
    value = drawn(rng, choices or "1990-2030")
    return str(value), f"{value}年"


def clock(rng: random.Random, choices: str) -> Pair:
    """A time with its part of the day: `8:30 PM`, 晚上8点半. The options give the hours, from 0 to 23."""
    hour, minute = (
        drawn(rng, choices or "6-23"),
        rng.choice((0, 0, 0, 0, 5, 10, 15, 15, 20, 30, 30, 30, 40, 45, 50, 55)),
    )
    parts = ((5, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    part = next(name for end, name in parts if hour < end)
    shown = (hour - 1) % 12 + 1
    half = "AM" if hour < 12 else "PM"
    english = f"{shown}:{minute:02d}" if minute else str(shown)
    spelled = rng.random() < 0.3
    minutes = f"{minute:02d}分"
    if spelled:
        minutes = ("零" if minute < 10 else "") + chinese_words(minute) + "分"
    chosen = {0: "", 15: rng.choice(("一刻", minutes)), 30: rng.choice(("半", "半", minutes))}.get(minute, minutes)
    return english + rng.choice(
        (f" {half}", half.lower())
    ), f"{part}{chinese_words(shown) if spelled else shown}点{chosen}"


def clock24(rng: random.Random, choices: str) -> Pair:
    """A time of 24 hours."""
    value = f"{drawn(rng, choices or '0-23')}:{rng.choice((0, 30, rng.randrange(60))):02d}"
    return value, value


def duration(rng: random.Random, choices: str) -> Pair:
    """Two or more of one of the units in the options: `2 hours`, 两个小时."""
    unit = rng.choice(choices.split())
    short, chinese_units, numbers = _DURATIONS[unit]
    english, chinese = count(rng, numbers)
    return f"{english} {short if english.isdigit() and rng.random() < 0.15 else unit}", chinese + rng.choice(
        chinese_units
    )


def span(rng: random.Random, choices: str) -> Pair:
    """A duration that may also be one or half of a unit, or one and a half: not after `every` and `another`."""
    special = [pair for unit in choices.split() for pair in _SPANS.get(unit, [])]
    return rng.choice(special) if special and rng.random() < 0.2 else duration(rng, choices)
