"""Measures throughput with concurrent callers, each of which sends its next request when the last is answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from bot.bench.figures import Latency
from bot.nmt.types import Direction
from bot.settings import Settings

Sentence = tuple[str, Direction]
Asked = TypeVar("Asked")
_REPETITIONS = 3


@dataclass(frozen=True, slots=True)
class Contest:
    """The result of a contestant in the best of three runs.

    Attributes:
        who: the contestant.
        callers: number of concurrent callers.
        sentences: number of sentences translated.
        per_second: sentences per second.
        latency: of a call.
    """

    who: str
    callers: int
    sentences: int
    per_second: float
    latency: Latency


Rival = Callable[[Settings, int, Sequence[Sentence]], Iterable[Contest]]
"""Other software with the same weights, given how many cores it may use."""


async def with_tasks(
    who: str, callers: int, sentences: Sequence[Sentence], call: Callable[[Sentence], Awaitable[object]]
) -> Contest:
    """Call from tasks of the event loop."""

    async def once() -> tuple[float, list[float]]:
        queue, took = iter(sentences), list[float]()

        async def ask() -> None:
            for sentence in queue:
                start = time.perf_counter()
                await call(sentence)
                took.append(time.perf_counter() - start)

        start = time.perf_counter()
        await asyncio.gather(*(ask() for _ in range(callers)))
        return time.perf_counter() - start, took

    return _best(who, callers, [await once() for _ in range(_REPETITIONS)])


def with_threads(who: str, callers: int, asked: Sequence[Asked], call: Callable[[Asked], object]) -> Contest:
    """Call from threads."""

    def timed(one: Asked) -> float:
        start = time.perf_counter()
        call(one)
        return time.perf_counter() - start

    def once() -> tuple[float, list[float]]:
        with ThreadPoolExecutor(callers) as pool:
            start = time.perf_counter()
            took = list(pool.map(timed, asked))
            return time.perf_counter() - start, took

    return _best(who, callers, [once() for _ in range(_REPETITIONS)])


def _best(who: str, callers: int, runs: Sequence[tuple[float, list[float]]]) -> Contest:
    seconds, took = min(runs)
    return Contest(who, callers, len(took), len(took) / seconds, Latency.of(took))
