"""PURE: what a confidence is worth: how good translations are by confidence, told by their likeness to references."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

BAD = {"en": 25.0, "zh": 8.0}
"""Sentence chrF2 below which a translation is called bad, by target language: little of the sense is left there."""

_BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A translation.

    Attributes:
        confidence: geometric mean of its token probabilities, 0 to 1.
        likeness: its sentence chrF2, 0 to 100.
        target: its language, `en` or `zh`.
    """

    confidence: float
    likeness: float
    target: str

    @property
    def bad(self) -> bool:
        """Whether it is too far from the reference to be of use."""
        return self.likeness < BAD[self.target]


@dataclass(frozen=True, slots=True)
class Bin:
    """Translations of like confidence.

    Attributes:
        low: the least confidence.
        high: all are below it, but in the last bin.
        count: how many there are.
        likeness: mean sentence chrF2, 0 to 100.
        bad: the share of bad ones, 0 to 1.
    """

    low: float
    high: float
    count: int
    likeness: float
    bad: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What confidence is worth on a set of translations.

    Attributes:
        bins: from low to high confidence, empty ones left out.
        bad: the share of bad translations among all.
        ranking: how often a bad translation has less confidence than one that is not (the area under the ROC curve);
            0.5 is chance.
    """

    bins: tuple[Bin, ...]
    bad: float
    ranking: float


def calibrate(judged: Sequence[Judged]) -> Calibration:
    """Hold confidence against likeness.

    Args:
        judged: at least one translation.
    """
    ranked = sorted(judged, key=lambda one: one.confidence)
    everything = sum(one.bad for one in ranked)
    bad, pairs = 0, 0
    for one in ranked:
        bad += one.bad
        pairs += 0 if one.bad else bad
    good = len(ranked) - everything
    return Calibration(
        bins=tuple(_bins(ranked)),
        bad=everything / len(ranked),
        ranking=pairs / (everything * good) if everything and good else 0.5,
    )


def _bins(judged: Sequence[Judged]) -> list[Bin]:
    shelves: list[list[Judged]] = [[] for _ in range(_BINS)]
    for one in judged:
        shelves[min(_BINS - 1, int(one.confidence * _BINS))].append(one)
    return [
        Bin(
            low=k / _BINS,
            high=(k + 1) / _BINS,
            count=len(shelf),
            likeness=fmean(one.likeness for one in shelf),
            bad=fmean(one.bad for one in shelf),
        )
        for k, shelf in enumerate(shelves)
        if shelf
    ]
