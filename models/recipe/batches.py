"""Batches, and the examples that they consist of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from models.recipe.config import Batches
from models.recipe.layout import Ids, Layout
from models.recipe.vocabulary import BOS, EOS, PAD


class Side(NamedTuple):
    """The sources of a batch, or the targets as the decoder sees them: arrays or tensors (rows, width).

    Attributes:
        ids: the pieces; PAD in empty places.
        segments: the number of each place's example in its row, from 1; a place attends only to places with the same
            number. In sources, empty places have 0. In targets, they belong to the row's last example, so that they too
            have a source to attend to; they cannot influence it, because they follow it.
        positions: of each piece within its example, from 0.
    """

    ids: Any
    segments: Any
    positions: Any


class Batch(NamedTuple):
    """Rows of one or several examples each.

    Attributes:
        source: each example ends with EOS.
        given: what the decoder sees: each example starts with BOS.
        output: what the decoder has to predict in these places: each example ends with EOS.
    """

    source: Side
    given: Side
    output: Any

    @property
    def tokens(self) -> int:
        """The number of target tokens, with end symbols and without empty places."""
        return int((self.output != PAD).sum())

    def map(self, change: Callable[[Any], Any]) -> "Batch":
        """Apply a function to every array."""
        return Batch(Side(*map(change, self.source)), Side(*map(change, self.given)), change(self.output))


class Store:
    """The examples of a file; an example's id is its index.

    Args:
        path: as `examples.make` writes it.
        numbers: maximum lengths, and how many examples to hold out; which ones depends only on the number of all.

    Attributes:
        lengths: (2, n), of sources and targets with the end symbol.
        domains: the training examples of each domain.
        held_out: the examples for the validation loss.
    """

    def __init__(self, path: Path, numbers: Batches) -> None:
        with np.load(path) as arrays:
            self._pieces = arrays["src"], arrays["tgt"]
            self._offsets = [arrays[name].astype(np.int64) for name in ("src_off", "tgt_off")]
            group, names = arrays["group"], arrays["groups"].tolist()
        self.lengths: Ids = np.stack([np.diff(offsets) + 1 for offsets in self._offsets])
        usable: npt.NDArray[np.bool_] = np.all(self.lengths <= np.array(numbers.longest)[:, None], axis=0)
        held = np.random.default_rng(0).permutation(len(group))[: min(numbers.held, len(group) // 50)]
        self.held_out = held[usable[held]]
        usable[held] = False
        self.domains = {name: np.flatnonzero(usable & (group == i)) for i, name in enumerate(names)}

    def batch(self, layout: Layout) -> Batch:
        """Make a batch; the examples of a row must fit into it."""
        order = np.argsort(layout.rows, kind="stable")
        ids, row = layout.ids[order], layout.rows[order]
        rows, *widths = layout.shape
        count = np.bincount(row, minlength=rows)[:, None]
        source = self._side(0, ids, row, np.zeros((rows, widths[0]), np.int32))
        target = self._side(1, ids, row, np.full((rows, widths[1]), count, np.int32))
        before = np.where(target.positions == 0, BOS, np.roll(target.ids, 1, axis=1))
        given = np.where(target.ids == PAD, PAD, before).astype(np.int32)
        return Batch(source, target._replace(ids=given), target.ids)

    def _side(self, side: int, ids: Ids, row: Ids, segments: npt.NDArray[np.int32]) -> Side:
        """One side of examples in order of rows; `segments` comes with the values of empty places."""
        lengths, pieces = self.lengths[side][ids], self._pieces[side]
        start = np.cumsum(lengths) - lengths
        first = np.searchsorted(row, row)  # of each example's row
        example = np.repeat(np.arange(len(ids)), lengths)
        position = np.arange(len(example)) - start[example]
        at = self._offsets[side][ids][example] + position
        at_end = position == lengths[example] - 1
        place = row[example], (start - start[first])[example] + position
        tokens, positions = np.full_like(segments, PAD), np.zeros_like(segments)
        tokens[place] = np.where(at_end, EOS, pieces[np.minimum(at, len(pieces) - 1)])
        positions[place] = position
        segments[place] = (np.arange(len(ids)) - first + 1)[example]
        return Side(tokens, segments, positions)
