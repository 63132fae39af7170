"""Units: their names in both languages and their factors to the base unit of their kind."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from bot.text.quantities.model import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure or a currency.

    Attributes:
        name: its internal name: `km`, `USD`. Empty if its written name is ambiguous (块, 度).
        kind: what it measures.
        factor: its size in base units.
        english: how a number with it is written in English: `{} km`, `${}`.
        chinese: the same in Chinese.
        converted: the factor for the number in English, if English readers do not know the unit (斤).
    """

    name: str
    kind: Kind
    factor: Decimal
    english: str
    chinese: str
    converted: Decimal = Decimal(1)

    def base(self, value: Decimal) -> Decimal:
        """Convert a number of these units to base units, without an exponent."""
        return (value * self.factor).normalize()


@dataclass(frozen=True, slots=True)
class Units:
    """All units by name.

    Attributes:
        english: by lowercase English name.
        chinese: by Chinese name and by the symbols that Chinese texts use.
        symbols: currencies by the sign that precedes the number.
    """

    english: dict[str, Unit]
    chinese: dict[str, Unit]
    symbols: dict[str, Unit]


@cache
def load() -> Units:
    """Read the table in `data/units.tsv`."""
    units = Units({}, {}, {})
    table = files("bot.text.quantities").joinpath("data/units.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        name, kind, factor, english, chinese, en_names, zh_names, signs, *converted = line.split("\t")
        unit = Unit(name.strip("-"), Kind(kind), Decimal(factor), english, chinese, Decimal((*converted, "1")[0]))
        for names, target in ((en_names, units.english), (zh_names, units.chinese), (signs, units.symbols)):
            target.update((written, unit) for written in names.split("|") if written != "-")
    return units
