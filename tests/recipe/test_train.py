"""Tests that need PyTorch, which Qiao itself does not: install the extra `recipe` to run them."""

import io
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import sentencepiece

from models.recipe.__main__ import main
from models.recipe.config import Phase, Schedule
from models.recipe.examples import make
from models.recipe.export import export
from models.recipe.vocabulary import BOS, EOS
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


def clock() -> Callable[[], float]:
    """A clock that advances a little on every call."""
    return itertools.count(0.0, 0.04).__next__


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def examples(corpus: Path, vocabulary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("examples") / "x.npz"
    make(corpus, vocabulary, path, RECIPE, workers=1)
    return path


@pytest.fixture(scope="module")
def trained(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, float]]]:
    from models.recipe.train import Trainer

    path, log = tmp_path_factory.mktemp("trained") / "c.pt", io.StringIO()
    for _ in range(2):
        Trainer(RECIPE, examples, path, RECIPE.vocabulary.size, log, clock=clock()).train(MINUTES / 2)
    return path, [json.loads(line) for line in log.getvalue().splitlines()]


def test_the_exported_network_gives_the_same_log_probabilities(vocabulary: Path, tmp_path: Path) -> None:
    from models.recipe.network import Transformer

    weights = small.weights(RECIPE.network, RECIPE.vocabulary.size)
    network = Transformer(RECIPE.network, RECIPE.vocabulary.size)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in weights.arrays.items()})
    network.eval()
    export(weights, vocabulary, tmp_path / "model", quantization=None)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    translator = ctranslate2.Translator(str(tmp_path / "model"), compute_type="float32")
    for english, chinese in small.PAIRS[:8]:
        source, target = processor.encode(f"<2zh> {english}"), processor.encode(chinese)
        with torch.no_grad():
            logits = network(torch.tensor([[*source, EOS]]), torch.tensor([[BOS, *target]]))
        ours = logits[0].log_softmax(-1)[torch.arange(len(target) + 1), torch.tensor([*target, EOS])].numpy()
        pieces = [[processor.id_to_piece(i) for i in ids] for ids in (source, target)]
        (theirs,) = translator.score_batch([pieces[0]], [pieces[1]])
        assert np.allclose(ours, theirs.log_probs, atol=1e-3)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_loss_and_its_gradients_match_pytorch(smoothing: float) -> None:
    from models.recipe.loss import TiedCrossEntropy

    made = torch.Generator().manual_seed(3)
    sizes = ((600, 16), (40, 16), (40,))
    ours = [torch.randn(size, generator=made).requires_grad_() for size in sizes]
    theirs = [one.detach().clone().requires_grad_() for one in ours]
    target = torch.randint(0, 40, (600,), generator=made)
    loss = TiedCrossEntropy.apply(*ours, target, smoothing)
    logits = theirs[0] @ theirs[1].T + theirs[2]
    expected = torch.nn.functional.cross_entropy(logits, target, label_smoothing=smoothing)
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
