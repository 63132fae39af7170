"""Fractions, percentages, discounts, ordinals and decades in Chinese."""
# ruff: noqa: PLR2004, PLR0911 - hours, days and hundredths need no names; the first form that matches returns

import re
from decimal import Decimal
from typing import Final

from bot.text.quantities import numerals, units
from bot.text.quantities.chinese.figures import (
    NUM,
    NUMBER,
    decimals_of,
    english_form,
    integer_of,
    unit_at,
    value_of,
)
from bot.text.quantities.model import Kind, Quantity, Weight, make, ratio

SMALL: Final = 100
_OF: Final = re.compile(rf"\s?分之({NUM})")
_DECADE: Final = re.compile(r"年代")
_ERA: Final = re.compile(r"(?:上个?世纪)$")
_LATE: Final = re.compile(r"世纪(\d0|[一二三四五六七八九]?十)年代")
_BORN: Final = re.compile(r"后(?![的天来面续期，。年\w]?(?=天|来|面|续|期))")
_TENTHS: Final = re.compile(r"成(?![为了功员年本绩立长都名天语群果型就熟品色交])")
_VERSUS: Final = re.compile(rf"比({NUM})")
WORDS_AFTER: Final = re.compile(r"[点點]([零〇一二三四五六七八九]{1,6})(?![分十百千万刻])")


def read_percent(text: str, trigger: re.Match[str]) -> Quantity | None:
    """百分之三十."""
    found = NUMBER.match(text, trigger.end())
    value = value_of(found.group()) if found is not None and not found["letter"] else None
    if found is None or value is None:
        return None
    end = found.end()
    if (more := WORDS_AFTER.match(text, end)) is not None:
        value, end = value + (decimals_of(more[1])), more.end()
    return make(trigger.start(), end, Kind.PERCENT, (value,), f"{numerals.plain(value)}%")


def read_ordinal(text: str, trigger: re.Match[str]) -> Quantity | None:
    """第三."""
    found = NUMBER.match(text, trigger.end())
    value = value_of(found.group()) if found is not None and not found["letter"] else None
    if found is None or value is None or value != int(value):
        return None
    figure = found.group()[0].isdecimal()
    weight = Weight.FIRM if value > 2 or figure else Weight.SOFT
    return make(
        trigger.start(),
        found.end(),
        Kind.ORDINAL,
        (value,),
        numerals.ordinal_figures(int(value)),
        carried=figure,
        weight=weight,
    )


_ROUGHLY: Final = {
    "十": "dozens",
    "百": "hundreds",
    "千": "thousands",
    "万": "tens of thousands",
    "十万": "hundreds of thousands",
    "百万": "millions",
    "千万": "tens of millions",
    "亿": "hundreds of millions",
    "十亿": "billions",
}


def _roughly(text: str, trigger: re.Match[str]) -> Quantity | None:
    """几百, 好几万块: a number of that order of magnitude."""
    scale = trigger.group().lstrip("好几幾数")
    if text[: trigger.start()].endswith("第") or text.startswith("分之", trigger.end()) or scale not in _ROUGHLY:
        return None
    end, counted = trigger.end(), ""
    if (unit := unit_at(text, end)) is not None and unit[0].converted == 1 and unit[0].kind is not Kind.AGE:
        end, counted = unit[2], english_form(unit[0], "", Decimal(2)).strip()
    elif unit is not None:
        return None
    if not counted.isalpha():
        end, counted = trigger.end(), ""
    figures = (Decimal(12), *(Decimal(10) ** power for power in range(1, 9)))
    rendering = f"{_ROUGHLY[scale]} of {counted}".strip()
    if trigger.group()[0] == "好" and scale in {"百", "千"}:
        rendering = f"several {_ROUGHLY[scale][:-1]} {counted}".strip()
    return make(trigger.start(), end, Kind.COUNT, figures, rendering, weight=Weight.WEAK)


def read_some(text: str, trigger: re.Match[str]) -> Quantity:
    """几十, 俩, 双倍: most can match numbers of the other side, but need not be matched."""
    word = trigger.group()
    if word[0] in "好几幾数" and (roughly := _roughly(text, trigger)) is not None:
        return roughly
    figures: tuple[Decimal, ...] = (
        (Decimal(3),) if word == "仨" else (Decimal(12),) if word in {"正午", "午夜"} else (Decimal(2),)
    )
    if word[0] in "好几幾数上百千万亿":
        figures = tuple(Decimal(10) ** power for power in range(1, 9))
    if word == "半价":
        figures = (Decimal("0.5"), Decimal(50))
    return make(*trigger.span(), Kind.COUNT, figures, word, carried=False, weight=Weight.SOFT)


