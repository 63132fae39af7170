"""Chinese measures in two parts: 1米75, 五块八, 38度5."""

import re
from decimal import Decimal
from typing import Final

from bot.text.quantities import numerals, units
from bot.text.quantities.chinese.figures import NUM, value_of
from bot.text.quantities.model import Kind, Quantity, make

_DEGREES: Final = re.compile(r"(\d{1,3})度(\d)(?!\d)")
_FEET: Final = re.compile(rf"({NUM})英尺({NUM})英寸")
_METRES: Final = re.compile(
    rf"({NUM})米(\d{{1,2}}|[一二三四五六七八九][〇零一二三四五六七八九]?)(?![\d个米十百千万点年月天块人次]|[十百千万])"
)
_PIECES: Final = re.compile(
    rf"({NUM})[块塊](\d{{1,2}}|[二三四五六七八九]|一(?=毛|[块塊]?钱|$|[，。！？,]))(?![\d个十百千万])(?:毛|[块塊]?钱)?"
)


def read_degrees(text: str, start: int) -> Quantity | None:
    """38度5."""
    found = _DEGREES.match(text, start)
    if found is None:
        return None
    value = Decimal(f"{found[1]}.{found[2]}")
    return make(start, found.end(), Kind.TEMPERATURE, (value,), f"{value} degrees")


def read_compound(text: str, start: int) -> Quantity | None:
    """6英尺2英寸, 1米75, 五块八."""
    if (found := _FEET.match(text, start)) is not None:
        feet, inches = value_of(found[1]), value_of(found[2])
        if feet is None or inches is None:
            return None
        value = feet * Decimal("0.3048") + inches * Decimal("0.0254")
        return make(start, found.end(), Kind.LENGTH, (value,), f"{numerals.plain(feet)}'{numerals.plain(inches)}\"",
                         unit="ft+in", figures=(feet, inches))  # fmt: skip
    for pattern, name in ((_METRES, "m"), (_PIECES, "CNY")):
        found = pattern.match(text, start)
        whole = value_of(found[1]) if found is not None else None
        if found is None or whole is None:
            continue
        part = (
            found[2]
            if found[2].isdecimal()
            else "".join(str("零一二三四五六七八九".index(char.replace("〇", "零"))) for char in found[2])
        )
        value = whole + Decimal(f"0.{part}")
        unit = units.load().english["yuan" if name == "CNY" else name]
        generic = "" if name == "CNY" and "钱" not in found.group() else name
        rendering = unit.english.format(numerals.plain(value))
        base = (unit.base(value),)
        return make(start, found.end(), unit.kind, base, rendering, unit=generic, figures=(value, whole))
    return None
