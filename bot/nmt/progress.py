"""What the engine has done so far, and what it is at."""

import time
from dataclasses import dataclass

from bot.telemetry.histogram import COUNTS, Histogram


@dataclass(frozen=True, slots=True)
class BatcherState:
    """A look at the batcher.

    Attributes:
        queued: distinct segments that wait.
        working: distinct segments in the batches that the engine works on; 0 when it is idle.
        batches: batches done since the start, failed ones counted.
        segments: distinct segments in these.
        alive: whether the engine takes batches.
    """

    queued: int
    working: int
    batches: int
    segments: int
    alive: bool


class Progress:
    """Counts an engine's batches.

    Attributes:
        sizes: distinct segments a batch.
        seconds: the engine's time a batch.
        failed: batches on which the engine failed.
        failing: how many of these were the last ones, without a good one since.
    """

    def __init__(self) -> None:
        self.sizes, self.seconds = Histogram(COUNTS), Histogram()
        self.failed = self.failing = 0
        self._begun: dict[int, float] = {}

    @property
    def began(self) -> float | None:
        """`time.monotonic()` seconds at which the engine got the oldest batch at work; None when it is idle."""
        return min(self._begun.values(), default=None)

    def begin(self, batch: int) -> None:
        """The engine got a batch, of which this is the number."""
        self._begun[batch] = time.monotonic()

    def end(self, batch: int, segments: int, seconds: float, *, failed: bool) -> None:
        """The engine gave a batch back."""
        del self._begun[batch]
        self.sizes.observe(segments)
        self.seconds.observe(seconds)
        self.failed += failed
        self.failing = self.failing + 1 if failed else 0