def read_half(_text: str, trigger: re.Match[str]) -> Quantity:
    """半小时, 一半, 半."""
    half, word = Decimal("0.5"), trigger.group()
    names = {"小时": "hour", "钟头": "hour", "月": "month", "世纪": "century", "天": "day", "年": "year", "日": "day"}
    if word[-1] == "斤" and word[1:-1] in {"", "公"}:
        grams = Decimal(500) if "公" in word else Decimal(250)
        return make(*trigger.span(), Kind.WEIGHT, (grams,), f"{grams} g", unit="g", figures=(grams, half))
    name = next((english for chinese, english in names.items() if word.endswith(chinese)), None)
    if name is None or name == "century":
        return make(*trigger.span(), Kind.FRACTION, (half,), "half", carried=False, weight=Weight.SOFT)
    unit = units.load().english[name]
    weight = Weight.WEAK if name in {"hour", "month", "year"} else Weight.SOFT
    rendering = f"half {'an' if name == 'hour' else 'a'} {name}"
    return make(
        *trigger.span(),
        unit.kind,
        (unit.base(half),),
        rendering,
        carried=False,
        unit=unit.name,
        figures=(half,),
        weight=weight,
    )


def _discount(start: int, end: int, value: Decimal) -> Quantity | None:
    share = value * 10 if value < 10 else value
    if not 0 < share < SMALL:
        return None
    return make(start, end, Kind.DISCOUNT, (100 - share,), f"{numerals.plain(100 - share)}% off", unit="off")


def read_share(text: str, start: int, end: int, value: Decimal, written: str) -> Quantity | None:
    """Fractions, tenths, discounts, scores, decades and centuries."""
    if (
        (of := _OF.match(text, end)) is not None
        and (part := integer_of(of[1])) is not None
        and value >= 2
        and value == int(value)
    ):
        fraction = ratio(part, value)
        return make(
            start,
            of.end(),
            Kind.FRACTION,
            (fraction,),
            numerals.english_fraction(part, int(value)),
            figures=(fraction, value) if part == 1 else (fraction,),
        )
    following = text[end : end + 1]
    figure = written[0].isdecimal()
    if following == "折":
        return _discount(start, end + 1, value)
    if following == "成" and 1 <= value < 10 and _TENTHS.match(text, end) is not None:
        percent = value * 10
        return make(start, end + 1, Kind.PERCENT, (percent,), f"{numerals.plain(percent)}%", carried=figure,
                         figures=(percent, percent / 10), weight=Weight.WEAK)  # fmt: skip
    if (versus := _VERSUS.match(text, end)) is not None and (other := value_of(versus[1])) is not None:
        return make(start, versus.end(), Kind.RATIO, (value, other), f"{numerals.plain(value)}-{numerals.plain(other)}")
    if following == "年" and _DECADE.match(text, end) is not None and value % 10 == 0:
        era = _ERA.search(text[max(0, start - 5) : start])
        since = value + 1900 if era and value < SMALL else value
        begin = start - len(era.group()) if era else start
        return make(
            begin, end + 2, Kind.DECADE, (since,), f"the {numerals.plain(since)}s", figures=(since, since % 100)
        )
    if text.startswith("世纪", end):
        if (decade := _LATE.match(text, end)) is not None and (tens := integer_of(decade[1])) is not None:
            since = value * 100 - 100 + tens
            return make(
                start,
                decade.end(),
                Kind.DECADE,
                (since,),
                f"the {numerals.plain(since)}s",
                figures=(since, since % 100),
            )
        return make(
            start, end + 2, Kind.CENTURY, (value,), f"the {numerals.ordinal_figures(int(value))} century", carried=True
        )
    if following == "后" and value % 5 == 0 and len(written) == 2 and _BORN.match(text, end) and "十" not in written:
        return make(start, end + 1, Kind.DECADE, (value,), f"born in the {written if figure else f'{int(value):02}'}s")
    if following == "倍":
        return make(start, end + 1, Kind.MULTIPLE, (value,), f"{numerals.plain(value)} times", carried=False,
                         weight=Weight.FIRM if figure else Weight.WEAK)  # fmt: skip
    return None
