"""Days, weeks and years relative to today in Chinese: 后天, 上周, 去年."""

import re
from decimal import Decimal
from typing import Final

from bot.text.quantities.model import Kind, Quantity, Weight, make

BEGINS: Final = (
    r"大(?=[前后後]天)|[前后後](?=[天年])|[明昨](?=[天日晚早晨夜儿])|[去明](?=年)|(?<![近原本后将向从历])来(?=年(?!轻))|"
    r"上(?=上?一?[个個]?(?:[周週月]|星期|礼拜|禮拜))|下(?=下?一?[个個]?(?:[周週月]|星期|礼拜|禮拜))"
)
"""The characters that can start one."""
_NOT_AFTER: Final = r"(?<![天年月周週日时時钟鐘之以最先目眼午])"
_UNIT: Final = r"一?[个個]?(?:(?P<week>[周週]|星期|礼拜|禮拜)|(?P<month>月))"
RELATIVE: Final = (
    rf"大?{_NOT_AFTER}[前后後]天(?![气氣性亮空赋賦])|[明昨][天日晚早晨夜儿]|{_NOT_AFTER}[前后後]年|[去明来]年(?!华)|"
    rf"(?:上上|下下|(?<![马早晚天])[上下])(?={_UNIT}(?![末身围圍期]))"
)
_DAYS: Final = {
    "大后天": (3, "three days from now"),
    "后天": (2, "the day after tomorrow"),
    "前天": (-2, "the day before yesterday"),
    "大前天": (-3, "three days ago"),
}
_YEARS: Final = {
    "前年": (-2, "the year before last"),
    "后年": (2, "the year after next"),
    "去年": (-1, "last year"),
    "明年": (1, "next year"),
    "来年": (1, "next year"),
}
_DAYS_OF_WEEK: Final = frozenset("一二三四五六日天末")
_FAR: Final = 2
_VERY_FAR: Final = 3
_AFTER_UNIT: Final = re.compile(_UNIT)


def read_relative(text: str, trigger: re.Match[str]) -> Quantity:
    """大后天, 昨晚, 上 in 上周三."""
    word = trigger.group().replace("後", "后")
    if word in {"上", "下", "上上", "下下"}:
        unit = _AFTER_UNIT.match(text, trigger.end())
        name = "month" if unit is not None and unit["month"] else "week"
        value = f"{name}{'-' if word[0] == '上' else '+'}{len(word)}"
        if len(word) == 1:
            weekday = unit is None or text[unit.end() : unit.end() + 1] in _DAYS_OF_WEEK
            weight = Weight.WEAK if weekday or text[trigger.end() : trigger.end() + 1] == "一" else Weight.FIRM
            return make(*trigger.span(), Kind.RELATIVE, (value,), "", carried=False, weight=weight)
        end = trigger.end() if unit is None or text[unit.end() : unit.end() + 1] in _DAYS_OF_WEEK else unit.end()
        rendering = "" if end == trigger.end() else f"the {name} {'after next' if word[0] == '下' else 'before last'}"
        return make(trigger.start(), end, Kind.RELATIVE, (value,), rendering, carried=bool(rendering))
    if (year := _YEARS.get(word)) is not None:
        far = abs(year[0]) == _FAR
        return make(*trigger.span(), Kind.RELATIVE, (f"year{year[0]:+}",), year[1], carried=far)
    near = (1, "tomorrow") if word[0] == "明" else (-1, "last night" if word[1] in "晚夜" else "yesterday")
    days, rendering = _DAYS.get(word, near)
    figures = (Decimal(_VERY_FAR),) if abs(days) == _VERY_FAR else ()
    return make(
        *trigger.span(), Kind.RELATIVE, (f"day{days:+}",), rendering, carried=abs(days) >= _FAR, figures=figures
    )
