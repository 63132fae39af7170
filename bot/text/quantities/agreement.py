"""Checks whether two texts in different languages have the same numbers, whatever the notation."""
# ruff: noqa: PLR2004 - hours, days and hundredths need no names

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.text.quantities import chinese, english
from bot.text.quantities.model import Kind, Language, Quantity, Weight
from bot.text.quantities.rates import rates_agree

_DIGITS: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ZH_DIGITS: Final = {char: number for number, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2, "仨": 3}
_UNIT_FAMILIES: Final = {"CNY": "CNY", "mao": "CNY", "USD": "USD", "USc": "USD"}
_MEASURES: Final = frozenset(
    {Kind.LENGTH, Kind.WEIGHT, Kind.AREA, Kind.VOLUME, Kind.SPEED, Kind.DATA_SIZE, Kind.DURATION}
)
_DATED: Final = frozenset({Kind.DATE, Kind.FRACTION, Kind.RATIO, Kind.ORDINAL})
_MONTHS: Final = re.compile(r"month|[月号]|\d[-./]\d", re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"\b(?:at|by|until|till?|around|about|before|after|from|to|since|\d+ish|clock|past|noon|night|midnight)\b|"
    r"[点點时時:：早晚午夜]",
    re.IGNORECASE,
)
_AGED: Final = re.compile(r"[岁歲龄齡大老才]|今年|生日")
_MEASURED: Final = frozenset({*(kind.value for kind in _MEASURES), "money", "temperature"})
"""Families whose claims never match those of another family."""
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class _Claim:
    """One number that a text states.

    Attributes:
        figures: the numbers that would match it.
        weight: whether it must be matched.
        family: claims of the same family are compared by `exact`, others by figures.
        exact: the value within that family.
        unit: the unit that `rough` was converted from, if any.
        rough: the rounded value in base units, for claims in different units.
    """

    figures: frozenset[Decimal]
    weight: Weight
    family: str = ""
    exact: frozenset[object] = frozenset()
    unit: str = ""
    rough: Decimal | None = None

    def matches(self, other: "_Claim") -> bool:
        """Whether both can mean the same."""
        if self.family and self.family == other.family:
            if self.unit != other.unit and self.rough is not None:
                return self.rough == other.rough
            return not self.exact.isdisjoint(other.exact)
        if {self.family, other.family} == {"time", "minute"} or {self.family, other.family} <= _MEASURED:
            return False
        return not self.figures.isdisjoint(other.figures)


@dataclass(frozen=True, slots=True)
class _Statement:
    """The claims of a text, and whatever else in it looks like a number."""

    claims: list[_Claim]
    text: str
    quantities: list[Quantity]

    def leftover(self) -> frozenset[Decimal]:
        """Figures outside the required claims (`MI6`, 四季): they can match a claim, but need not be matched."""
        rest, place = "", 0
        for quantity in self.quantities:
            if quantity.weight is Weight.FIRM:
                rest, place = f"{rest}{self.text[place : quantity.start]} ", quantity.end
        rest += self.text[place:]
        figures = {Decimal(found.replace(",", "")) for found in _DIGITS.findall(rest)}
        return frozenset(figures.union(Decimal(_ZH_DIGITS[char]) for char in _ZH_DIGITS.keys() & set(rest)))


def agree(source: str, target: str, source_language: Language) -> bool:
    """Whether the target has every number of the source and no others.

    Frequencies (`once a week`) count as numbers.

    Args:
        source: the original.
        target: its translation into the other language, with placeholders restored.
        source_language: of the original.
    """
    if not rates_agree(source, target, source_language):
        return False
    first, second = (_english, _chinese) if source_language == "en" else (_chinese, _english)
    stated, kept = first(source), second(target)
    if not stated.claims and not kept.claims:
        return True
    if _is_invented(stated, kept, source_language) or _is_invented(kept, stated, ""):
        return False
    lost, new = _unmatched(stated, kept), _unmatched(kept, stated)
    if any(claim.weight is Weight.FIRM for claim in (*lost, *new)):
        return False
    return not (lost and new)


def _is_invented(stated: _Statement, kept: _Statement, source_language: Language) -> bool:
    """Whether plain numbers became a date or an age."""
    kinds = {quantity.kind for quantity in stated.quantities}
    for quantity in kept.quantities:
        if quantity.kind is Kind.DATE and _parts(quantity)[1:2] != (None,) and kinds.isdisjoint(_DATED):
            return _MONTHS.search(stated.text) is None
        if source_language and quantity.kind is Kind.TIME and quantity.weight is Weight.FIRM and Kind.TIME not in kinds:
            return _CLOCK.search(stated.text) is None
        if source_language == "zh" and quantity.kind is Kind.AGE and Kind.AGE not in kinds:
            return _AGED.search(stated.text) is None
    return False


