"""Fractions, percentages, ordinals, decades and multiples in English."""
# ruff: noqa: PLR2004, PLR0911 - hours, days and hundredths need no names; the first form that matches returns

import re
from decimal import Decimal
from typing import Final

from bot.text.quantities import clock, numerals, units
from bot.text.quantities.english.figures import small_number
from bot.text.quantities.english.moments import HALF_DAY, read_day_of, unmarked_time
from bot.text.quantities.english.spans import as_moment, read_times
from bot.text.quantities.model import Kind, Quantity, Weight, make, ratio

WORD: Final = rf"(?:{numerals.EN_WORDS}|hundred|thousand|million|billion|trillion|grand)"
_NO_CLOCK: Final = r"(?<!divided )(?<!multiplied )(?<!increased )(?<!reduced )(?<!up )(?<!down )"
_AT: Final = re.compile(
    rf"{_NO_CLOCK}\b(?:at|by|around|until|till|before|after|since|from)(?: about| around)? $",
    re.IGNORECASE,
)
_PARTS_OF_DAY: Final = (" in the morning", " in the afternoon", " in the evening", " at night")
_AT_ONLY: Final = re.compile(
    rf"{_NO_CLOCK}\b(?:at|by|until|till|around) $",
    re.IGNORECASE,
)
_AFTER_HOUR: Final = re.compile(
    r"\s*(?:$|[.,!?;:)…\n]|(?:on|tonight|today|tomorrow|tmr|sharp|and|or|in the|next|this|if|then|so|but|please|pls|"
    r"mon|tue|wed|thu|fri|sat|sun|for|with|at)\w*\b)",
    re.IGNORECASE,
)
_SLASH: Final = re.compile(r"(\d{1,4})/(\d{1,4})(?:/\d{2,4})?(?![\d/])")
_SCORE: Final = re.compile(r"\d{1,3}(?::\d{1,3})(?![\d:])")
_IN: Final = re.compile(
    rf"(?:in|out of|in every) (?P<whole>\d{{1,7}}(?![\d.,]\d)|(?:{WORD})(?:-(?:{WORD}))?)\b", re.IGNORECASE
)
_ORDINAL_END: Final = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_FIGURE_AFTER: Final = re.compile(r" (?:[2-9]|\d\d)")
_OFFER: Final = re.compile(r"(?P<buy>\d),? get (?P<free>\d) (?:for )?free\b", re.IGNORECASE)
_BUY: Final = "buy "
_DECADE: Final = re.compile(r"['’]?s\b")
_OWN: Final = re.compile(r"\b(?:his|her|their|my|our|your)(?: (?:early|mid|late))?[ -]$", re.IGNORECASE)
_ERA: Final = re.compile(r"(?:\bthe (?:(?:early|mid|late)[ -])?|\b(?:early|mid|late)[ -]|['’])$", re.IGNORECASE)
_ERA_PART: Final = re.compile(r"(?:\bthe )?\b(?P<part>early|mid|late)[ -]['’]?$", re.IGNORECASE)
_THIS_MILLENNIUM: Final = 2000
_CENTURY: Final = re.compile(r"[- ]centur(?:y|ies)\b", re.IGNORECASE)
_SUFFIX_MARKS: Final = frozenset("snrtSNRTxX×'’")
_DATE_AFTER: Final = re.compile(
    r"\s*(?:$|[.,!?;)]|(?:to|through|and|at|until|of (?:next|this|last|each|every|the) month)\b)", re.IGNORECASE
)
_TIMES: Final = re.compile(r"x\b|×", re.IGNORECASE)
_PLENTY: Final = {
    "couple": (2,),
    "pair": (2,),
    "twins": (2,),
    "both": (2,),
    "twice": (2,),
    "thrice": (3,),
    "double": (2,),
    "triple": (3,),
    "once": (1,),
    "dozen": (12,),
    "single": (1,),
    "hundred": (100,),
    "thousand": (1000,),
    "million": (10**6,),
    "billion": (10**9,),
}
_HALF_SCALE: Final = re.compile(
    r"(?P<part>half|quarter)(?: of)? a (?P<scale>thousand|million|billion|trillion)\b", re.IGNORECASE
)
_HALF_UNIT: Final = re.compile(
    r"half(?: an?|-an?|-)[ -]?(?P<unit>hour|day|minute|year|month|century|mile|second)s?\b", re.IGNORECASE
)


def read_half(text: str, trigger: re.Match[str]) -> Quantity:
    """`half an hour`, `half a million`, `half`."""
    if (scaled := _HALF_SCALE.match(text, trigger.start())) is not None:
        number = Decimal(numerals.EN_SCALES[scaled["scale"].lower()]) / (2 if scaled["part"].lower() == "half" else 4)
        return make(*scaled.span(), Kind.NUMBER, (number,), numerals.to_chinese(number))
    found = _HALF_UNIT.match(text, trigger.start())
    if found is not None and (unit := units.load().english.get(found["unit"].lower())) is not None:
        half = Decimal("0.5")
        rendering = "半天" if unit.name == "d" else "半个月" if unit.name == "mo" else unit.chinese.format("半")
        read = make(*found.span(), unit.kind, (unit.base(half),), rendering, carried=False, unit=unit.name,
                         figures=(half,), weight=Weight.WEAK)  # fmt: skip
        return as_moment(text, read)
    value = Decimal("0.25") if "quarter" in trigger.group().lower() else Decimal("0.5")
    return make(*trigger.span(), Kind.FRACTION, (value,), "一半", carried=False, weight=Weight.SOFT)


