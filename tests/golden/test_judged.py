"""What readers are told of the embedded model's answers, held to verdicts on them."""

from pathlib import Path

import pytest

from bot.evaluation.judged import Curve, find_thresholds, read
from bot.nmt.manifest import FILE_NAME, Manifest

FOLDER = Path(__file__).parent / "judged"
MODELS = Path(__file__).parents[2] / "models"
JUDGED = sorted(path.stem for path in FOLDER.glob("*.jsonl"))


@pytest.fixture(params=JUDGED)
def judged(request: pytest.FixtureRequest) -> tuple[Manifest, Curve]:
    name: str = request.param
    return Manifest.read(MODELS / name / FILE_NAME), find_thresholds(read(FOLDER / f"{name}.jsonl"))


def test_the_embedded_model_was_judged() -> None:
    assert sorted(path.parent.name for path in MODELS.glob(f"*/{FILE_NAME}")) == JUDGED


def test_the_thresholds_follow_from_what_was_judged(judged: tuple[Manifest, Curve]) -> None:
    manifest, curve = judged
    assert (manifest.unsure_below, manifest.very_unsure_below) == (curve.unsure_below, curve.very_unsure_below)
    assert sum(curve.counts.values()) >= 300


def test_few_answers_mislead_without_a_mark_and_few_good_ones_are_marked(judged: tuple[Manifest, Curve]) -> None:
    _, curve = judged
    [point] = [point for point in curve.points if point.threshold == curve.unsure_below]
    bad = sum(count for verdict, count in curve.counts.items() if verdict.is_bad)
    assert (1 - point.bad) * bad <= 0.04 * sum(curve.counts.values())
    assert point.good <= 0.05
