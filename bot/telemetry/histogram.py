"""PURE: how values are distributed, in buckets, cheap enough to note on the way of every message."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import inf

SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""Bounds for waits, from what nobody notices to what nobody waits for."""

COUNTS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)
"""Bounds for how many things went together."""


class Histogram:
    """Counts values by bucket.

    Args:
        bounds: the upper bounds of the buckets, rising, each belonging to its bucket; what is above the last is
            counted too.

    Attributes:
        count: how many values were observed.
        sum: of all of them.
    """

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self.count = 0
        self.sum = 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self.count += 1
        self.sum += value

    def cumulative(self) -> Iterator[tuple[float, int]]:
        """How many values are at most each bound; the last bound is infinite."""
        return zip((*self._bounds, inf), accumulate(self._counts), strict=True)

    def quantile(self, share: float) -> float | None:
        """The value below which a share of the values lies, as exactly as the buckets tell.

        Within a bucket the values are taken to lie evenly, from 0 on in the first, as Prometheus does
        (https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation).

        Args:
            share: 0 to 1; 0.5 asks for the median.

        Returns:
            The value, at most the last bound; None where nothing was observed.
        """
        if not self.count:
            return None
        rank, lower, below = share * self.count, 0.0, 0
        for upper, reached in self.cumulative():
            if upper == inf:
                break
            if reached >= rank and reached > below:
                return lower + (upper - lower) * (rank - below) / (reached - below)
            lower, below = upper, reached
        return self._bounds[-1]
