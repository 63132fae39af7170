"""Times, dates and weekdays in Chinese."""
# ruff: noqa: PLR2004 - hours, days and hundredths need no names

import re
from decimal import Decimal
from typing import Final

from bot.text.quantities import clock
from bot.text.quantities.chinese.figures import NUM, NUMBER, integer_of
from bot.text.quantities.model import Kind, Quantity, Weight, make, ratio

_COUNTED: Final = tuple("个人块点年月天次号")
_DATE: Final = re.compile(
    rf"(?:(?P<y>(?:19|20)\d\d|\d\d(?=年\d{{1,2}}月)|[一二][〇零○一二三四五六七八九]{{3}})年(?![级級代])的?)?"
    rf"(?:(?P<m>\d{{1,2}}|十[一二]|[一二三四五六七八九十])月(?:份|(?P<d>\d{{1,2}}|{NUM})(?P<day>[日号號])?)?)?"
)
_ISO: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d-])")
_SLASH: Final = re.compile(r"(\d{1,4})/(\d{1,4})(?:/\d{2,4})?(?![\d/])")
_PERIOD_BEFORE: Final = re.compile(rf"({clock.PERIODS})的?$")
_CLOCK: Final = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?(?![\d:：])")
_SCORE: Final = re.compile(r"\d{1,3}[:：]\d{1,3}(?![\d:：])")
HOUR: Final = re.compile(
    rf"(?P<h>\d{{1,2}}|[零〇一二两三四五六七八九十]{{1,3}})(?:[点點]|[时時](?=半|"
    rf"整|[\d一二三四五六七八九十]{1, 3}分)|(?<=\d)[时時](?!间|候|光|代|期|刻|常|速))"
    rf"(?P<rest>(?P<half>半)|(?P<quarter>[一三]刻)|过?(?P<m>\d{{1,2}}|"
    rf"{NUM})(?P<minute>分(?!之|钟)|)|差(?P<less>一刻|{NUM}分)|整|钟|鐘)?(?:左右)?(?<!左右)"
)


def read_weekday(_text: str, trigger: re.Match[str]) -> Quantity:
    """周三, 礼拜天, 周末."""
    last = trigger.group()[-1]
    if last == "末":
        return make(*trigger.span(), Kind.WEEKDAY, (clock.WEEKEND,), "weekend", carried=False, weight=Weight.SOFT)
    number = clock.ZH_WEEKDAYS.index(last.replace("天", "日"))
    return make(*trigger.span(), Kind.WEEKDAY, (number,), clock.WEEKDAYS[number], carried=False)


def within_day(text: str, start: int, end: int, hour: int, minute: int) -> Quantity | None:
    """A time whose half of the day follows from the word before it."""
    found = _PERIOD_BEFORE.search(text[max(0, start - 4) : start])
    if found is None:
        return None
    meant = clock.hour_in(found[1], hour)
    if meant is None:
        return None
    # 今晚八点 is 'tonight at 8 p.m.': the day is not part of the time.
    begin = start if found[1][0] in "今明昨当" else start - len(found.group())
    figures = (Decimal((meant - 1) % 12 + 1),)
    rendering = clock.english_time(meant % 24, minute)
    return make(begin, end, Kind.TIME, ((meant % 24, minute),), rendering, unit="24h", figures=figures)


def read_hour(text: str, place: int) -> tuple[int, int, int] | None:
    """Hour, minute and end of 八点半, 9点45分, 9点差5分."""
    found = HOUR.match(text, place)
    hour = integer_of(found["h"]) if found is not None else None
    if found is None or hour is None or hour > 24:
        return None
    minute, end = 0, found.end()
    if found["half"]:
        minute = 30
    elif found["quarter"]:
        minute = 15 if found["quarter"][0] == "一" else 45
    elif found["m"]:
        read = integer_of(found["m"])
        if read is None or read >= 60 or text.startswith(_COUNTED, end):
            end = found.start("rest")
        else:
            minute = read
    elif found["less"]:
        less = 15 if found["less"] == "一刻" else integer_of(found["less"][:-1]) or 0
        hour, minute = hour - 1, 60 - less
    return hour, minute, end


