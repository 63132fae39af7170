"""What the service needs from outside."""

from collections.abc import Sequence
from typing import Protocol, TypedDict, Unpack

from bot.nmt.types import Direction, Hypothesis, Unit
from bot.translation.terms import Terms


class EngineOptions(TypedDict, total=False):
    """How the model's work is scheduled and searched.

    Attributes:
        tenant: the server's id, for fairness between servers (0 where there is none).
        room: the channel's id, for fairness within the server (0 where there is none).
        deadline: `time.monotonic()` seconds after which nobody waits for the answer; None for no limit.
        beam: beam size; 1, the default, is greedy.
    """

    tenant: int
    room: int
    deadline: float | None
    beam: int


class SegmentTranslator(Protocol):
    """Turns segments into hypotheses: the local batcher, or a cache in front of it."""

    @property
    def placeholders(self) -> int:
        """How many placeholder symbols `⟦0⟧`, `⟦1⟧` ... the model carries over; 0 where it knows none."""
        ...

    @property
    def unit(self) -> Unit:
        """How much of a message the model translates at once: a sentence, or a whole paragraph."""
        ...

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model translates."""
        ...

    async def translate(
        self, segments: Sequence[str], direction: Direction, **options: Unpack[EngineOptions]
    ) -> list[Hypothesis]:
        """Translate segments, in order, one hypothesis each.

        Args:
            segments: sentences in the source language, at least one character each.
            direction: one of `directions`.
            **options: how to schedule and search.

        Raises:
            OverloadedError: the queue is full.
            DeadlineError: the deadline passed first.
            EngineError: the engine failed on the batch.
        """
        ...


class Glossary(Protocol):
    """Knows the terms of servers."""

    async def terms(self, tenant: int) -> Terms | None:
        """The terms of a server, compiled; None where it has none.

        Args:
            tenant: the server's id; 0 where there is none.
        """
        ...
