"""What waits before the engine: requests, and the distinct segments that they want."""

import asyncio
from dataclasses import dataclass, field

from bot.errors import QiaoError
from bot.nmt.types import Direction, Hypothesis

Key = tuple[str, Direction, int]


@dataclass(slots=True, eq=False)
class Request:
    """One call of `translate`: its hypotheses gather here until none is missing."""

    tenant: int
    room: int
    deadline: float | None
    size: int
    future: asyncio.Future[list[Hypothesis]]
    found: dict[int, Hypothesis] = field(default_factory=dict)
    jobs: list["Job"] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether nothing of it has reached the engine yet, so that turning it away saves all its work."""
        return bool(self.jobs) and not any(job.started for job in self.jobs)

    def accept(self, index: int, hypothesis: Hypothesis) -> None:
        """Take the hypothesis of one of its segments; answer once none is missing."""
        self.found[index] = hypothesis
        if len(self.found) == self.size and not self.future.done():
            self.future.set_result([self.found[i] for i in range(self.size)])

    def fail(self, error: QiaoError) -> None:
        """Answer with an error, unless it is answered."""
        if not self.future.done():
            self.future.set_exception(error)


@dataclass(slots=True, eq=False)
class Job:
    """A distinct segment that waits or is worked on, with the places in the requests that want it."""

    key: Key
    cost: int
    wanted: dict[Request, list[int]] = field(default_factory=dict)
    started: bool = False

    @property
    def beam(self) -> int:
        """Its beam size."""
        return self.key[2]


def cost_of(key: Key) -> int:
    """Guess the tokens of a segment: one a Han character, one for three letters, a few for the frame."""
    text, _, beam = key
    return beam * (4 + len(text.encode("utf-8", "surrogatepass")) // 3)
