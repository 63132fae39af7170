"""Tests that need PyTorch, which Qiao itself does not: install the extra `recipe` to run them."""

import io
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
import sentencepiece

from models.recipe.__main__ import main
from models.recipe.batches import Side, Store
from models.recipe.config import Phase, Schedule
from models.recipe.examples import make
from models.recipe.export import export
from models.recipe.layout import Layout, layouts
from models.recipe.vocabulary import BOS, EOS, PAD
from models.recipe.weights import Weights
from tests.recipe import small

torch = pytest.importorskip("torch", reason="PyTorch is not installed (the extra 'recipe' brings it)")

MINUTES = 0.05
RECIPE = replace(
    small.RECIPE,
    schedule=Schedule(minutes=MINUTES, decay=0.7, report=1, look=20, save=0.02, snapshots=2),
    optimizer=replace(small.RECIPE.optimizer, lr=1e-2),
    phases=(small.RECIPE.phases[0], Phase(0.5, {"chat": 2})),
)
PADDED = replace(RECIPE, batches=replace(RECIPE.batches, buckets=(8, 16, 32, 64)))


def clock() -> Callable[[], float]:
    """A clock that advances a little on every call."""
    return itertools.count(0.0, 0.04).__next__


def random_network() -> Any:
    """A network with the weights of `small.weights`."""
    from models.recipe.network import Transformer

    network = Transformer(RECIPE.network, RECIPE.vocabulary.size)
    weights = small.weights(RECIPE.network, RECIPE.vocabulary.size)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights.arrays.items()})
    return network.eval()


