"""Releases a model with random weights."""

import json
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.nmt.store import Store
from bot.nmt.types import Direction
from bot.translation.checks.certainty import UNSURE_BELOW
from models.recipe import restriction
from models.recipe.__main__ import main
from models.recipe.examples import make
from models.recipe.release import WINDOWS
from tests.recipe import small


@pytest.fixture(scope="module")
def released(vocabulary: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    small.weights(small.RECIPE.network, small.RECIPE.vocabulary.size).pack(folder / "packed")
    (folder / "dev.tsv").write_text("\n".join("\t".join(pair) for pair in small.PAIRS[:6]) + "\n", "utf-8")
    (folder / "log.jsonl").write_text('{"step": 10, "loss": 5.5}\n{"step": 10, "held_out": 4.5}\n', "utf-8")
    (folder / "weak.md").write_text("- It knows nothing.\n", "utf-8")
    out, words = folder / "models" / "small-1", ["--description", "Knows nothing.", "--corpus", str(corpus)]
    make(corpus, vocabulary, folder / "x.npz", small.RECIPE, workers=1)
    words += ["--examples", str(folder / "x.npz"), "--history", "after much else"]
    words += ["--log", str(folder / "log.jsonl"), "--weaknesses", str(folder / "weak.md"), "--limit", "4"]
    assert main(["release", str(folder / "packed"), str(vocabulary), str(out), str(folder / "dev.tsv"), *words]) == 0
    return out


def test_the_folder_is_a_model_that_qiao_can_use(released: Path) -> None:
    engine = Store(released.parent).load(released.name)
    (found,) = engine.translate(["Good morning!"], [Direction("en", "zh")])
    assert found.tokens > 0


def test_the_manifest_has_the_measurements(released: Path) -> None:
    manifest = Store(released.parent).verify(released.name)
    assert manifest.max_source_tokens in WINDOWS
    assert {score.direction for score in manifest.scores} == {"en-zh", "zh-en"}
    assert any("tok:zh" in score.metric for score in manifest.scores)
    assert {"model.bin", "sentencepiece.model", "evaluation.json", "training.svg"} <= manifest.files.keys()
    evaluation = json.loads((released / "evaluation.json").read_text("utf-8"))
    assert {"model", "scores", "calibration", "grid"} <= evaluation.keys()
    assert (manifest.unsure_below, manifest.very_unsure_below) == (UNSURE_BELOW, None)


def test_the_card_is_filled(released: Path) -> None:
    card = (released / "README.md").read_text("utf-8")
    assert card.startswith("# small-1\n\nKnows nothing.\n")
    assert "$" not in card
    parts = (
        "It knows nothing.",
        "| MIT | 2 |",
        "| chat | ",
        "tok:zh",
        "| beam 4 ",
        "| beam 4, vmap ",
        "7 steps in 0.5 minutes, after much else;",
    )
    for part in (*parts, "(training.svg)", "a beam of 4"):
        assert part in card


def test_a_restricted_vocabulary_is_tried_but_not_released(released: Path) -> None:
    assert not Store(released.parent).manifest(released.name).has_restriction
    trials = json.loads((released / "evaluation.json").read_text("utf-8"))["grid"]
    assert "greedy, vmap" in {trial["choice"] for trial in trials}


def test_a_restriction_allows_co_occurring_pieces_and_all_placeholders(
    vocabulary: Path, corpus: Path, tmp_path: Path
) -> None:
    make(corpus, vocabulary, tmp_path / "x.npz", small.RECIPE, workers=1)
    always, *rest = restriction.learn(tmp_path / "x.npz", vocabulary).splitlines()
    assert always.startswith("\t")
    assert {"⟦0⟧", "⟦9⟧", "<0xE6>"} <= set(always.split())
    allowed = {source: set(targets.split(" ")) for source, targets in (line.split("\t") for line in rest)}
    assert "<2zh>" in allowed
    assert all(len(targets) <= 40 for targets in allowed.values())
    assert not any(targets & set(always.split()) for targets in allowed.values())


def test_missing_weights_are_reported(vocabulary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["release", str(tmp_path / "none"), str(vocabulary), str(tmp_path / "out"), "x.tsv", "--description", "x"]
    assert main(words) == 1
    assert "There are no weights" in capsys.readouterr().err


def test_a_release_needs_a_set(tmp_path: Path) -> None:
    from models.recipe.release import Request, release

    with pytest.raises(ConfigurationError, match="no set"):
        release(Request(tmp_path, tmp_path, tmp_path, (), "x"))
