"""A histogram that is cheap enough to update for every message. Pure: no I/O, no asyncio."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import inf

SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""Bucket bounds for durations, from imperceptible to unacceptable."""

COUNTS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)
"""Bucket bounds for batch sizes."""


class Histogram:
    """Counts values by bucket.

    Args:
        bounds: inclusive upper bounds of the buckets, ascending; larger values are counted as well.

    Attributes:
        count: number of observed values.
        sum: sum of the observed values.
    """

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self.count = 0
        self.sum = 0.0

    def observe(self, value: float) -> None:
        """Add a value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self.count += 1
        self.sum += value

    def cumulative(self) -> Iterator[tuple[float, int]]:
        """The number of values up to each bound; the last bound is infinite."""
        return zip((*self._bounds, inf), accumulate(self._counts), strict=True)

    def quantile(self, share: float) -> float | None:
        """Estimate a quantile.

        Values are assumed to be spread evenly within a bucket, and to start at 0 in the first one, as in Prometheus
        (https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation).

        Args:
            share: 0 to 1; 0.5 is the median.

        Returns:
            The quantile, at most the last bound; None if there are no values.
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
