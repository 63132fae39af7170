"""Samples batches of similar length as arrays, with domains weighted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.recipe.config import Batches, Phase
from models.recipe.vocabulary import BOS, EOS, PAD

Ids = npt.NDArray[np.int64]
Batch = tuple[Ids, Ids, Ids]
"""Source (rows, width), decoder input and decoder output of the same shape; sentences are followed by EOS and PAD."""

_DEV_ROWS = 256


class Sampler:
    """Samples random batches with about the same number of padded target tokens.

    Args:
        path: examples as `examples.make` writes them.
        numbers: buckets and sizes.
        seed: for all sampling; which examples are held out only depends on their number.
    """

    def __init__(self, path: Path, numbers: Batches, seed: int) -> None:
        with np.load(path) as arrays:
            self._z: dict[str, npt.NDArray[Any]] = {name: arrays[name] for name in arrays.files}
        self._numbers = numbers
        self._buckets = np.array(numbers.buckets)
        lengths = [np.diff(self._z[name].astype(np.int64)) + 1 for name in ("src_off", "tgt_off")]
        self._bucket = np.searchsorted(self._buckets, np.maximum(*lengths))
        count = len(self._bucket)
        self._held = np.random.default_rng(0).permutation(count)[: min(numbers.held, count // 50)]
        usable = self._bucket < len(self._buckets)
        usable[self._held] = False
        self._usable = np.flatnonzero(usable)
        self._rng = np.random.default_rng(seed)
        self._phase = self._wanted = Phase(0.0, {})
        self._weights = self._shares(self._phase)
        self._queue: list[tuple[int, npt.NDArray[np.int64]]] = []

    @property
    def examples(self) -> int:
        """The number of training examples."""
        return len(self._usable)

    def set_phase(self, phase: Phase) -> None:
        """Use a phase's domain weights from the next batch on; thread-safe."""
        self._wanted = phase

    def __iter__(self) -> Iterator[Batch]:
        while True:
            if self._phase is not (wanted := self._wanted):
                self._phase, self._weights, self._queue = wanted, self._shares(wanted), []
            if not self._queue:
                self._refill()
            yield self._batch(*self._queue.pop())

    def held_out(self) -> Iterator[Batch]:
        """The held-out examples, in order of length."""
        for bucket in range(len(self._buckets)):
            ids = self._held[self._bucket[self._held] == bucket]
            for start in range(0, len(ids), _DEV_ROWS):
                yield self._batch(bucket, ids[start : start + _DEV_ROWS])

    def _shares(self, phase: Phase) -> npt.NDArray[np.float64]:
        """The sampling probability of each example."""
        by_domain = np.array([phase.weights.get(str(name), 1.0) for name in self._z["groups"]], np.float64)
        weights = by_domain[self._z["group"][self._usable]]
        return np.asarray(weights / weights.sum())

    def _refill(self) -> None:
        size = min(len(self._usable), self._numbers.draw)
        draw = self._rng.choice(self._usable, size=size, p=self._weights)
        for bucket, width in enumerate(self._buckets):
            ids = draw[self._bucket[draw] == bucket]
            rows = max(1, self._numbers.tokens // int(width))
            whole = [(bucket, ids[start : start + rows]) for start in range(0, len(ids), rows)]
            # A small remainder is not worth a training step; its examples will be drawn again later.
            self._queue += [batch for batch in whole if 2 * len(batch[1]) >= min(rows, len(ids))]
        self._queue = [self._queue[i] for i in self._rng.permutation(len(self._queue))]

    def _batch(self, bucket: int, ids: npt.NDArray[np.int64]) -> Batch:
        width = int(self._buckets[bucket])
        source, output = self._rows("src", ids, width), self._rows("tgt", ids, width)
        given = np.concatenate([np.full((len(ids), 1), BOS), output[:, :-1]], axis=1)
        given[given == EOS] = PAD
        return source, given, output

    def _rows(self, side: str, ids: npt.NDArray[np.int64], width: int) -> Ids:
        flat, offsets = self._z[side], self._z[f"{side}_off"].astype(np.int64)
        start, length = offsets[ids][:, None], (offsets[ids + 1] - offsets[ids])[:, None]
        column = np.arange(width)[None]
        tokens = flat[np.minimum(start + column, len(flat) - 1)].astype(np.int64)
        return np.where(column < length, tokens, np.where(column == length, EOS, PAD))
