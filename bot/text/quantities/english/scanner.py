"""Finds where numeric expressions can start in English, and dispatches to their readers."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from bot.text.quantities import numerals
from bot.text.quantities.english.measures import read_digit, read_minus, read_money, read_word
from bot.text.quantities.english.moments import MONTHS, SHORT_MONTHS, read_clock, read_every, read_month, read_weekday
from bot.text.quantities.english.relative import DAY, read_relative
from bot.text.quantities.english.shares import read_age, read_half, read_ordinal, read_part, read_plenty
from bot.text.quantities.english.spans import read_decade
from bot.text.quantities.model import Kind, Quantity
from bot.text.quantities.zones import with_zone

_WEEKDAYS: Final = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun"
)
_FIXED: Final = re.compile(
    r"24/7|50[/-]50|7-eleven|(?<=catch-)22|(?<=catch )22|(?<=covid-)19|"
    r"(?<=area )51|fifty[- ]fifty|two[- ]faced|two cents|nine-to-five|"
    r"(?<=cloud )nine|(?<=whole )nine yards|(?<=high)[- ]five|"
    r"(?<=high[- ])five|[248]k(?!\w)|[23]d(?!\w)|[2-6]g(?!\w)|1v1",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[A-Za-z]+|(?<![\w.])(?:(?<![\w)\]])[-+−–](?=\d))?\d|[$€£¥￥₩₹₽฿₱₫₺]")
_PUNCTUATION: Final = "-,.!?:'()"
_SYMBOLS: Final = re.compile(r"[\d$€£¥￥]")
_PATTERNS: Final = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "money": r"(?:(?:US|HK|NT|NZ|AU?|CA?|S|R)?\$(?=\s?\d)|[€£¥￥₩₹₽฿₱₫₺](?=\s?\d)|"
        r"(?:RMB|CNY|USD|EUR|GBP|JPY|HKD|TWD|NTD|AUD|CAD|SGD|INR|MYR|PHP|VND|NZD|BRL|CHF|KRW|RM|Rs\.?)\s?(?=\d))",
        "month": rf"(?:{MONTHS}|{SHORT_MONTHS})\b",
        "weekday": rf"(?:{_WEEKDAYS})s?\b",
        "clock": r"(?:noon\b|midnight\b|half past\b|(?:a )?quarter (?:to|past|of|till|after)\b)",
        "every": r"every other (?:(?:day|night|evening|morning|week|month|year)\b|(?=[a-z]{3,6}day\b))",
        "relative": DAY,
        "part": r"a (?:third|quarter|fifth|tenth) of\b(?! an hour)",
        "half": r"half\b|quarters?\b",
        "ordinal": rf"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|"
        rf"ninety)(?:-| (?!second)))?(?:{numerals.EN_ORDINAL_WORDS})s?\b",
        "word": rf"(?:minus |negative )?(?:a (?=(?:hundred|thousand|"
        rf"million|billion|trillion)\b)|(?:{numerals.EN_WORDS})\b)",
        "minus": r"(?<!\d )(?:minus|negative) (?=\d)",
        "age": r"(?:twen|thir|for|fif|six|seven|eigh|nine)ties\b",
        "decade": r"a decade\b|a dozen\b(?: of\b)?(?! (?:times|or))",
        "plenty": r"(?:a )?(?:couple|pair|dozens?|both|twice|thrice|double[ds]?|triple[ds]?|"
        r"once|hundreds?|thousands?|millions?|billions?|twins|single|weekends?)\b",
        "digit": r"[-+−–]?\d",
    }.items()
}
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_STARTS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(numerals.EN_WORDS.split("|"), ("word",)),
    **dict.fromkeys(_TENS, ("ordinal", "word")),
    **dict.fromkeys(
        (word + suffix for word in numerals.EN_ORDINAL_WORDS.split("|") for suffix in ("", "s")), ("ordinal",)
    ),
    **dict.fromkeys((MONTHS + "|" + SHORT_MONTHS).lower().split("|"), ("month",)),
    **dict.fromkeys((word + suffix for word in _WEEKDAYS.split("|") for suffix in ("", "s")), ("weekday",)),
    **dict.fromkeys("noon midnight".split(), ("clock",)),
    **dict.fromkeys("half quarter quarters".split(), ("clock", "half")),
    **dict.fromkeys("twenties thirties forties fifties sixties seventies eighties nineties".split(), ("age",)),
    **dict.fromkeys(
        "couple pair dozen dozens both twice thrice double doubles "
        "doubled triple triples tripled once hundred hundreds thousand "
        "thousands million millions billion billions twins single weekend weekends".split(),
        ("plenty",),
    ),
    **dict.fromkeys("minus negative".split(), ("minus", "word")),
    "decade": ("decade",),
    **dict.fromkeys("day week month year tomorrow tmr tmrw tmw yesterday last next past coming".split(), ("relative",)),
    "every": ("every",),
}
_WORDS: Final = frozenset(_STARTS)
_NEXT: Final = {
    **_STARTS,
    **dict.fromkeys(
        (
            "us hk nt nz au ca c s r rs rm rmb cny usd eur gbp jpy hkd twd ntd aud cad sgd inr myr php vnd nzd brl "
            "chf krw"
        ).split(),
        ("money",),
    ),
    "a": ("clock", "part", "word", "decade", "plenty", "money"),
}


def may_have_quantity(text: str) -> bool:
    """Whether a text can contain a numeric expression: a cheap test with few false positives."""
    if _SYMBOLS.search(text) is not None:
        return True
    words = text.lower()
    for mark in _PUNCTUATION:
        words = words.replace(mark, " ")
    return not _WORDS.isdisjoint(words.split())


def scan(text: str) -> Iterator[Quantity]:
    """Find all numeric expressions, including those that `agree` does not require.

    Args:
        text: English prose.

    Yields:
        Expressions from left to right, without overlaps.
    """
    place = 0
    for token in _TOKEN.finditer(text):
        start = token.start()
        if start < place:
            continue
        word = token.group()
        groups = _NEXT.get(word.lower()) if word.isalpha() else _MONEY_FIRST if word in _SIGNS else _DIGIT
        if groups is None:
            continue
        if (fixed := _FIXED.match(text, start)) is not None:
            place = fixed.end()
            continue
        for group in groups:
            trigger = _PATTERNS[group].match(text, start)
            quantity = _READERS[group](text, trigger) if trigger is not None else None
            if quantity is not None and quantity.start >= place:
                if quantity.kind is Kind.TIME:
                    quantity = with_zone(text, quantity, "en")
                place = quantity.end
                yield quantity
                break


_SIGNS: Final = frozenset("$€£¥￥₩₹₽฿₱₫₺")
_MONEY_FIRST: Final = ("money",)
_DIGIT: Final = ("digit",)
_Reader = Callable[[str, re.Match[str]], Quantity | None]
_READERS: Final[dict[str, _Reader]] = {
    "money": read_money,
    "digit": read_digit,
    "month": read_month,
    "weekday": read_weekday,
    "clock": read_clock,
    "part": read_part,
    "every": read_every,
    "relative": read_relative,
    "half": read_half,
    "ordinal": read_ordinal,
    "word": read_word,
    "minus": read_minus,
    "age": read_age,
    "plenty": read_plenty,
    "decade": read_decade,
}
