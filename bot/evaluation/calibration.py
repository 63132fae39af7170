"""PURE: how well confidence predicts quality, measured by how similar translations are to their references."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

BAD = {"en": 25.0, "zh": 8.0}
"""Sentence chrF2 below which a translation counts as bad, by target language: little of the meaning is left."""

_BINS = 10


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored translation.

    Attributes:
        confidence: the geometric mean of its token probabilities, 0 to 1.
        likeness: its sentence chrF2, 0 to 100.
        target: its language, `en` or `zh`.
    """

    confidence: float
    likeness: float
    target: str

    @property
    def is_bad(self) -> bool:
        """Whether it is too different from the reference to be useful."""
        return self.likeness < BAD[self.target]


@dataclass(frozen=True, slots=True)
class Bin:
    """Translations of similar confidence.

    Attributes:
        low: the lowest confidence, inclusive.
        high: the highest confidence, exclusive except in the last bin.
        count: number of translations.
        likeness: mean sentence chrF2, 0 to 100.
        bad: share of bad translations, 0 to 1.
    """

    low: float
    high: float
    count: int
    likeness: float
    bad: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well confidence predicts quality on a set of translations.

    Attributes:
        bins: from low to high confidence, without empty ones.
        bad: share of bad translations, 0 to 1.
        ranking: how often a bad translation has lower confidence than a good one (the area under the ROC curve);
            0.5 is chance.
    """

    bins: tuple[Bin, ...]
    bad: float
    ranking: float


def calibrate(scored: Sequence[Scored]) -> Calibration:
    """Compare confidence with similarity to the reference.

    Args:
        scored: at least one translation.
    """
    ranked = sorted(scored, key=lambda one: one.confidence)
    total_bad = sum(one.is_bad for one in ranked)
    bad, pairs = 0, 0
    for one in ranked:
        bad += one.is_bad
        pairs += 0 if one.is_bad else bad
    good = len(ranked) - total_bad
    return Calibration(
        bins=tuple(_bins(ranked)),
        bad=total_bad / len(ranked),
        ranking=pairs / (total_bad * good) if total_bad and good else 0.5,
    )


def _bins(scored: Sequence[Scored]) -> list[Bin]:
    groups: list[list[Scored]] = [[] for _ in range(_BINS)]
    for one in scored:
        groups[min(_BINS - 1, int(one.confidence * _BINS))].append(one)
    return [
        Bin(
            low=k / _BINS,
            high=(k + 1) / _BINS,
            count=len(group),
            likeness=fmean(one.likeness for one in group),
            bad=fmean(one.is_bad for one in group),
        )
        for k, group in enumerate(groups)
        if group
    ]