def read_to(text: str, trigger: re.Match[str]) -> Quantity | None:
    """差一刻九点."""
    read = read_hour(text, trigger.end())
    found = NUMBER.search(trigger.group())
    less = 15 if "一刻" in trigger.group() else integer_of(found.group()) if found is not None else None
    if read is None or read[1] or not less or not 1 <= read[0] <= 24 or less >= 60:
        return None
    return unmarked_time(trigger.start(), read[2], read[0] - 1 or 12, 60 - less)


def unmarked_time(
    start: int, end: int, hour: int, minute: int, *, carried: bool = True, weight: Weight = Weight.FIRM
) -> Quantity:
    """A time that does not say which half of the day it is."""
    known = "24h" if hour > clock.NOON else "12h"
    return make(start, end, Kind.TIME, ((hour % 24, minute),), clock.english_clock(hour, minute), carried=carried,
                     unit=known, figures=(Decimal(hour),), weight=weight)  # fmt: skip


def read_every(_text: str, trigger: re.Match[str]) -> Quantity:
    """每隔一天."""
    unit = {"天": "day", "日": "day", "周": "week", "月": "month", "年": "year"}[trigger.group()[-1]]
    weight = Weight.SOFT if trigger.group() in {"隔天", "隔日", "隔年"} or "两" in trigger.group() else Weight.FIRM
    name = f"every other {unit}"
    return make(*trigger.span(), Kind.FREQUENCY, (name,), name, carried=False, weight=weight, figures=(Decimal(2),))


def read_date(text: str, start: int) -> Quantity | None:
    """2024年12月31日, 五月, 2024-12-31."""
    iso = _ISO.match(text, start)
    if iso is not None:
        first = int(iso[1]), int(iso[3]), int(iso[4])
        return _on(start, iso.end(), *first) if clock.is_date(*first[1:]) else None
    found = _DATE.match(text, start)
    if found is None or found.end() == start:
        return None
    end, figure = found.end(), text[start].isdecimal()
    written_year, month, number = found["y"], integer_of(found["m"]), integer_of(found["d"])
    year = (int(written_year) if written_year[0].isdecimal() else integer_of(written_year)) if written_year else None
    if year is not None and year < clock.FULL_YEAR:
        year += clock.FULL_YEAR * 19 + (clock.FULL_YEAR if year < clock.FULL_YEAR // 2 else 0)
    if written_year and text[found.start("y") : end].endswith("的"):
        end -= 1
    if found["m"] and (month is None or not 1 <= month <= clock.NOON):
        return None
    if found["d"] and (
        number is None
        or month is None
        or not clock.is_date(month, number)
        or not (found["day"] or found["d"].isdecimal())
    ):
        number, end = None, found.start("d")
    carried = figure or bool(number or year)
    return _on(start, end, year, month, number, carried=carried)


def _on(
    start: int, end: int, year: int | None, month: int | None, day: int | None, *, carried: bool = True
) -> Quantity:
    return make(start, end, Kind.DATE, ((year, month, day),), clock.english_date(year, month, day), carried=carried)


def read_figures(text: str, start: int) -> Quantity | None:
    """`20:00`, `3:1` and `1/2`, which are left unchanged."""
    if (found := _CLOCK.match(text, start)) is not None and clock.is_time(int(found[1]), int(found[2])):
        if (moment := within_day(text, start, found.end(), int(found[1]), int(found[2]))) is not None:
            return moment
        hour, written = int(found[1]), found.group().replace("：", ":")
        known = "24h" if hour > clock.NOON or written[0] == "0" else "12h"
        return make(
            start, found.end(), Kind.TIME, ((hour % 24, int(found[2])),), written, unit=known, figures=(Decimal(hour),)
        )
    if (found := _SCORE.match(text, start)) is not None:
        written = found.group().replace("：", ":")
        return make(start, found.end(), Kind.RATIO, tuple(map(Decimal, written.split(":"))), written)
    if (found := _SLASH.match(text, start)) is not None:
        part, whole = int(found[1]), int(found[2])
        value = ratio(part, whole)
        return make(
            start,
            found.end(),
            Kind.FRACTION,
            (value,),
            found.group(),
            figures=(value, Decimal(part), Decimal(whole)) if max(part, whole) > 10 or part == 1 else (value,),
        )
    return None