def read_ordinal(text: str, trigger: re.Match[str]) -> Quantity | None:
    """`third`, `twenty-first`, `the nineteenth century`."""
    value = Decimal(numerals.english_ordinal(trigger.group()))
    end = trigger.end()
    if value == 1 and trigger.group()[-1] not in "sS" and _FIGURE_AFTER.match(text, end):
        return None  # 'the first 50' is read from its number
    if text.startswith(" of ", end) and (date := read_day_of(text, end, int(value), begin=trigger.start())) is not None:
        return date
    if (century := _CENTURY.match(text, end)) is not None:
        return make(trigger.start(), century.end(), Kind.CENTURY, (value,), f"{value}世纪")
    weight = Weight.SOFT if value <= 2 or trigger.group()[-1] in "sS" else Weight.FIRM
    return make(
        trigger.start(),
        end,
        Kind.ORDINAL,
        (value,),
        f"第{numerals.chinese_words(int(value))}",
        carried=False,
        weight=weight,
    )


def read_age(_text: str, trigger: re.Match[str]) -> Quantity:
    """`the nineties`, `in her forties`."""
    value = Decimal(numerals.read_english([trigger.group().lower().replace("ties", "ty")])[0])
    return make(*trigger.span(), Kind.DECADE, (value,), f"{value}年代", carried=False, weight=Weight.WEAK)


def read_plenty(text: str, trigger: re.Match[str]) -> Quantity:
    """`a couple`, `dozens`, `twice`: they can match numbers of the other side, but need not be matched."""
    if (often := read_times(text, trigger.start())) is not None:
        return often
    word = trigger.group().lower().removeprefix("a ")
    if word.startswith("weekend"):
        return make(*trigger.span(), Kind.WEEKDAY, (clock.WEEKEND,), "周末", carried=False, weight=Weight.SOFT)
    numbers = _PLENTY.get(word) or _PLENTY.get(word.removesuffix("s")) or _PLENTY[word.removesuffix("d")]
    return make(*trigger.span(), Kind.COUNT, tuple(map(Decimal, numbers)), word, carried=False, weight=Weight.SOFT)


_SHARE: Final = re.compile(
    rf"(?P<part>{numerals.EN_WORDS}|\d{{1,2}}|an?)[ -](?P<whole>half|halves|quarters?|"
    rf"(?:{numerals.EN_ORDINAL_WORDS})s?)\b(?! (?:time|place|floor|grade|season|day)\b)",
    re.IGNORECASE,
)


def read_part(text: str, trigger: re.Match[str]) -> Quantity | None:
    """`a third of`."""
    return fraction_words(text, trigger.start())


def fraction_words(text: str, start: int) -> Quantity | None:
    """`two thirds`."""
    found = _SHARE.match(text, start)
    if found is None or (found["whole"].lower() in {"second", "seconds"}):
        return None
    whole = found["whole"].lower()
    below = 2 if whole.startswith("hal") else 4 if whole.startswith("quarter") else numerals.english_ordinal(whole)
    part = small_number(found["part"])
    if part >= below or (part > 1 and not whole.endswith("s")):
        return None
    return _share(start, found.end(), part, below)


def _share(start: int, end: int, part: int, whole: int) -> Quantity:
    rendering = (
        f"{numerals.chinese_words(whole)}分之{numerals.chinese_words(part)}"
        if max(part, whole) < 100
        else f"{part}/{whole}"
    )
    value = ratio(part, whole)
    return make(
        start, end, Kind.FRACTION, (value,), rendering, figures=(value, Decimal(whole)) if part == 1 else (value,)
    )


def read_fraction(text: str, start: int) -> Quantity | None:
    """`1/2`, which may also be a date, so it is left unchanged."""
    found = _SLASH.match(text, start)
    if found is None:
        found = _SCORE.match(text, start)
        if found is None:
            return None
        figures = tuple(map(Decimal, found.group().split(":")))
        return make(start, found.end(), Kind.RATIO, figures, found.group())
    part, whole = int(found[1]), int(found[2])
    value = ratio(part, whole)
    return make(
        start,
        found.end(),
        Kind.FRACTION,
        (value,),
        found.group(),
        figures=(value, Decimal(part), Decimal(whole))
        if _may_be_date(part, whole)
        else (value, Decimal(whole))
        if part == 1
        else (value,),
    )


def _may_be_date(first: int, second: int) -> bool:
    """Whether `12/31` or `31/12` is a date rather than a fraction."""
    return max(first, second) > clock.NOON - 2 and (
        (first <= clock.NOON and clock.is_date(first, second))
        or (second <= clock.NOON and clock.is_date(second, first))
    )


