"""What the service needs from outside."""

from collections.abc import Sequence
from typing import Protocol

from bot.nmt.types import Direction, Hypothesis
from bot.translation.terms import Terms


class SegmentTranslator(Protocol):
    """Whatever turns segments into hypotheses: the local batcher or a worker far away."""

    @property
    def placeholders(self) -> int:
        """How many placeholder symbols `⟦0⟧`, `⟦1⟧` ... the model carries over; 0 where it knows none."""
        ...

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model translates."""
        ...

    async def translate(
        self,
        segments: Sequence[str],
        direction: Direction,
        *,
        tenant: int = 0,
        room: int = 0,
        deadline: float | None = None,
        beam: int = 1,
    ) -> list[Hypothesis]:
        """Translate segments, in order, one hypothesis each.

        Args:
            segments: sentences in the source language, at least one character each.
            direction: one of `directions`.
            tenant: for whom, for fairness: the id of the server (0 where there is none).
            room: where in the server, for fairness within it: the id of the channel (0 where there is none).
            deadline: `time.monotonic()` seconds after which nobody waits for the answer.
            beam: beam size; 1 is greedy.

        Raises:
            OverloadedError: the queue is full.
            DeadlineError: the deadline passed first.
            EngineError: the engine failed on the batch.
        """
        ...


class Glossary(Protocol):
    """Whatever knows the terms of servers."""

    async def terms(self, tenant: int) -> Terms | None:
        """The terms of a server, compiled; None where it has none.

        Args:
            tenant: the id of the server; 0 stands for none.
        """
        ...
