"""A programmable engine."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.nmt.types import Direction, Hypothesis

EN_ZH = Direction("en", "zh")
ZH_EN = Direction("zh", "en")
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Call:
    segments: list[str]
    directions: list[Direction]
    beam: int


@dataclass(slots=True)
class Plan:
    """What the engine does with one batch: announce itself, wait until it may go on, answer."""

    answer: Callable[[Sequence[str]], Any] | BaseException
    started: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)


def upper(segments: Sequence[str]) -> list[Hypothesis]:
    return [Hypothesis(segment.upper(), -0.5, 1) for segment in segments]


@dataclass
class FakeEngine:
    """Writes segments in capitals, unless told otherwise by `enqueue`; `history` holds every call."""

    placeholders: int = 10
    directions: frozenset[Direction] = frozenset({EN_ZH, ZH_EN})
    history: list[Call] = field(default_factory=list)
    _plans: deque[Plan] = field(default_factory=deque)

    def enqueue(self, answer: Callable[[Sequence[str]], Any] | BaseException = upper, *, held: bool = False) -> Plan:
        """Say what becomes of the next unplanned batch; a held one waits for `go.set()`."""
        plan = Plan(answer)
        if not held:
            plan.go.set()
        self._plans.append(plan)
        return plan

    def translate(self, segments: Sequence[str], directions: Sequence[Direction], *, beam: int = 1) -> list[Hypothesis]:
        self.history.append(Call(list(segments), list(directions), beam))
        plan = self._plans.popleft() if self._plans else None
        if plan is None:
            return upper(segments)
        plan.started.set()
        assert plan.go.wait(PATIENCE)
        if isinstance(plan.answer, BaseException):
            raise plan.answer
        found: list[Hypothesis] = plan.answer(segments)
        return found
