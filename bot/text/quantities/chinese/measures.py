"""Chinese numbers with and without units."""
# ruff: noqa: PLR2004, PLR0911 - hours, days and hundredths need no names; the first form that matches returns

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.text.han import COMMON
from bot.text.quantities import numerals, units
from bot.text.quantities.chinese.compound import read_compound, read_degrees
from bot.text.quantities.chinese.figures import (
    LONGEST,
    NUM,
    NUMBER,
    decimals_of,
    english_form,
    scaled_value,
    shown_in_english,
    unit_at,
    value_of,
)
from bot.text.quantities.chinese.moments import HOUR, read_date, read_figures, read_hour, unmarked_time, within_day
from bot.text.quantities.chinese.shares import SMALL, WORDS_AFTER, read_share
from bot.text.quantities.chinese.simple import MEASURE_WORD, read_simple, weight_of
from bot.text.quantities.chinese.spans import read_either, read_label, read_short_year
from bot.text.quantities.model import Kind, Quantity, Weight, make

_DATED: Final = tuple("月号點点年")
_RANGE: Final = re.compile(rf"\s?(?:[-–—~～]|到|至)\s?({NUM})(?P<letter>[kKwW](?![A-Za-z]))?")
_MORE: Final = re.compile(r"[多来余餘](?P<scale>[千万亿]{1,2})")
_AND_HALF: Final = re.compile(r"个半(?P<unit>小时|钟头|月|星期)|(?P<unit2>年|天|周|小时|公里|斤)半(?![个天夜路年])")
_SHARES: Final = frozenset(" 分折成比年世后倍")
_HALVES: Final = frozenset("个年天周小公斤")
_RANGE_MARKS: Final = frozenset(" -–—~～到至")
_HALVED: Final = {"钟头": "小时", "月": "个月", "星期": "周"}
_EACH: Final = tuple("个罐瓶人晚天张件次只条斤月年位本双份")
_SCREENS: Final = frozenset("2k 2K 4k 4K 8k 8K".split())
_PAID: Final = re.compile(r"[薪资赚挣花卖价块元钱粉人票]|\d[kK][多的]?月")
_LETTERS: Final = re.compile(r"[A-Za-z]{1,4}(?![A-Za-z0-9])")
"""A unit that is left unchanged: `2.5G`."""
_BARE: Final = re.compile(r"\s*(?:$|[，。！？,.!?、；;）)\n]|[了的吧呢啊呀哦嘛]|左右|以上)")
_PRAISE: Final = re.compile(
    rf"(?:(?<=[太真很好更])6|(?<![{COMMON}])(?:6{{3,8}}|233+|520|1314|88|886|996))(?=$|[，。！？!?,~～\s了啊呀哈])"
)


def read_negative(text: str, trigger: re.Match[str]) -> Quantity | None:
    """零下10度, 负五."""
    return _plain(text, trigger.start(), trigger.end(), negative=trigger.group())


def read_tenth(text: str, trigger: re.Match[str]) -> Quantity | None:
    """打8折."""
    return _plain(text, trigger.start(), trigger.end())


def read_money(text: str, trigger: re.Match[str]) -> Quantity | None:
    """A currency sign and a number."""
    unit = units.load().symbols.get(trigger.group().strip().upper())
    found = NUMBER.match(text, trigger.end() + (text[trigger.end()] == " "))
    value = scaled_value(found) if found is not None else None
    if unit is None or found is None or value is None or len(found.group()) > LONGEST:
        return None
    end = found.end()
    rendering = english_form(unit, shown_in_english(found.group(), value), value)
    return make(trigger.start(), end, Kind.MONEY, (unit.base(value),), rendering, unit=unit.name, figures=(value,))


def read_number(text: str, trigger: re.Match[str]) -> Quantity | None:
    """A number, interpreted by what follows it."""
    start = trigger.start()
    number = NUMBER.match(text, start)
    if number is None:
        return None
    following = text[number.end() : number.end() + 1]
    for marks, reader in _SHAPES:
        if following in marks and (found := reader(text, start)) is not None:
            return found
    return _plain(text, start, start)


