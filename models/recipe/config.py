"""The hyperparameters in `recipe.toml`, which documents them, as typed records."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bot.errors import ConfigurationError

SHIPPED = Path(__file__).with_name("recipe.toml")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How the vocabulary is learned."""

    size: int
    coverage: float
    longest_piece: int
    sentences: int
    omit: tuple[str, ...]
    cap: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Examples:
    """How examples are built from each pair."""

    domains: tuple[str, ...]
    longest: int
    words: Mapping[str, int]
    checked: tuple[str, ...]
    shared: float
    edges: float
    marked: float
    aligned: int
    chatty: float
    joined: float
    noisy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noise:
    """The probability of each change to chatty copies."""

    lower: float
    stop: float
    apostrophe: float
    comma: float
    shorten: float
    typo: float
    spaces: float
    ascii: float
    particle: float


@dataclass(frozen=True, slots=True)
class Network:
    """The size of the network."""

    d: int
    ff: int
    heads: int
    enc: int
    dec: int
    dropout: float


@dataclass(frozen=True, slots=True)
class Batches:
    """How examples are batched."""

    tokens: int
    row: tuple[int, int]
    buckets: tuple[int, ...]
    draw: int
    held: int
    workers: int

    @property
    def longest(self) -> tuple[int, int]:
        """The maximum lengths of sources and targets, with the end symbol."""
        return (self.buckets[-1], self.buckets[-1]) if self.buckets else self.row


@dataclass(frozen=True, slots=True)
class Optimizer:
    """How weights are updated."""

    lr: float
    warmup: int
    beta1: float
    beta2: float
    weight_decay: float
    clip: float
    smoothing: float
    ema: float
    seed: int


@dataclass(frozen=True, slots=True)
class Phase:
    """Domain weights, and the share of the time from which they apply."""

    start: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The training schedule."""

    minutes: float
    decay: float
    report: int
    look: int
    save: float
    snapshots: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """All hyperparameters of a profile."""

    vocabulary: Vocabulary
    examples: Examples
    noise: Noise
    network: Network
    batches: Batches
    optimizer: Optimizer
    schedule: Schedule
    phases: tuple[Phase, ...]

    @classmethod
    def read(cls, profile: str, path: Path = SHIPPED) -> "Recipe":
        """Read a profile.

        Args:
            profile: one of the file's `[profiles.*]`.
            path: the TOML file.

        Raises:
            ConfigurationError: the file or the profile is missing, or a table has unknown or missing fields.
        """
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigurationError(f"Cannot read the recipe {path}: {error}.", "Correct it.") from error
        profiles = tables.pop("profiles", {})
        for named in (tables, *profiles.values()):
            if "optimiser" in named:  # as older recipes spell it
                named["optimizer"] = named.pop("optimiser")
        if profile not in profiles:
            raise ConfigurationError(f"There is no profile {profile}.", f"Choose one of: {', '.join(profiles)}.")
        phases = profiles[profile].pop("phases", None)
        for table, numbers in profiles[profile].items():
            tables[table] = {**tables.get(table, {}), **numbers} if isinstance(numbers, dict) else numbers
        if phases is not None:
            above = [*tables.get("phases", ()), *({} for _ in phases)]
            tables["phases"] = [{**one, **phase} for one, phase in zip(above, phases, strict=False)]
        try:
            phases = tuple(_built(Phase, "phases", phase) for phase in tables.pop("phases"))
            return cls(phases=phases, **{f.name: _built(_TABLES[f.name], f.name, tables.pop(f.name)) for f in _FIELDS})
        except KeyError as error:
            raise ConfigurationError(f"The recipe {path} has no table {error}.", "Correct it.") from error


_TABLES: dict[str, type[Any]] = {
    "vocabulary": Vocabulary,
    "examples": Examples,
    "noise": Noise,
    "network": Network,
    "batches": Batches,
    "optimizer": Optimizer,
    "schedule": Schedule,
}
_FIELDS = [field for field in fields(Recipe) if field.name in _TABLES]


def _built(kind: type[Any], name: str, numbers: Mapping[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    if wrong := known ^ numbers.keys():
        raise ConfigurationError(
            f"The recipe's table {name} has unknown or missing fields: {', '.join(sorted(wrong))}.", "Correct it."
        )
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in numbers.items()})
