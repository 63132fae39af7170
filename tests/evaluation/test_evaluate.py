"""Runs the evaluation on a model whose every output is known: it translates word by word."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.evaluation.evaluate import Evaluator
from bot.nmt.manifest import Family
from bot.settings import Settings
from tests.nmt import tiny

LINES = ("hello world\t你好世界", "good morning\t好早上", "hello cat\t你好猫", "good cat hello world\t好猫你好世界")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    tiny.build(folder / "models")
    (folder / "words.tsv").write_text("\n".join(LINES) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def evaluator(folder: Path) -> Evaluator:
    settings = Settings(model=tiny.NAME, models_dir=folder / "models", compute_type="float32", threads=1)
    return Evaluator(settings, [folder / "words.tsv"])


def test_word_for_word_translations_get_full_scores(evaluator: Evaluator) -> None:
    told: list[int] = []
    found = {one.result.direction: one for one in evaluator.scores(told.append)}
    assert sum(told) == evaluator.steps
    assert found["en-zh"].result.score.chrf == pytest.approx(100)
    assert found["en-zh"].result.empty == found["en-zh"].result.runaway == 0
    assert found["en-zh"].fidelity.service == 1


def test_calibration_covers_each_direction_and_all(evaluator: Evaluator) -> None:
    found = evaluator.calibration()
    assert set(found) == {"en-zh", "zh-en", "all"}
    assert sum(one.count for one in found["all"].bins) == evaluator.calibration_steps == 2 * len(LINES)


def test_every_choice_is_tried_on_every_set_and_direction(evaluator: Evaluator) -> None:
    told: list[int] = []
    found = evaluator.grid(told.append)
    assert sum(told) == evaluator.grid_steps
    assert {trial.direction for trial in found} == {"en-zh", "zh-en"}
    assert {"greedy, int8", "beam 2", "beam 4", "greedy, float32"} <= {trial.choice for trial in found}


@pytest.mark.parametrize(("command", "key"), [("scores", "scores"), ("confidence", "calibration"), ("grid", "grid")])
def test_each_command_prints_json(folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, key: str) -> None:
    monkeypatch.setenv("QIAO_MODELS_DIR", str(folder / "models"))
    arguments = ["eval", command, "--model", tiny.NAME, "--json", "--limit=2", str(folder / "words.tsv")]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    assert {"model", "beam", key} == set(json.loads(done.stdout))


@pytest.mark.parametrize("command", ["scores", "confidence", "grid"])
def test_each_command_prints_tables(folder: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("QIAO_MODELS_DIR", str(folder / "models"))
    done = CliRunner().invoke(cli, ["eval", command, "--model", tiny.NAME, str(folder / "words.tsv")])
    assert done.exit_code == 0, done.output
    assert "chrF2" in done.stdout


@pytest.mark.parametrize(("family", "directions"), [("nllb", ["en-zh"]), ("quickmt", ["en-zh", "zh-en"])])
def test_models_of_other_shapes_are_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path, family: Family, directions: list[str]
) -> None:
    tiny.build(tmp_path, family=family)
    monkeypatch.setenv("QIAO_MODELS_DIR", str(tmp_path))
    done = CliRunner().invoke(cli, ["eval", "scores", "--model", tiny.NAME, "--json", str(folder / "words.tsv")])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)["scores"]
    assert [one["result"]["direction"] for one in found] == directions
    assert found[0]["result"]["score"]["chrf"] == pytest.approx(100)