def alone(ids: Sequence[int]) -> Side:
    """An example by itself."""
    tensor = torch.tensor([ids])
    return Side(tensor, torch.ones_like(tensor), torch.arange(len(ids))[None])


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def examples(corpus: Path, vocabulary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("examples") / "x.npz"
    make(corpus, vocabulary, path, RECIPE, workers=1)
    return path


@pytest.fixture(scope="module", params=[RECIPE, PADDED], ids=["packed", "padded"])
def trained(
    request: pytest.FixtureRequest, examples: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[dict[str, float]]]:
    from models.recipe.train import Trainer

    path, log = tmp_path_factory.mktemp("trained") / "c.pt", io.StringIO()
    for _ in range(2):
        Trainer(request.param, examples, path, RECIPE.vocabulary.size, log, clock=clock()).train(MINUTES / 2)
    return path, [json.loads(line) for line in log.getvalue().splitlines()]


def test_the_exported_network_gives_the_same_log_probabilities(vocabulary: Path, tmp_path: Path) -> None:
    network = random_network()
    export(small.weights(RECIPE.network, RECIPE.vocabulary.size), vocabulary, tmp_path / "model", quantization=None)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    translator = ctranslate2.Translator(str(tmp_path / "model"), compute_type="float32")
    for english, chinese in small.PAIRS[:8]:
        source, target = processor.encode(f"<2zh> {english}"), processor.encode(chinese)
        with torch.no_grad():
            logits = network(alone([*source, EOS]), alone([BOS, *target]))
        ours = logits[0].log_softmax(-1)[torch.arange(len(target) + 1), torch.tensor([*target, EOS])].numpy()
        pieces = [[processor.id_to_piece(i) for i in ids] for ids in (source, target)]
        (theirs,) = translator.score_batch([pieces[0]], [pieces[1]])
        assert np.allclose(ours, theirs.log_probs, atol=1e-3)


def test_packed_and_padded_examples_give_the_same_numbers(examples: Path) -> None:
    network = random_network()
    results = []
    for recipe in (RECIPE, PADDED):
        store = Store(examples, recipe.batches)
        ids = np.flatnonzero((store.lengths <= 64).all(0))
        found: dict[int, list[float]] = {}
        for layout in layouts([ids], store.lengths, recipe.batches, np.random.default_rng(1)):
            batch = store.batch(layout).map(lambda array: torch.from_numpy(array).long())
            with torch.no_grad():
                hidden = network.hidden(batch.source, batch.given)
            assert not hidden.isnan().any()
            for row in range(len(hidden)):
                inside = layout.ids[layout.rows == row].tolist()
                for segment, example in enumerate(inside, start=1):
                    real = (batch.given.segments[row] == segment) & (batch.output[row] != PAD)
                    found[example] = hidden[row][real].flatten().tolist()
        assert len(found) == len(ids)
        results.append(found)
    packed, padded = results
    assert all(np.allclose(packed[example], padded[example], atol=1e-4) for example in packed)


def test_a_packed_example_does_not_see_the_others(examples: Path) -> None:
    network = random_network()
    store = Store(examples, RECIPE.batches)
    ids = store.domains["chat"][:3]
    other = store.domains["chat"][3:4]
    rows = np.zeros(3, np.int64)
    hidden = []
    for some in (ids, np.concatenate([ids[:2], other])):
        batch = store.batch(Layout(some, rows, (1, *RECIPE.batches.row)))
        source, given, _ = batch.map(lambda array: torch.from_numpy(array).long())
        with torch.no_grad():
            hidden.append(network.hidden(source, given)[0][given.segments[0] < 3])
    assert torch.equal(*hidden)


def test_compiled_layers_give_the_same_numbers_and_share_programs(few: Path) -> None:
    network = random_network()
    store = Store(few, RECIPE.batches)
    layout = Layout(store.domains["chat"][:4], np.array([0, 0, 1, 1]), (2, *RECIPE.batches.row))
    source, given, _ = store.batch(layout).map(lambda array: torch.from_numpy(array).long())
    with torch.no_grad():
        before = network.hidden(source, given)
        torch._dynamo.reset()
        network.compile_layers(backend="eager")
        with torch._dynamo.config.patch(recompile_limit=2):  # one for encoder layers, one for decoder layers
            after = network.hidden(source, given)
    assert torch.allclose(before, after, atol=1e-5)
    assert set(network.state_dict()) == set(random_network().state_dict())


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", ["in_cache", "compiled"])
def test_the_loss_and_its_gradients_match_pytorch(smoothing: float, name: str) -> None:
    from models.recipe import loss as losses

    made = torch.Generator().manual_seed(3)
    sizes = ((600, 16), (40, 16), (40,))
    ours = [torch.randn(size, generator=made).requires_grad_() for size in sizes]
    theirs = [one.detach().clone().requires_grad_() for one in ours]
    target = torch.randint(0, 40, (600,), generator=made)
    with torch.compiler.set_stance("force_eager"):  # compiling takes too long for a test
        loss = getattr(losses, name)(*ours, target, smoothing)
    logits = theirs[0] @ theirs[1].T + theirs[2]
    expected = torch.nn.functional.cross_entropy(logits, target, label_smoothing=smoothing, ignore_index=PAD)
    (2 * loss).backward()
    (2 * expected).backward()
    assert torch.allclose(loss, expected, atol=1e-5)
    assert all(torch.allclose(one.grad, other.grad, atol=1e-6) for one, other in zip(ours, theirs, strict=True))


def test_training_lowers_the_loss_and_resumes(trained: tuple[Path, list[dict[str, float]]]) -> None:
    _, log = trained
    losses = [line["loss"] for line in log if "loss" in line]
    steps = [line["step"] for line in log if "loss" in line]
    assert steps == sorted(set(steps))
    assert losses[-1] < losses[0]
    assert sum("parameters" in line for line in log) == 2
    assert any("held_out" in line for line in log)


def test_snapshots_are_averaged_and_exported(
    trained: tuple[Path, list[dict[str, float]]], vocabulary: Path, tmp_path: Path
) -> None:
    path, _ = trained
    snapshots = sorted(path.parent.glob("c.?.pt"))
    assert snapshots
    assert main(["average", str(tmp_path / "mean.pt"), str(path), *map(str, snapshots)]) == 0
    assert main(["pack", str(tmp_path / "mean.pt"), str(tmp_path / "packed")]) == 0
    assert main(["join", str(tmp_path / "packed"), str(tmp_path / "joined.pt")]) == 0
    assert main(["export", str(tmp_path / "joined.pt"), str(vocabulary), str(tmp_path / "model")]) == 0
    assert (tmp_path / "model" / "model.bin").stat().st_size > 100_000


def test_training_starts_from_packed_weights(examples: Path, tmp_path: Path) -> None:
    from models.recipe.train import Trainer

    weights = small.weights(RECIPE.network, RECIPE.vocabulary.size)
    weights.pack(tmp_path / "packed")
    size = RECIPE.vocabulary.size
    Trainer(RECIPE, examples, tmp_path / "c.pt", size, io.StringIO(), start=tmp_path / "packed").train(0)
    found = Weights.read(tmp_path / "c.pt")
    assert np.allclose(found.arrays["bias"], weights.arrays["bias"])
    assert found.network == RECIPE.network


def test_training_starts_from_a_shallower_network(examples: Path, tmp_path: Path) -> None:
    from models.recipe.train import Trainer

    small.weights(replace(RECIPE.network, enc=1), RECIPE.vocabulary.size).pack(tmp_path / "packed")
    Trainer(
        RECIPE, examples, tmp_path / "c.pt", RECIPE.vocabulary.size, io.StringIO(), start=tmp_path / "packed"
    ).train(0)
    assert Weights.read(tmp_path / "c.pt").network == RECIPE.network


def test_training_stops_on_request(examples: Path, tmp_path: Path) -> None:
    from models.recipe.train import Trainer

    log = io.StringIO()
    trainer = Trainer(RECIPE, examples, tmp_path / "c.pt", RECIPE.vocabulary.size, log)
    trainer.stop()
    trainer.train(1)
    assert '"loss"' not in log.getvalue()
    assert (tmp_path / "c.pt").exists()
