"""Finds where numeric expressions can start in Chinese, and dispatches to their readers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from bot.text.han import COMMON
from bot.text.quantities import numerals
from bot.text.quantities.chinese.figures import NUM, NUMBER
from bot.text.quantities.chinese.fixed import STARTS, fixed_words
from bot.text.quantities.chinese.measures import read_money, read_negative, read_number, read_tenth
from bot.text.quantities.chinese.moments import read_every, read_to, read_weekday
from bot.text.quantities.chinese.relative import BEGINS, RELATIVE, read_relative
from bot.text.quantities.chinese.shares import read_half, read_ordinal, read_percent, read_some
from bot.text.quantities.chinese.spans import BLOCK, TIMES, read_block, read_times
from bot.text.quantities.model import Kind, Quantity
from bot.text.quantities.zones import with_zone

_MAY_HAVE_QUANTITY: Final = re.compile(rf"[\d{numerals.ZH_CHARS}半几俩仨双周期拜翻隔午夜]|{BEGINS}|[A-Z][栋棟座]")
_SIGN: Final = (
    r"(?:零下|负|(?<![\w)\]）】])[-−](?=\d)|"
    r"(?<![A-Za-z\d)\]）】])[-−](?=\d{1,7}(?:\.\d{1,2})?(?:[-~～到至][-−]?\d{1,3})?\s?[度°℃摄]))"
)
_CANDIDATE: Final = re.compile(
    rf"(?<![A-Za-z\d_.])\d|[{numerals.ZH_CHARS}]|[$€£¥￥₩₹₽฿₱₫₺]|"
    rf"{BEGINS}|(?<![A-Za-z])[A-Z](?=[栋棟座])|[-−](?=\d)|[第周週星礼禮差负半每隔好几幾数上俩仨双翻正午打RUEGJHNACSTM]"
)
_PATTERNS: Final = {
    name: re.compile(pattern)
    for name, pattern in {
        "money": r"(?:(?:US|HK|NT|NZ|AU?|CA?|S)?\$(?=\s?\d)|[€£¥￥₩₹₽฿₱₫₺](?=\s?\d)|"
        r"(?:RMB|RM|USD|EUR|GBP|JPY|HKD|TWD|SGD|MYR)\s?(?=\d))",
        "percent": rf"百分之(?={NUM})",
        "ordinal": rf"第(?={NUM})",
        "weekday": r"(?<![一两几\d])(?:周|週|星期|礼拜|禮拜)(?:一(?![定样直起般共边些旦切])|"
        r"[二三四五六日天])(?:(?=天[气天])|(?!个[^人]|[次個天遍趟节節年月周]|回(?![来去家到国])))"
        r"|(?:周|週)末",
        "to": rf"差(?:一刻|(?:{NUM})分)钟?(?:到|就)?(?={NUM}[点點])",
        "negative": rf"{_SIGN}(?={NUM})",
        "times": TIMES,
        "block": BLOCK,
        "relative": RELATIVE,
        "every": r"每?隔一?(?:天|日|周|个月|年)|每两(?:天|周|个月|年)",
        "some": r"好?[几幾数](?=[十百千万亿])[十百千万亿]+|上?[百千万亿]+(?=上)|"
        r"俩|仨|双倍|翻倍|翻番|翻一番|半价|(?:正午|午夜)(?!的?[\d一二三十])",
        "half": r"半(?:个|個)?(?:小时|钟头|月|世纪|天|年|日|公里|公?斤)|半(?!夜)",
        "tenth": rf"打(?={NUM}折)",
        "number": rf"\d|[{numerals.ZH_CHARS}]",
    }.items()
}
_SPACED: Final = re.compile(rf"(?<=\d) (?=[{COMMON}])|(?<=[{COMMON}]) (?=\d)")
_NUMBER_ONLY: Final = ("number",)


def may_have_quantity(text: str) -> bool:
    """Whether a text can contain a numeric expression."""
    return _MAY_HAVE_QUANTITY.search(text) is not None


def scan(text: str) -> Iterator[Quantity]:
    """Find all numeric expressions, including those that `agree` does not require.

    Args:
        text: Chinese prose.

    Yields:
        Expressions from left to right, without overlaps.
    """
    if _SPACED.search(text) is None:
        yield from _scan(text)
        return
    gaps = {gap.start() for gap in _SPACED.finditer(text)}
    places = [place for place in range(len(text)) if place not in gaps]
    for quantity in _scan(_SPACED.sub("", text)):
        yield replace(quantity, start=places[quantity.start], end=places[quantity.end - 1] + 1)


def _scan(text: str) -> Iterator[Quantity]:
    place, fixed = 0, fixed_words()
    for candidate in _CANDIDATE.finditer(text):
        start = candidate.start()
        if start < place:
            continue
        if (end := fixed.end(text, start)) is not None:
            place = end
            continue
        for group in STARTS.get(candidate.group(), _NUMBER_ONLY):
            trigger = _PATTERNS[group].match(text, start)
            quantity = _READERS[group](text, trigger) if trigger is not None else None
            if quantity is not None:
                if quantity.kind is Kind.TIME:
                    quantity = with_zone(text, quantity, "zh")
                place = quantity.end
                yield quantity
                break
            if trigger is not None and group == "number" and (whole := NUMBER.match(text, start)) is not None:
                place = whole.end()


_Reader = Callable[[str, re.Match[str]], Quantity | None]
_READERS: Final[dict[str, _Reader]] = {
    "percent": read_percent,
    "ordinal": read_ordinal,
    "weekday": read_weekday,
    "to": read_to,
    "negative": read_negative,
    "every": read_every,
    "relative": read_relative,
    "times": read_times,
    "block": read_block,
    "some": read_some,
    "half": read_half,
    "tenth": read_tenth,
    "money": read_money,
    "number": read_number,
}
