"""What a numeric expression is: where it stands, what it is worth, and how the other language writes it."""

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
    """What `agree` asks of an expression.

    Attributes:
        SOFT: nothing; it only accounts for what the other side says ('a', 'one', 'first', fixed words).
        WEAK: nothing while the other side says no other number ('two', 'half': people leave them out).
        FIRM: it stands on the other side.
    """

    SOFT = 0
    WEAK = 1
    FIRM = 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeric expression in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        kind: what it measures.
        values: what it is worth, in the base unit of its kind: comparable between languages. Two for a range. A time
            is (hour, minute), a date is (year, month, day) with None for what is not said, a weekday counts from 0;
            what counts from today is `day+1` or `week-1`.
        rendering: how the other language writes it inside a sentence.
        carried: whether the rendering is safer than what a model writes.
        unit: the unit it is written in; for a time `24h` where the half of the day is known, else `12h`.
        figures: the numbers as written, before conversion to the base unit.
        weight: what `agree` asks of it.
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
    """A quantity whose figures are its values, unless they are given."""
    if figures is None:
        figures = tuple(value for value in values if isinstance(value, Decimal))
    return Quantity(start, end, kind, values, rendering, carried, unit, figures, weight)
