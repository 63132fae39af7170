"""Makes pairs with numbers, and pairs that forbid or allow something, from templates.

`templates.tsv` describes itself. Every template is filled equally often, until its fillings are used up.
"""

import lzma
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.errors import ConfigurationError
from models.recipe import amounts, moments
from models.recipe.corpus import Pair

SHIPPED = Path(__file__).with_suffix(".tsv")
"""The templates."""
DOMAIN = "numbers"
"""The domain of the pairs in a corpus."""
SLOTS: dict[str, Callable[[random.Random, str], Pair]] = {
    each.__name__: each
    for each in (
        *(amounts.amount, amounts.count, amounts.number, amounts.decimal, amounts.percent, amounts.money),
        *(amounts.measure, amounts.ordinal, amounts.fraction, amounts.between, amounts.score, amounts.version),
        *(amounts.code, amounts.times, moments.date, moments.weekday, moments.month, moments.year),
        *(moments.clock, moments.clock24, moments.duration, moments.span),
    )
}
"""The kinds of slots, and what fills them from their options."""

_ACTIONS = {"forbid": {"taboo", "either", "deed"}, "allow": {"either", "deed"}, "oblige": {"deed"}}
"""The groups of actions that each group of sentences may be about."""
_GROUPS = {DOMAIN, *_ACTIONS, *_ACTIONS["forbid"]}
_SLOT = re.compile(r"\{(([a-z]+(?:24)?)\d?)(?::([^}]*))?\}")
_COLUMNS = 3
_FRUITLESS = 20
"""Rounds without a new pair after which the fillings are considered used up."""


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with slots.

    Attributes:
        english: with slots like `{count1:2-6}`: a kind, a digit if there are several of it, and options.
        chinese: its translations, with slots like `{count1}`.
        actions: what `{do}` may be, in both languages.
    """

    english: str
    chinese: tuple[str, ...]
    actions: tuple[Pair, ...] = ()

    def fill(self, rng: random.Random) -> Pair:
        """Fill the slots at random."""
        values = {name: self._value(kind, options, rng) for name, kind, options in _SLOT.findall(self.english)}
        english = _SLOT.sub(lambda slot: values[slot[1]][0], self.english)
        chinese = _SLOT.sub(lambda slot: values[slot[1]][1], rng.choice(self.chinese))
        if self.english[-1] in ".!?":
            english = english[0].upper() + english[1:]
        return english, chinese

    def _value(self, kind: str, options: str, rng: random.Random) -> Pair:
        return rng.choice(self.actions) if kind == "do" else SLOTS[kind](rng, options)


def read(path: Path = SHIPPED) -> list[Template]:
    """Read templates.

    Raises:
        ConfigurationError: a line is not a template, has an unknown slot, or its sides have different slots.
    """
    groups: dict[str, list[Template]] = {group: [] for group in _GROUPS}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line and not line.startswith("#"):
            group, template = _parsed(line, f"Line {number} of {path.name}")
            groups[group].append(template)
    templates = groups[DOMAIN]
    for group, about in _ACTIONS.items():
        actions = tuple((each.english, each.chinese[0]) for kind in sorted(about) for each in groups[kind])
        templates += [Template(each.english, each.chinese, actions) for each in groups[group]]
    return templates


def _parsed(line: str, where: str) -> tuple[str, Template]:
    columns = line.split("\t")
    if len(columns) != _COLUMNS or columns[0] not in _GROUPS or not all(columns):
        raise ConfigurationError(f"{where} is not a template.", "Write its group, English and Chinese, with tabs.")
    group, english, chinese = columns
    template = Template(english, tuple(chinese.split("|")))
    slots = {name: kind for name, kind, _ in _SLOT.findall(english)}
    if unknown := set(slots.values()) - SLOTS.keys() - {"do"}:
        raise ConfigurationError(f"{where} has an unknown slot: {', '.join(sorted(unknown))}.", "Correct it.")
    if any(sorted(slots) != sorted(name for name, _, _ in _SLOT.findall(each)) for each in template.chinese):
        raise ConfigurationError(f"{where} has different slots in Chinese.", "Use each slot once on both sides.")
    return group, template


def pairs(templates: list[Template], seed: int) -> Iterator[Pair]:
    """Fill templates in turn, each time in another order, without repetitions, until no new pairs are found.

    Args:
        templates: what to fill.
        seed: the same one gives the same pairs.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    seen: set[Pair] = set()
    fruitless = 0
    while fruitless < _FRUITLESS:
        before = len(seen)
        for template in rng.sample(templates, len(templates)):
            pair = template.fill(rng)
            if pair not in seen:
                seen.add(pair)
                yield pair
        fruitless = fruitless + 1 if len(seen) == before else 0


def write(path: Path, number: int, seed: int, templates: Path = SHIPPED) -> int:
    """Write pairs as a domain of a corpus.

    Args:
        path: a new `.tsv.xz` file.
        number: of pairs; fewer are written if the templates do not have as many fillings.
        seed: the same one gives the same pairs.
        templates: the file with the templates.

    Returns:
        The number of pairs.

    Raises:
        ConfigurationError: a template is wrong.
    """
    made = list(islice(pairs(read(templates), seed), number))
    with lzma.open(path, "wt", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{english}\t{chinese}\n" for english, chinese in made)
    return len(made)