def read_out_of(text: str, start: int, end: int, value: Decimal) -> Quantity | None:
    """`one in 14`."""
    found = _IN.match(text, end + 1) if text[end : end + 1] == " " else None
    if found is None:
        return None
    whole = small_number(found["whole"])
    if found.group().lower().startswith("in ") and (value != 1 or whole < 3):
        return None
    if value != int(value) or value >= whole or whole > 10**6 or (1900 <= whole < 2100):
        return None
    return _share(start, found.end(), int(value), whole)


def read_offer(text: str, start: int) -> Quantity | None:
    """`buy 2 get 1 free`."""
    found = _OFFER.match(text, start)
    if found is None:
        return None
    begin = start - len(_BUY) if text[max(0, start - len(_BUY)) : start].lower() == _BUY else start
    rendering = f"买{found['buy']}送{found['free']}"
    return make(begin, found.end(), Kind.RATIO, (Decimal(found["buy"]), Decimal(found["free"])), rendering)


def with_suffix(text: str, start: int, end: int, value: Decimal) -> Quantity | None:
    """`3rd`, `90s`, `2x`."""
    if text[end : end + 1] in _SUFFIX_MARKS and (suffix := _suffixed(text, start, end, value)) is not None:
        return suffix
    if 1 <= value <= clock.NOON and text.startswith(_PARTS_OF_DAY, end):
        return unmarked_time(text, start, end, int(value), 0)
    before = text[max(0, start - 14) : start]
    if before[-1:] == " " and 1 <= value <= clock.NOON and value == int(value) and _AT.search(before):
        more = HALF_DAY.match(text, end)
        certain = more is not None and more.end() > end
        if certain or (_AFTER_HOUR.match(text, end) and _AT_ONLY.search(before)):
            return unmarked_time(text, start, end, int(value), 0)
    return None


def _part_of_era(text: str, start: int) -> tuple[int, str]:
    """Where `early`, `mid` or `late` starts before a decade, and what Chinese writes after the decade."""
    found = _ERA_PART.search(text, max(0, start - len("the early ")), start)
    if found is None:
        return start, ""
    return found.start(), {"early": "初", "mid": "中期", "late": "末"}[found["part"].lower()]


def _suffixed(text: str, start: int, end: int, value: Decimal) -> Quantity | None:
    if (suffix := _ORDINAL_END.match(text, end)) is not None:
        if (century := _CENTURY.match(text, suffix.end())) is not None:
            return make(start, century.end(), Kind.CENTURY, (value,), f"{numerals.plain(value)}世纪")
        if (
            text[max(0, start - 4) : start].lower() == "the "
            and 1 <= value <= 31
            and _DATE_AFTER.match(text, suffix.end())
        ):
            return make(start, suffix.end(), Kind.ORDINAL, (value,), f"{numerals.plain(value)}号")
        return make(start, suffix.end(), Kind.ORDINAL, (value,), f"第{numerals.plain(value)}")
    if (suffix := _DECADE.match(text, end)) is not None and value % 10 == 0 and 10 <= value < 2100:
        short = int(value) % 100
        before = text[max(0, start - 14) : start]
        age = _OWN.search(before) is not None
        if value < 100 and (age or not _ERA.search(before)):
            return make(
                start,
                suffix.end(),
                Kind.DECADE,
                (Decimal(short),),
                f"{short}多岁" if age else text[start : suffix.end()],
                carried=age,
            )
        if value < 100:
            start, part = _part_of_era(text, start)
            return make(start, suffix.end(), Kind.DECADE, (Decimal(short),), f"{short:02}年代{part}")
        start, part = _part_of_era(text, start)
        if short == 0 and value < _THIS_MILLENNIUM:
            number = value // 100 + 1
            return make(start, suffix.end(), Kind.DECADE, (value,), f"{number}世纪{part}", figures=(value, number))
        return make(start, suffix.end(), Kind.DECADE, (value,), f"{int(value) // 100 + 1}世纪{short:02}年代{part}",
                         figures=(value, Decimal(short)))  # fmt: skip
    if (suffix := _TIMES.match(text, end)) is not None:
        return make(start, suffix.end(), Kind.MULTIPLE, (value,), f"{numerals.plain(value)}倍")
    return None


def make_percent(start: int, found: re.Match[str], value: Decimal, written: str) -> Quantity:
    """`15%`, `20% off`."""
    end = found.end()
    if found["off"] and 0 < value < 100:
        rest = numerals.plain((100 - value) / 10)  # 85折, but 8折 and 0.5折
        rest = rest if value % 10 == 0 or value > 90 else rest.replace(".", "", 1)
        return make(start, end, Kind.DISCOUNT, (value,), f"{rest}折", unit="off")
    if found["off"]:
        end -= len(found["off"])
    weight = Weight.WEAK if value == 100 else Weight.FIRM
    return make(start, end, Kind.PERCENT, (value,), f"{'-' if value < 0 else ''}{written}%", weight=weight)
