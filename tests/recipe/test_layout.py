from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recipe.config import Batches
from models.recipe.layout import Ids, Layout, first_fit, layouts

PACKED = Batches(tokens=32, row=(10, 8), buckets=(), draw=20, held=10, workers=1)
PADDED = replace(PACKED, buckets=(4, 8))
LENGTHS = st.lists(st.tuples(st.integers(2, 8), st.integers(2, 8)), min_size=1, max_size=200)


def laid_out(lengths: list[tuple[int, int]], numbers: Batches) -> tuple[Ids, list[Layout]]:
    """Layouts of all examples, drawn in parts."""
    array = np.array(lengths).T
    draws = np.array_split(np.arange(len(lengths)), 3)
    return array, list(layouts(draws, array, numbers, np.random.default_rng(1)))


@pytest.mark.parametrize("numbers", [PACKED, PADDED])
@given(lengths=LENGTHS)
def test_every_example_is_in_one_batch_and_fits(lengths: list[tuple[int, int]], numbers: Batches) -> None:
    array, found = laid_out(lengths, numbers)
    assert sorted(i for layout in found for i in layout.ids.tolist()) == list(range(len(lengths)))
    for ids, rows, (count, *widths) in found:
        assert count * widths[1] <= numbers.tokens
        for side, width in enumerate(widths):
            assert np.all(np.bincount(rows, array[side, ids], minlength=count) <= width)


@given(LENGTHS)
def test_packed_batches_have_one_shape(lengths: list[tuple[int, int]]) -> None:
    assert {layout.shape for layout in laid_out(lengths, PACKED)[1]} == {(4, 10, 8)}


@given(LENGTHS)
def test_padded_rows_have_one_example_and_the_smallest_bucket(lengths: list[tuple[int, int]]) -> None:
    array, found = laid_out(lengths, PADDED)
    for ids, rows, (count, *widths) in found:
        assert rows.tolist() == list(range(count))
        assert {4 if longest <= 4 else 8 for longest in array[:, ids].max(0)} == set(widths)


def test_only_the_last_batches_are_small() -> None:
    lengths = np.random.default_rng(2).integers(2, 8, (2, 500))
    for numbers in (PACKED, PADDED):
        endless = (np.arange(i, i + 100) for i in (0, 100, 200, 300, 400))
        found = [
            layout
            for layout, _ in zip(layouts(endless, lengths, numbers, np.random.default_rng(1)), range(40), strict=False)
        ]
        filled = [lengths[1, layout.ids].sum() / numbers.tokens for layout in found]
        assert np.mean(filled) > 0.6


def test_the_longest_example_goes_first_into_the_first_row_with_room_for_both_sides() -> None:
    lengths = np.array([[3, 9, 4, 6, 9], [3, 2, 8, 4, 9]])
    assert first_fit(lengths, rows=2, row=(10, 9)).tolist() == [-1, 1, -1, -1, 0]
    assert first_fit(lengths, rows=4, row=(10, 9)).tolist() == [3, 1, 2, 3, 0]