def _clock_words(text: str, start: int) -> Quantity | None:
    found = HOUR.match(text, start)
    if found is None:
        return None
    words = WORDS_AFTER.match(text, found.end("h"))
    if words is not None and len(words[1]) != 2 and not found["h"].isdecimal():
        whole = value_of(found["h"])
        if whole is None:
            return None
        return _plain_value(text, start, words.end(), whole + decimals_of(words[1]))
    read = read_hour(text, start)
    if read is None:
        return None
    hour, minute, end = read
    if (moment := within_day(text, start, end, hour, minute)) is not None:
        return moment
    figure = found["h"].isdecimal()
    sure = minute > 0 or end > found.end("h") + 1
    weight = (
        Weight.SOFT
        if hour == 1 and not sure and not figure
        else Weight.WEAK
        if hour == 2 and not sure and not figure
        else Weight.FIRM
    )
    return unmarked_time(start, end, hour, minute, carried=figure or sure, weight=weight)


def _plain(  # noqa: C901, PLR0912 - tries one form after another
    text: str, start: int, place: int, negative: str = ""
) -> Quantity | None:
    """A number and what it counts or measures."""
    found = NUMBER.match(text, place)
    if found is None or found.end() - place > LONGEST:
        return None
    written, end = found.group(), found.end()
    value = scaled_value(found)
    if (
        value is None
        and len(written) == 2
        and not set(written) - set("一二三四五六七八九")
        and text[end : end + 1] == "折"
    ):
        value = decimals_of(written) * 100
    if value is None:
        figures = tuple(
            Decimal("零一二三四五六七八九".index(c)) for c in written.replace("两", "二") if c in "零一二三四五六七八九"
        )
        if len(figures) == len(written) == 2 and (choice := read_either(text, start, end, figures)) is not None:
            return choice
        return make(start, end, Kind.COUNT, figures, written, carried=False, weight=Weight.SOFT)
    if text[end : end + 1] in {"几", "幾"}:
        aged = text[end + 1 : end + 2] in {"岁", "歲"}
        shown = "a dozen or so" if value == 10 else f"over {numerals.to_english(value)}"
        return make(start, end + 1, Kind.COUNT, (value, Decimal(12)), shown, carried=not aged, weight=Weight.WEAK)
    if negative:
        return _plain_value(text, start, end, -value, written, negative=negative)
    if written in _SCREENS and not _PAID.search(text[max(0, start - 4) : end + 3]):
        return make(start, end, Kind.NUMBER, (Decimal(written[0]),), written, carried=False, weight=Weight.SOFT)
    if written[0].isdecimal() and _PRAISE.match(text, start) is not None:
        return make(start, end, Kind.NUMBER, (value,), written, carried=False, weight=Weight.SOFT)
    if written[-2:] in {"百一", "千一", "万一"} and text.startswith(_EACH, end):
        written, end = written[:-1], end - 1  # 三百一罐 is 'three hundred a can'
        value = value_of(written) or value
    if text[end : end + 1] in {"多", "余", "来"} and unit_at(text, end + 1) is not None:
        measured = _plain_value(text, start, end + 1, value, written)
        if measured is not None and measured.end > end + 1:
            word = "about" if text[end] == "来" else "over"
            return replace(measured, rendering=f"{word} {measured.rendering}", carried=True)
    if (
        text[end : end + 1] in {"多", "余", "来"}
        and value >= 10
        and (MEASURE_WORD.match(text, end + 1) or (text[end] != "来" and _BARE.match(text, end + 1)))
    ):
        word = "about" if text[end] == "来" else "over"
        return make(start, end + 1, Kind.NUMBER, (value,), f"{word} {numerals.to_english(value)}")
    if (more := _MORE.match(text, end)) is not None:
        scale = value_of("一" + more["scale"]) or Decimal(1)
        value *= scale
        word = "about" if more.group()[0] == "来" else "over"
        return make(start, more.end(), Kind.NUMBER, (value,), f"{word} {numerals.to_english(value)}")
    if text[end : end + 1] in _SHARES and (share := read_share(text, start, end, value, written)) is not None:
        return share
    if text[end : end + 1] in _HALVES and (half := _AND_HALF.match(text, end)) is not None:
        halved = units.load().chinese[_HALVED.get(half["unit"] or half["unit2"], half["unit"] or half["unit2"])]
        value += Decimal("0.5")
        rendering = halved.english.format(numerals.plain((value * halved.converted).normalize()))
        return make(
            start,
            half.end(),
            halved.kind,
            (halved.base(value),),
            rendering,
            carried=written[0].isdecimal() or halved.converted != 1 or value > 2,
            unit=halved.name,
            figures=(value, Decimal(1)),
            weight=Weight.FIRM if value > 2 else Weight.WEAK,
        )
    return _plain_value(text, start, end, value, written)


