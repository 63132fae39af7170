"""What waits for the engine: requests, and the distinct segments that they need."""

import asyncio
from dataclasses import dataclass, field

from bot.errors import QiaoError
from bot.nmt.types import Direction, Hypothesis

Key = tuple[str, Direction, int]


@dataclass(slots=True, eq=False)
class Request:
    """A call of `translate`; collects its hypotheses until it is complete."""

    tenant: int
    room: int
    deadline: float | None
    size: int
    future: asyncio.Future[list[Hypothesis]]
    found: dict[int, Hypothesis] = field(default_factory=dict)
    jobs: list["Job"] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        """Whether none of it has reached the engine yet, so that rejecting it saves all of its work."""
        return bool(self.jobs) and not any(job.started for job in self.jobs)

    def accept(self, index: int, hypothesis: Hypothesis) -> None:
        """Store the hypothesis of a segment, and answer once all have arrived."""
        self.found[index] = hypothesis
        if len(self.found) == self.size and not self.future.done():
            self.future.set_result([self.found[i] for i in range(self.size)])

    def fail(self, error: QiaoError) -> None:
        """Answer with an error, unless already answered."""
        if not self.future.done():
            self.future.set_exception(error)


@dataclass(slots=True, eq=False)
class Job:
    """A distinct segment that is waiting or in progress, with its positions in the requests that want it."""

    key: Key
    cost: int
    wanted: dict[Request, list[int]] = field(default_factory=dict)
    started: bool = False

    @property
    def beam(self) -> int:
        """Its beam size."""
        return self.key[2]


def cost_of(key: Key) -> int:
    """Estimate the tokens of a segment: one per Han character or three letters, plus a constant overhead."""
    text, _, beam = key
    return beam * (4 + len(text.encode("utf-8", "surrogatepass")) // 3)
