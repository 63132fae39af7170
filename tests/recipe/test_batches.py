from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.recipe.batches import Batch, Store
from models.recipe.config import Batches
from models.recipe.layout import layouts
from models.recipe.vocabulary import BOS, EOS, PAD
from tests.recipe import small

PACKED = Batches(tokens=32, row=(10, 8), buckets=(), draw=100, held=10, workers=1)
PADDED = replace(PACKED, buckets=(4, 8))


def batches(store: Store, numbers: Batches) -> list[Batch]:
    ids = np.concatenate(list(store.domains.values()))
    return [store.batch(layout) for layout in layouts([ids], store.lengths, numbers, np.random.default_rng(1))]


@pytest.mark.parametrize("numbers", [PACKED, PADDED])
def test_examples_are_intact_and_apart(few: Path, numbers: Batches) -> None:
    store, count = Store(few, numbers), 0
    for source, given, output in batches(store, numbers):
        for row in range(len(output)):
            for segment in range(1, source.segments[row].max() + 1):
                of_source, of_target = source.segments[row] == segment, given.segments[row] == segment
                first = source.ids[row][of_source][0]
                assert source.ids[row][of_source].tolist() == [first, 7, EOS]
                assert source.positions[row][of_source].tolist() == [0, 1, 2]
                target = output[row][of_target & (output[row] != PAD)].tolist()
                assert target == [first + 10] * (len(target) - 1) + [EOS]
                real = given.ids[row][of_target][: len(target)].tolist()
                assert real == [BOS, *target[:-1]]
                assert given.positions[row][of_target][: len(target)].tolist() == list(range(len(target)))
                count += 1
    assert count == sum(map(len, store.domains.values()))


@pytest.mark.parametrize("numbers", [PACKED, PADDED])
def test_every_place_has_something_to_attend_to(few: Path, numbers: Batches) -> None:
    for source, given, output in batches(Store(few, numbers), numbers):
        assert output.shape == given.ids.shape
        for row in range(len(output)):
            assert set(given.segments[row]) <= set(source.segments[row])
            assert sorted(given.segments[row]) == given.segments[row].tolist()


def test_tokens_count_end_symbols_but_not_empty_places(few: Path) -> None:
    store = Store(few, PACKED)
    expected = sum(store.lengths[1, ids].sum() for ids in store.domains.values())
    assert sum(batch.tokens for batch in batches(store, PACKED)) == expected


def test_overlong_and_held_out_examples_are_not_trained_on(few: Path) -> None:
    for numbers in (PACKED, PADDED):
        store = Store(few, numbers)
        used = np.concatenate([*store.domains.values(), store.held_out])
        assert len(store.held_out) <= 4
        assert sorted(used.tolist()) == [i for i in range(small.FEW) if i % 8 != 7]
