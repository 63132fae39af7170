"""Figures that all benchmarks report: latency and memory."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import psutil

_NAP = 0.01


@dataclass(frozen=True, slots=True)
class Latency:
    """Latency percentiles in milliseconds; all 0 without samples.

    Attributes:
        p50: the median.
        p95: the 95th percentile.
        p99: the 99th percentile.
        most: the maximum.
    """

    p50: float
    p95: float
    p99: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Latency":
        """Compute the percentiles of durations in seconds."""
        ranked = sorted(seconds) or [0.0]
        return cls(*(1e3 * ranked[min(len(ranked) - 1, int(share * len(ranked)))] for share in (0.5, 0.95, 0.99, 1)))


class Lag:
    """Measures the lag of the event loop. An async context manager.

    Attributes:
        seconds: how much too long each sleep took.
    """

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._napping: asyncio.Task[None] | None = None

    async def _nap(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_NAP)
            self.seconds.append(max(0.0, time.perf_counter() - began - _NAP))

    async def __aenter__(self) -> Self:
        self._napping = asyncio.create_task(self._nap())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._napping:
            self._napping.cancel()
            await asyncio.gather(self._napping, return_exceptions=True)


def resident_mib() -> float:
    """The resident memory of the process in MiB."""
    return float(psutil.Process().memory_info().rss) / 2**20
