from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from models.recipe.batches import Sampler
from models.recipe.config import Batches, Phase
from models.recipe.vocabulary import BOS, EOS, PAD

NUMBERS = Batches(buckets=(4, 8), tokens=32, draw=100, held=10)
COUNT = 200


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Example i has the source (10 + i % 2, 7) and a target of 1 to 8 tokens 20 + i % 2; eight are too many."""
    targets = [[20 + i % 2] * (1 + i % 8) for i in range(COUNT)]
    offsets = np.concatenate([[0], np.cumsum([len(target) for target in targets])]).astype(np.uint32)
    np.savez(
        tmp_path / "x.npz",
        src=np.array([[10 + i % 2, 7] for i in range(COUNT)], np.uint16).ravel(),
        src_off=np.arange(0, 2 * COUNT + 1, 2, dtype=np.uint32),
        tgt=np.concatenate(targets).astype(np.uint16),
        tgt_off=offsets,
        group=np.array([i % 2 for i in range(COUNT)], np.uint8),
        groups=np.array(["chat", "lexicon"]),
    )
    return tmp_path / "x.npz"


def test_rows_end_and_the_decoder_sees_what_comes_before(path: Path) -> None:
    for source, given, output in islice(Sampler(path, NUMBERS, seed=1), 50):
        assert source.shape == output.shape == given.shape
        assert source.shape[1] in NUMBERS.buckets
        assert source.size <= NUMBERS.tokens
        for row, before, after in zip(source, given, output, strict=True):
            assert row.tolist() == [row[0], 7, EOS, *[PAD] * (len(row) - 3)]
            end = after.tolist().index(EOS)
            assert set(after[:end].tolist()) == {row[0] + 10}
            assert before.tolist() == [BOS, *after[:end].tolist(), *[PAD] * (len(row) - end - 1)]


def test_overlong_and_held_out_examples_are_not_trained_on(path: Path) -> None:
    sampler = Sampler(path, NUMBERS, seed=1)
    held = sum(len(source) for source, _, _ in sampler.held_out())
    assert held <= 4
    assert COUNT * 7 // 8 - 4 <= sampler.examples <= COUNT * 7 // 8


def test_a_phase_determines_which_domains_are_sampled(path: Path) -> None:
    sampler = Sampler(path, NUMBERS, seed=1)
    batches = iter(sampler)
    assert {int(source[0, 0]) for source, _, _ in islice(batches, 30)} == {10, 11}
    sampler.set_phase(Phase(0.5, {"lexicon": 0.0}))
    assert {int(row[0]) for source, _, _ in islice(batches, 30) for row in source} == {10}


def test_sampling_is_reproducible_with_a_seed(path: Path) -> None:
    one, other = (islice(Sampler(path, NUMBERS, seed=3), 5) for _ in range(2))
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a[2], b[2])
