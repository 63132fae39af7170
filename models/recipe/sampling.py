"""What is trained on: random batches with weighted domains, prepared by other processes."""

import multiprocessing
import queue
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from models.recipe.batches import Batch, Store
from models.recipe.config import Recipe
from models.recipe.layout import Ids, layouts

_AHEAD = 4
"""Batches to prepare in advance, for each process."""
_PATIENCE = 1
"""Seconds to wait for a batch before checking that the processes are alive."""


class Sampler:
    """Draws random examples, each of a domain equally often.

    Args:
        domains: the examples of each domain.
        size: how many to draw at a time.
        rng: makes the random choices.
    """

    def __init__(self, domains: Mapping[str, Ids], size: int, rng: np.random.Generator) -> None:
        self._size, self._rng = size, rng
        self._orders = {name: rng.permutation(ids) for name, ids in domains.items() if len(ids)}
        self._used = dict.fromkeys(self._orders, 0)

    def draw(self, weights: Mapping[str, float]) -> Ids:
        """Draw examples.

        Args:
            weights: of domains, relative to their numbers of examples; unlisted ones have weight 1.
        """
        shares = np.array([weights.get(name, 1.0) * len(ids) for name, ids in self._orders.items()])
        counts = self._rng.multinomial(self._size, shares / shares.sum()).tolist()
        drawn = [ids for name, count in zip(self._orders, counts, strict=True) for ids in self._take(name, count)]
        return self._rng.permutation(np.concatenate(drawn))

    def _take(self, name: str, count: int) -> Iterator[Ids]:
        """The next examples of a domain, which is shuffled after each pass over it."""
        while count:
            if self._used[name] == len(self._orders[name]):
                self._orders[name], self._used[name] = self._rng.permutation(self._orders[name]), 0
            ids = self._orders[name][self._used[name] :][:count]
            self._used[name] += len(ids)
            count -= len(ids)
            yield ids


class Producers:
    """Processes that prepare batches; a context manager that ends them, and an endless iterator.

    Args:
        recipe: the shape of the batches, their domain weights, and the number of processes.
        path: the examples.
        step: the step that training resumes from; each gets different batches.
    """

    def __init__(self, recipe: Recipe, path: Path, step: int) -> None:
        context = multiprocessing.get_context("spawn")
        workers = recipe.batches.workers
        self._phase = context.Value("i", 0)
        self._ready: multiprocessing.Queue[Batch] = context.Queue(_AHEAD * workers)
        self._processes = [
            context.Process(target=_produce, args=(recipe, path, (step, worker), self._phase, self._ready), daemon=True)
            for worker in range(workers)
        ]

    def __enter__(self) -> Self:
        for process in self._processes:
            process.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        self._ready.close()

    def set_phase(self, phase: int) -> None:
        """Use another phase's weights; batches that are drawn already come first."""
        self._phase.value = phase

    def __iter__(self) -> Iterator[Batch]:
        while True:
            try:
                yield self._ready.get(timeout=_PATIENCE)
            except queue.Empty:
                if not all(process.is_alive() for process in self._processes):
                    raise RuntimeError("A process that prepares batches has died.") from None


def _produce(recipe: Recipe, path: Path, number: tuple[int, int], phase: Any, ready: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that trains
    store = Store(path, recipe.batches)
    rng = np.random.default_rng([recipe.optimizer.seed, *number])
    sampler = Sampler(store.domains, recipe.batches.draw, rng)

    def draws() -> Iterator[Ids]:
        while True:
            yield sampler.draw(recipe.phases[phase.value].weights)

    for layout in layouts(draws(), store.lengths, recipe.batches, rng):
        ready.put(store.batch(layout))
