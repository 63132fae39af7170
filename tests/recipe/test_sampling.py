from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from models.recipe.batches import Batch
from models.recipe.config import Phase
from models.recipe.sampling import Producers, Sampler
from tests.recipe.small import RECIPE

DOMAINS = {"chat": np.arange(100), "lexicon": np.arange(100, 110), "empty": np.arange(0)}


def test_domains_are_drawn_by_weight_and_their_examples_evenly() -> None:
    sampler = Sampler(DOMAINS, 1000, np.random.default_rng(1))
    drawn = Counter(sampler.draw({"lexicon": 10.0}).tolist())
    assert drawn.total() == 1000
    chat, lexicon = [drawn[i] for i in range(100)], [drawn[i] for i in range(100, 110)]
    assert 400 < sum(chat) < 600
    assert max(chat) - min(chat) <= 1
    assert max(lexicon) - min(lexicon) <= 1


def test_a_domain_without_weight_is_not_drawn() -> None:
    sampler = Sampler(DOMAINS, 1000, np.random.default_rng(1))
    assert sampler.draw({"lexicon": 0.0}).max() < 100


def test_draws_are_reproducible() -> None:
    one, other = (Sampler(DOMAINS, 50, np.random.default_rng(1)) for _ in range(2))
    for _ in range(5):
        assert np.array_equal(one.draw({}), other.draw({}))


def test_processes_prepare_batches_of_the_phase(few: Path) -> None:
    recipe = replace(RECIPE, phases=(Phase(0.0, {"lexicon": 0.0}), Phase(0.5, {"chat": 0.0})))
    with Producers(recipe, few, step=0) as producers:
        batches = iter(producers)
        assert all(sources(batch) == {10} for batch in islice(batches, 3))
        producers.set_phase(1)
        assert any(sources(batch) == {11} for batch in islice(batches, 100))


def test_a_process_that_dies_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Producers(RECIPE, tmp_path / "missing.npz", step=0) as producers, pytest.raises(RuntimeError, match="died"):
        next(iter(producers))
    assert "missing.npz" in capfd.readouterr().err


def sources(batch: Batch) -> set[int]:
    """The first pieces of the sources in a batch."""
    source = batch.source
    return set(source.ids[(source.segments > 0) & (source.positions == 0)].tolist())
