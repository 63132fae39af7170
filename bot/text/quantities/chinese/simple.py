"""Chinese measures in one part, 三公里 and 五块钱, and how surely a numeral is meant as a number."""
# ruff: noqa: PLR2004, PLR0911 - years and amounts need no names; what is no measure returns early

import re
from decimal import Decimal
from typing import Final

from bot.text.quantities import numerals
from bot.text.quantities.chinese.figures import english_form, unit_at
from bot.text.quantities.chinese.spans import read_in_context
from bot.text.quantities.model import Kind, Quantity, Weight, make

_CLASSIFIERS: Final = (
    "个個名位只隻条條张張本件片瓶杯碗匹座栋层層楼间間家辆輛台部架艘次遍趟场場节節门門种種款把支"
    "枝根颗顆粒朵棵株束串副套组組批份封页頁篇首段句届集季轮局岁歲天年月周人斤元块塊毛米秒倍折成"
)
MEASURE_WORD: Final = re.compile(rf"(?:[{_CLASSIFIERS}]|小时|分钟|星期|礼拜|点|公|英|美元)")
_AFTER_PIECE: Final = re.compile(
    r"\s*(?:$|[，。！？,.!?、；;）)\n/]|一|每|的|了|吧|左右|多|以|到|能|就|太|也|不|买|钱|出|卖)"
)
_TWO_THINGS: Final = re.compile(r"[杯瓶碗片只条张本件盒包袋份台部辆间]|(?:小时|个小时|分钟|个月|周|年)(?![半多])")


def read_simple(  # noqa: C901, PLR0917 - the meaning of a unit depends on much of its context
    text: str, start: int, end: int, values: list[Decimal], shown: str, written: str, negative: str, *, carried: bool
) -> Quantity | None:
    """A unit after one number or a range; None if there is none, or the word means something else here."""
    found = unit_at(text, end)
    if found is None:
        return None
    unit, name, unit_end = found
    value, figure = values[-1], written[0].isdecimal()
    if (name in {"块", "塊"} and not ((figure or abs(value) >= 20) and _AFTER_PIECE.match(text, unit_end))) or (
        name in {"刀", "欧", "镑", "毛", "平方", "寸", "兆"} and not figure
    ):
        return None
    if name in {"s", "h", "min"} and not figure:
        return None
    if name == "年" and figure and (50 <= value < 100 or written[0] == "0") and len(written) == 2:
        return None  # 98年 is a year
    weight = weight_of(text, end, abs(value), written, hyper=False)
    end = unit_end
    if unit.name == "h" and text[end : end + 1] == "半":
        return None
    strong = (unit.kind in {Kind.MONEY, Kind.TEMPERATURE} and name not in {"度", "毛", "块"}) or unit.converted != 1
    if negative:
        strong = True
        shown = ("minus " if negative in {"零下", "负"} and "°" not in unit.english else "-") + shown
    if unit.converted != 1:
        converted = [numerals.plain((each * unit.converted).normalize()) for each in values]
        shown = " to ".join(converted)
    base = tuple(unit.base(each) for each in values)
    rendering = english_form(unit, shown, abs(values[-1] * unit.converted) if len(values) == 1 else Decimal(2))
    if unit.kind is Kind.AGE and text[end : end + 1] == "的" and len(values) == 1:
        rendering = f"{shown}-year-old"
    if unit.kind is Kind.AGE and text.startswith("生日", end):
        return None
    if unit.converted != 1 and value == 1 and text[start - 1 : start] in set("块元钱毛"):
        rendering = f"per {rendering}"
    if (other := read_in_context(text, start, end, unit, tuple(values), shown, figure=figure)) is not None:
        return other
    weight = Weight.FIRM if strong and (value != 1 or unit.converted != 1) else weight
    figures, carried = tuple(values), carried or strong
    return make(start, end, unit.kind, base, rendering, carried=carried, unit=unit.name, figures=figures, weight=weight)


def weight_of(text: str, end: int, value: Decimal, written: str, *, hyper: bool) -> Weight:
    """A single Chinese numeral only counts if what it counts follows: it occurs in many words and names."""
    if written[0].isdecimal():
        return Weight.FIRM
    if hyper or value in {0, 1}:
        return Weight.SOFT
    if len(written) == 1 and not MEASURE_WORD.match(text, end):
        return Weight.SOFT
    return Weight.WEAK if value == 2 and not _TWO_THINGS.match(text, end) else Weight.FIRM