def _english(text: str) -> _Statement:
    return _state(text, list(english.scan(text)) if english.may_have_quantity(text) else [])


def _chinese(text: str) -> _Statement:
    return _state(text, list(chinese.scan(text)) if chinese.may_have_quantity(text) else [])


def _state(text: str, quantities: list[Quantity]) -> _Statement:
    return _Statement([claim for quantity in quantities for claim in _claims_of(quantity)], text, quantities)


def _unmatched(statement: _Statement, other: _Statement) -> list[_Claim]:
    open_claims = [
        claim
        for claim in statement.claims
        if claim.weight is not Weight.SOFT and not any(map(claim.matches, other.claims))
    ]
    if not open_claims:
        return open_claims
    leftover = other.leftover()
    return [claim for claim in open_claims if claim.figures.isdisjoint(leftover)]


def _parts(quantity: Quantity) -> tuple[int | None, ...]:
    parts = quantity.values[0]
    return parts if isinstance(parts, tuple) else ()


def _claims_of(quantity: Quantity) -> Iterator[_Claim]:
    kind, weight = quantity.kind, quantity.weight
    if kind is Kind.TIME:
        yield from _of_time(quantity)
    elif kind is Kind.DATE:
        yield from _of_date(quantity)
    elif kind in {Kind.WEEKDAY, Kind.FREQUENCY, Kind.RELATIVE}:
        yield _Claim(frozenset(quantity.figures), weight, kind.value, frozenset(quantity.values))
    elif kind in {Kind.DISCOUNT, Kind.PERCENT, Kind.FRACTION}:
        yield from _of_share(quantity)
    elif quantity.unit == "ft+in":
        exact = frozenset(quantity.values)
        rough = {_rounded(value) for value in quantity.values if isinstance(value, Decimal)}
        yield _Claim(frozenset(), weight, kind.value, exact, quantity.unit, next(iter(rough)))
    elif weight is Weight.SOFT or kind in {Kind.DECADE, Kind.COUNT}:
        yield _Claim(frozenset(quantity.figures), weight)
    else:
        yield from _of_number(quantity)


def _of_date(quantity: Quantity) -> Iterator[_Claim]:
    for number, family in zip(_parts(quantity), ("", "month", ""), strict=True):
        if number is not None:
            figures = frozenset({Decimal(number)})
            yield _Claim(figures, quantity.weight, family, figures)


def _of_share(quantity: Quantity) -> Iterator[_Claim]:
    kind, weight = quantity.kind, quantity.weight
    if kind is Kind.DISCOUNT:
        off = quantity.figures[0]
        yield _Claim(frozenset({off, (_HUNDRED - off) / 10}), weight)
    elif kind is Kind.PERCENT:
        for figure in quantity.figures[: len(quantity.values)]:
            yield _Claim(frozenset({figure, figure / _HUNDRED, figure / 10}), weight)
    else:
        ratio = quantity.figures[0] if quantity.figures else Decimal(0)
        yield _Claim(frozenset({*quantity.figures, ratio * _HUNDRED, round(ratio * 10, 2)}), weight)


def _of_time(quantity: Quantity) -> Iterator[_Claim]:
    hour, minute = (part or 0 for part in _parts(quantity))
    known = quantity.unit == "24h"
    hours = {hour} if known else {hour, (hour + 12) % 24}
    figures = {Decimal(each) for each in (hour, hour % 12, (hour - 1) % 12 + 1)}
    if minute:
        figures |= {figure + Decimal("0.5") for figure in figures} if minute == 30 else set()
        figures |= {Decimal(hour % 12 + 1)} if minute >= 30 else set()
    yield _Claim(frozenset(figures), quantity.weight, "time", frozenset((each, minute) for each in hours))
    if minute:
        yield _Claim(frozenset({Decimal(minute)}), Weight.SOFT, "minute", frozenset({minute}))


def _of_number(quantity: Quantity) -> Iterator[_Claim]:
    kind, unit = quantity.kind, quantity.unit
    for value, figure in zip(quantity.values, quantity.figures, strict=False):
        figures, family, exact, rough = frozenset({figure}), "", frozenset[object](), None
        weight = quantity.weight
        if kind is Kind.MONEY and unit:
            family, exact = "money", frozenset({(_UNIT_FAMILIES.get(unit, unit), value)})
        elif kind in _MEASURES and unit and isinstance(value, Decimal):
            family, exact, rough = kind.value, frozenset({figure}), _rounded(value)
        elif kind is Kind.TEMPERATURE and unit:
            family, exact = "temperature", frozenset({(unit, figure)})
        if figure == 1 and kind not in {Kind.MONEY, Kind.TEMPERATURE}:
            weight = Weight.SOFT
        yield _Claim(figures, weight, family, exact, unit, rough)


def _rounded(value: Decimal) -> Decimal:
    """Round to two significant figures, as people do when they convert units."""
    return Decimal(f"{value:.1e}")
