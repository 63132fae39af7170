"""PURE: which examples are in which rows of a batch: padded to similar lengths, or packed into rows of fixed lengths.

Almost every place of a packed batch trains the network, and all packed batches have the same shape, for which a GPU's
programs are compiled (Krell et al. 2021, arXiv:2107.02027). A CPU prefers short rows, one example each.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.recipe.config import Batches

Ids = npt.NDArray[np.int64]

_FILL = 0.975
"""The share of a packed batch's places for which to select examples; the few that do not fit go into the next one."""
_SHORTEST = 2
"""An example has at least one token and the end symbol on each side."""


class Layout(NamedTuple):
    """The layout of a batch.

    Attributes:
        ids: the examples.
        rows: the row of each.
        shape: number of rows, and the width of sources and of targets.
    """

    ids: Ids
    rows: Ids
    shape: tuple[int, int, int]


def layouts(draws: Iterable[Ids], lengths: Ids, numbers: Batches, rng: np.random.Generator) -> Iterator[Layout]:
    """Lay out all drawn examples, each once.

    Args:
        draws: examples. Those that do not fill a batch are kept for the next draw; after the last draw, they make
            smaller batches.
        lengths: (2, n), of the sources and targets of all examples, with the end symbol.
        numbers: the shape of the batches.
        rng: shuffles batches of different lengths.
    """
    take = _padded if numbers.buckets else _packed
    left = np.empty(0, np.int64)
    for ids in draws:
        found, left = take(np.concatenate([left, ids]), lengths, numbers, whole=True)
        yield from (found[i] for i in rng.permutation(len(found)))
    found, _ = take(left, lengths, numbers, whole=False)
    yield from found


def _padded(ids: Ids, lengths: Ids, numbers: Batches, *, whole: bool) -> tuple[list[Layout], Ids]:
    """Batches of one example a row, by length, and the examples left over if only whole batches are wanted."""
    bucket = np.searchsorted(numbers.buckets, lengths[:, ids].max(0))
    found, left = [], [ids[:0]]
    for i, width in enumerate(numbers.buckets):
        some, rows = ids[bucket == i], max(1, numbers.tokens // width)
        end = len(some) // rows * rows if whole else len(some)
        for start in range(0, end, rows):
            batch = some[start : min(start + rows, end)]
            found.append(Layout(batch, np.arange(len(batch)), (len(batch), width, width)))
        left.append(some[end:])
    return found, np.concatenate(left)


def _packed(ids: Ids, lengths: Ids, numbers: Batches, *, whole: bool) -> tuple[list[Layout], Ids]:
    """Batches of several examples a row, and the examples left over if only whole batches are wanted."""
    rows, found = max(1, numbers.tokens // numbers.row[1]), list[Layout]()
    while len(ids):
        places = np.cumsum(lengths[:, ids], axis=1).T / (np.array(numbers.row) * rows)
        full = (places > _FILL).any(1)
        if whole and not full.any():
            break
        count = max(1, int(full.argmax())) if full.any() else len(ids)
        some, ids = ids[:count], ids[count:]
        row = first_fit(lengths[:, some], rows, numbers.row)
        found.append(Layout(some[row >= 0], row[row >= 0], (rows, *numbers.row)))
        ids = np.concatenate([some[row < 0], ids])
    return found, ids


def first_fit(lengths: Ids, rows: int, row: tuple[int, int]) -> Ids:
    """Put each example into the first row that has room for both of its sides, the longest examples first.

    Args:
        lengths: (2, n), of the examples' sources and targets.
        rows: number of rows.
        row: places for sources and for targets in each row.

    Returns:
        The row of each example; -1 for those that fit into none.
    """
    found = np.full(lengths.shape[1], -1)
    sources, targets = [row[0]] * rows, [row[1]] * rows  # the free places
    first = 0  # all rows before this one are full
    order = np.argsort(-(lengths.T / row).max(1), kind="stable")
    for example, source, target in zip(order.tolist(), *lengths[:, order].tolist(), strict=True):
        at = first
        while at < rows and (sources[at] < source or targets[at] < target):
            at += 1
        if at == rows:
            continue
        found[example] = at
        sources[at] -= source
        targets[at] -= target
        while first < rows and min(sources[first], targets[first]) < _SHORTEST:
            first += 1
    return found