def _plain_value(
    text: str, start: int, end: int, value: Decimal, written: str = "", *, negative: str = ""
) -> Quantity | None:
    """A number with or without a unit, or the first of a range."""
    written = written or numerals.plain(value)
    figure = written[0].isdecimal()
    if figure and text[end : end + 1].isascii() and text[end : end + 1].isalpha() and unit_at(text, end) is None:
        if "." in written and (letters := _LETTERS.match(text, end)) is not None:
            return make(start, letters.end(), Kind.NUMBER, (value,), text[start : letters.end()])
        return make(start, end, Kind.NUMBER, (value,), "", carried=False, weight=Weight.SOFT)
    shown = shown_in_english(written, abs(value))
    values, bound = [value], end
    if (
        negative in {"", "-", "−"}
        and text[end : end + 1] in _RANGE_MARKS
        and (more := _RANGE.match(text, end)) is not None
        and (second := value_of(more[1])) is not None
        and figure == more[1][0].isdecimal()
        and not text.startswith(_DATED, more.end())
    ):
        second *= 1 if not more["letter"] else 1000 if more["letter"] in "kK" else 10**4
        if second > value or more.group().strip()[0] in "-–—~～":
            values.append(second)
            if more[1][-1] in "千万亿" and written[-1] not in "千万亿百十kKwW" and value < second / 1000:
                unit_value = value_of("一" + more[1][-1]) or Decimal(1)
                values[0] = value * unit_value
                shown = numerals.to_english(values[0])
            plain = figure and not negative and more.group().strip()[0] not in "到至" and more[1].isdecimal()
            shown = text[start : more.end()] if plain else f"{shown} to {shown_in_english(more[1], second)}"
            bound = more.end()
            if text[bound : bound + 1] == "%":
                return make(start, bound + 1, Kind.PERCENT, tuple(values), f"{shown}%")
    if text[bound : bound + 1] in {"%", "％"}:
        return make(start, bound + 1, Kind.PERCENT, (value,), f"{'-' if value < 0 else ''}{shown}%")
    scaled = abs(value) >= SMALL and not figure
    hyper = len(written) <= 2 and not figure and written[-1] in "百千万亿" and len(values) == 1
    carried = (figure or scaled or (len(values) > 1 and figure)) and not (hyper and written[0] in "一百千万")
    measured = read_simple(text, start, bound, values, shown, written, negative, carried=carried)
    if measured is not None:
        return measured
    weight = weight_of(text, bound, abs(value), written, hyper=hyper and written[0] in "一百千万亿")
    if negative and not (figure or scaled):
        weight = Weight.FIRM
    shown = ("minus " if negative not in {"", "-", "−"} else "-" if negative else "") + shown
    kind = Kind.NUMBER if figure or scaled or not MEASURE_WORD.match(text, bound) else Kind.COUNT
    return make(
        start,
        bound,
        kind,
        tuple(values),
        shown,
        carried=carried or bool(negative),
        figures=tuple(values),
        weight=weight,
    )


_SHAPES: Final[tuple[tuple[frozenset[str], Callable[[str, int], Quantity | None]], ...]] = (
    (frozenset("号室单楼层"), read_label),
    (frozenset("年"), read_short_year),
    (frozenset("年月-/."), read_date),
    (frozenset(":：/"), read_figures),
    (frozenset("点點时時"), _clock_words),
    (frozenset("英米块塊"), read_compound),
    (frozenset("度"), read_degrees),
)
