"""A programmable engine, and functions to send requests to a batcher in front of it."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.nmt.batcher import Batcher
from bot.nmt.types import Direction, Hypothesis, Unit

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
    """What the engine does with a batch: signal that it started, wait for permission to continue, answer."""

    answer: Callable[[Sequence[str]], Any] | BaseException
    started: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)


def upper(segments: Sequence[str]) -> list[Hypothesis]:
    return [Hypothesis(segment.upper(), -0.5, 1) for segment in segments]


@dataclass
class FakeEngine:
    """Translates segments to uppercase unless `enqueue` sets another answer; `history` has every call."""

    placeholders: int = 10
    unit: Unit = "sentence"
    directions: frozenset[Direction] = frozenset({EN_ZH, ZH_EN})
    history: list[Call] = field(default_factory=list)
    _plans: deque[Plan] = field(default_factory=deque)

    def enqueue(self, answer: Callable[[Sequence[str]], Any] | BaseException = upper, *, held: bool = False) -> Plan:
        """Set the answer to the next batch without one; a held batch waits for `go.set()`."""
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


def texts(hypotheses: Sequence[Hypothesis]) -> list[str]:
    return [hypothesis.text for hypothesis in hypotheses]


async def until(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, PATIENCE)


async def ask(batcher: Batcher, *segments: str, **options: Any) -> "asyncio.Task[list[Hypothesis]]":
    """Start a request and wait until it is in the queue."""
    task = asyncio.create_task(batcher.translate(segments, options.pop("direction", EN_ZH), **options))
    await asyncio.sleep(0)
    return task


async def hold(batcher: Batcher, engine: FakeEngine, **options: Any) -> tuple[Plan, "asyncio.Task[list[Hypothesis]]"]:
    """Keep the engine busy with a segment until the plan's `go` is set."""
    plan = engine.enqueue(held=True)
    task = await ask(batcher, "held", **options)
    await until(plan.started)
    return plan, task
