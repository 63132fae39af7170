"""Statistics on the engine's finished batches and those in progress."""

import time
from dataclasses import dataclass

from bot.telemetry.histogram import COUNTS, Histogram


@dataclass(frozen=True, slots=True)
class BatcherState:
    """A snapshot of the batcher.

    Attributes:
        queued: distinct segments that are waiting.
        working: distinct segments in the batches in progress; 0 when the engine is idle.
        batches: batches finished since the start, including failed ones.
        segments: distinct segments in those batches.
        alive: whether the engine accepts batches.
    """

    queued: int
    working: int
    batches: int
    segments: int
    alive: bool


class Progress:
    """Statistics on an engine's batches.

    Attributes:
        sizes: distinct segments per batch.
        seconds: engine time per batch.
        failed: number of batches on which the engine failed.
        failing: number of consecutive failed batches up to now.
    """

    def __init__(self) -> None:
        self.sizes, self.seconds = Histogram(COUNTS), Histogram()
        self.failed = self.failing = 0
        self._begun: dict[int, float] = {}

    @property
    def began(self) -> float | None:
        """`time.monotonic()` seconds at which the oldest batch in progress started; None when the engine is idle."""
        return min(self._begun.values(), default=None)

    def begin(self, batch: int) -> None:
        """Record that the engine started a batch, identified by a number."""
        self._begun[batch] = time.monotonic()

    def end(self, batch: int, segments: int, seconds: float, *, failed: bool) -> None:
        """Record that the engine finished a batch."""
        del self._begun[batch]
        self.sizes.observe(segments)
        self.seconds.observe(seconds)
        self.failed += failed
        self.failing = self.failing + 1 if failed else 0
