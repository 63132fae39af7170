"""Days, weeks and years relative to today in English: `the day after tomorrow`, `last week`."""

import re
from typing import Final

from bot.text.quantities.model import Kind, Quantity, Weight, make

DAY: Final = (
    r"(?:the )?(?:year|week|month) (?:after next|before last)\b|"
    r"(?:the )?day (?:after tomorrow|before yesterday)\b|(?:tomorrow|tmrw?|tmw|yesterday)\b|"
    r"last night\b|(?:last|next|past|coming) "
    r"(?=(?:week|month|year|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?)\b)"
)
_DAYS: Final = {
    "day after tomorrow": (2, "后天"),
    "day before yesterday": (-2, "前天"),
    "yesterday": (-1, "昨天"),
    "last night": (-1, "昨晚"),
}
_UNITS: Final = {"year": ("后年", "前年"), "week": ("下下周", "上上周"), "month": ("下下个月", "上上个月")}
_WHOLE: Final = re.compile(r"(?:week|month|year)\b(?!['’]?s? of\b)", re.IGNORECASE)
_FAR: Final = 2
_THE: Final = "the "


def read_relative(text: str, trigger: re.Match[str]) -> Quantity:
    """`tomorrow`, `the day before yesterday`, `next` in `next week`."""
    words = trigger.group().lower()
    start, end = trigger.span()
    unit = words.split(" ", 1)[0]
    if unit in _UNITS:
        number = 2 if words.endswith("next") else -2
        start -= len(_THE) if text[max(0, start - len(_THE)) : start].lower() == _THE else 0
        return make(start, end, Kind.RELATIVE, (f"{unit}{number:+}",), _UNITS[unit][number < 0])
    if words in {"last ", "next ", "past ", "coming "}:
        unit = "month" if text.startswith("month", end) else "year" if text.startswith("year", end) else "week"
        value = f"{unit}{'+' if words[0] in 'nc' else '-'}1"
        weight = Weight.FIRM if _WHOLE.match(text, end) else Weight.WEAK
        return make(start, end - 1, Kind.RELATIVE, (value,), "", carried=False, weight=weight)
    days, rendering = _DAYS.get(words, (1, "明天"))
    if abs(days) == _FAR and text[max(0, start - len(_THE)) : start].lower() == _THE:
        start -= len(_THE)
    return make(start, end, Kind.RELATIVE, (f"day{days:+}",), rendering, carried=abs(days) == _FAR)
