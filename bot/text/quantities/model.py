"""Numeric expressions: their position, value and rendering in the other language."""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum, auto

Language = str
"""`en` or `zh`."""
Value = Decimal | int | str | tuple[int | None, ...]


class Kind(StrEnum):
    """What an expression measures."""

    NUMBER = auto()
    ORDINAL = auto()
    PERCENT = auto()
    DISCOUNT = auto()
    FRACTION = auto()
    RATIO = auto()
    MULTIPLE = auto()
    MONEY = auto()
    TIME = auto()
    DATE = auto()
    DECADE = auto()
    CENTURY = auto()
    WEEKDAY = auto()
    RELATIVE = auto()
    DURATION = auto()
    FREQUENCY = auto()
    AGE = auto()
    LENGTH = auto()
    WEIGHT = auto()
    TEMPERATURE = auto()
    AREA = auto()
    VOLUME = auto()
    SPEED = auto()
    DATA_SIZE = auto()
    COUNT = auto()


class Weight(IntEnum):
    """What `agree` requires of an expression.

    Attributes:
        SOFT: nothing; it can only match numbers of the other side ('a', 'one', 'first', fixed words).
        WEAK: nothing if the other side has no other number ('two', 'half': people omit them).
        FIRM: it must be present on the other side.
    """

    SOFT = 0
    WEAK = 1
    FIRM = 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeric expression in a text.

    Attributes:
        start: its first position.
        end: the position after it.
        kind: what it measures.
        values: its value in the base unit of its kind, comparable between languages; two values for a range. A time
            is (hour, minute), a date is (year, month, day) with None for missing parts, a weekday counts from 0, and a
            relative date is `day+1` or `week-1`.
        rendering: how the other language writes it inside a sentence.
        carried: whether the rendering is safer than the model's output.
        unit: the unit it is written in; for a time, `24h` if the half of the day is known, otherwise `12h`.
        figures: the numbers as written, before conversion to the base unit.
        weight: what `agree` requires of it.
    """

    start: int
    end: int
    kind: Kind
    values: tuple[Value, ...]
    rendering: str
    carried: bool
    unit: str = ""
    figures: tuple[Decimal, ...] = ()
    weight: Weight = Weight.FIRM


def ratio(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """The value of a fraction, to nine places so that both languages agree; 0 if the whole is 0."""
    return round(Decimal(part) / whole, 9) if whole else Decimal(0)


def make(
    start: int,
    end: int,
    kind: Kind,
    values: tuple[Value, ...],
    rendering: str,
    *,
    carried: bool = True,
    unit: str = "",
    figures: tuple[Decimal, ...] | None = None,
    weight: Weight = Weight.FIRM,
) -> Quantity:
    """Make a quantity whose figures default to its values."""
    if figures is None:
        figures = tuple(value for value in values if isinstance(value, Decimal))
    return Quantity(start, end, kind, values, rendering, carried, unit, figures, weight)
