"""Clock times, months and weekdays in both languages."""
# ruff: noqa: PLR2004 - hours, days and hundredths need no names

from decimal import Decimal
from typing import Final

NOON: Final = 12
MONTHS: Final = "January February March April May June July August September October November December".split()
MONTH_NUMBERS: Final = {name.lower(): number for number, name in enumerate(MONTHS, start=1)} | {
    short: number
    for number, short in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
} | {"sept": 9}  # fmt: skip
WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
WEEKDAY_NUMBERS: Final = (
    {name.lower(): number for number, name in enumerate(WEEKDAYS)}
    | {name[:3].lower(): number for number, name in enumerate(WEEKDAYS)}
    | {"tues": 1, "thur": 3, "thurs": 3}
)
ZH_WEEKDAYS: Final = "一二三四五六日"
WEEKEND: Final = 7
FULL_YEAR: Final = 100
"""Years before this may be shortened: 95年."""

_PERIODS: Final = ((5, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
_MORNING: Final = frozenset("凌晨 清晨 清早 早上 早晨 上午 大清早 早 今早 明早".split())
_NOON: Final = frozenset("中午 正午".split())
_AFTERNOON: Final = frozenset("下午 午后 傍晚".split())
PERIODS: Final = (
    "凌晨|大清早|清晨|清早|早上|早晨|今早|明早|上午|中午|正午|下"
    "午|午后|傍晚|晚上|今晚|明晚|昨晚|当晚|夜里|半夜|深夜|午夜|晚"
)


def hour_in(period: str, hour: int) -> int | None:
    """The 24-hour time of an hour in a part of the day; None if they contradict each other."""
    if hour > NOON:
        return hour if hour <= 24 else None
    if period in _MORNING:
        return 0 if hour == NOON and period == "凌晨" else hour
    if period in _NOON:
        return hour if hour > 10 else hour + NOON
    if period in _AFTERNOON:
        return NOON if hour == NOON else hour + NOON
    if hour == NOON:
        return 0
    return hour + NOON if hour > 5 else hour


def half_day(hour: int, *, pm: bool) -> int:
    """The 24-hour time of an hour with a.m. or p.m."""
    return hour % NOON + (NOON if pm else 0)


def english_time(hour: int, minute: int) -> str:
    """A time of day: `2 p.m.`, `8:30 p.m.`."""
    return f"{(hour - 1) % NOON + 1}{f':{minute:02}' if minute else ''} {'p.m.' if hour % 24 >= NOON else 'a.m.'}"


def chinese_time(hour: int, minute: int) -> str:
    """A time of day: 下午2点, 晚上8:30."""
    hour %= 24
    period = next(name for until, name in _PERIODS if hour < until)
    shown = (hour - 1) % NOON + 1 if hour else 0
    return f"{period}{shown}:{minute:02}" if minute else f"{period}{shown}点"


def chinese_clock(hour: int, minute: int) -> str:
    """An hour and minute without the half of the day: 9点, 9点半, 8点45分."""
    return f"{hour}点" + ("" if not minute else "半" if minute == 30 else f"{minute:02}分")


def english_clock(hour: int, minute: int) -> str:
    """An hour and minute without the half of the day: `9 o'clock`, `9:30`."""
    return f"{hour}:{minute:02}" if minute or hour > NOON else f"{hour} o'clock"


def english_date(year: int | None, month: int | None, day: int | None) -> str:
    """A date: `December 31, 2024`, `May 20`, `the 3rd`."""
    text = MONTHS[month - 1] if month else ""
    if day:
        text += f" {day}"
    if year:
        text += f", {year}" if day else f" {year}"
    return text.strip()


def chinese_date(year: int | None, month: int | None, day: int | None) -> str:
    """A date: 2024年12月31日, 5月20日, 5月."""
    return (f"{year}年" if year else "") + (f"{month}月" if month else "") + (f"{day}日" if day else "")


def is_year(number: Decimal) -> bool:
    """Whether a whole number is a calendar year rather than a number of years."""
    return number == int(number) and 1900 <= number <= 2100


def is_date(month: int, day: int) -> bool:
    """Whether a month can have a day."""
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= NOON and 1 <= day <= longest[month - 1]


def is_time(hour: Decimal | int, minute: Decimal | int) -> bool:
    """Whether it is a valid clock time."""
    return 0 <= hour <= 24 and 0 <= minute < 60
