"""Figures that every benchmark gives: how long things took, and how much memory the process holds."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import psutil

_NAP = 0.01


@dataclass(frozen=True, slots=True)
class Latency:
    """How long things took, in milliseconds; all 0 where there were none.

    Attributes:
        p50: half took no longer.
        p95: nineteen of twenty took no longer.
        p99: ninety-nine of a hundred took no longer.
        most: none took longer.
    """

    p50: float
    p95: float
    p99: float
    most: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Latency":
        """The latency of things that took so many seconds each."""
        ranked = sorted(seconds) or [0.0]
        return cls(*(1e3 * ranked[min(len(ranked) - 1, int(share * len(ranked)))] for share in (0.5, 0.95, 0.99, 1)))


class Lag:
    """By how much the event loop wakes its tasks too late. An asynchronous context manager.

    Attributes:
        seconds: of each nap by how much it was too long.
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
    """What the whole process holds in memory."""
    return float(psutil.Process().memory_info().rss) / 2**20
