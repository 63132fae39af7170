"""How well certainty predicts human verdicts, and the thresholds that follow.

A file of judged answers has one object per line: what `translate --json` printed, with a `verdict` added.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.errors import ConfigurationError
from bot.text.language import Language
from bot.translation.checks.certainty import certainty, evidence
from bot.translation.types import Doubt

MAX_GOOD_MARKED = 0.05
"""Share of good answers that may be marked unsure: with more, readers stop trusting the mark."""
VERY_UNSURE_PRECISION = 0.9
"""Minimum share of wrong and misleading answers among those that are very unsure."""
_MIN_VERY_UNSURE = 10


class Verdict(StrEnum):
    """What a bilingual reader says about an answer.

    Attributes:
        GOOD: correct and natural.
        UNDERSTANDABLE: clumsy, but not misleading.
        WRONG: the meaning is lost, and readers notice.
        MISLEADING: reads well but says something else.
    """

    GOOD = "good"
    UNDERSTANDABLE = "understandable"
    WRONG = "wrong"
    MISLEADING = "misleading"

    @property
    def is_bad(self) -> bool:
        """Whether readers should be warned."""
        return self in (Verdict.WRONG, Verdict.MISLEADING)


@dataclass(frozen=True, slots=True)
class Answer:
    """A judged answer.

    Attributes:
        verdict: the reader's.
        certainty: Qiao's estimate, 0 to 1.
        doubted: whether a check found a problem, so that it is marked regardless of certainty.
    """

    verdict: Verdict
    certainty: float
    doubted: bool

    def is_marked(self, threshold: float) -> bool:
        """Whether the answer would be marked unsure at a threshold."""
        return self.doubted or self.certainty < threshold


@dataclass(frozen=True, slots=True)
class Point:
    """The effect of a threshold.

    Attributes:
        threshold: the certainty below which answers are marked.
        good: share of good answers that are marked, 0 to 1.
        understandable: the same for understandable ones.
        bad: the same for wrong and misleading ones.
        marked: the same for all answers.
    """

    threshold: float
    good: float
    understandable: float
    bad: float
    marked: float


@dataclass(frozen=True, slots=True)
class Curve:
    """How well certainty predicts verdicts.

    Attributes:
        counts: number of answers by verdict.
        points: from low to high thresholds.
        unsure_below: the threshold that marks the most bad answers without marking too many good ones.
        very_unsure_below: the threshold below which nearly all answers are bad; None if there is no such threshold.
        ranking: how often a bad answer is less certain than a good one; 0.5 is chance.
    """

    counts: dict[Verdict, int]
    points: tuple[Point, ...]
    unsure_below: float
    very_unsure_below: float | None
    ranking: float


def read(path: Path) -> list[Answer]:
    """Read judged answers and recompute their certainty.

    Raises:
        ConfigurationError: the file cannot be read, or a line is not a judged answer.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise ConfigurationError(f"Cannot read {path}: {error.strerror}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not valid UTF-8.", "Save it as UTF-8.") from error
    answers: list[Answer] = []
    for number, line in enumerate(lines, start=1):
        try:
            answers.append(_answer(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(
                f"Line {number} of {path} is not a judged answer ({type(error).__name__}: {error}).",
                'Add "verdict": good, understandable, wrong or misleading, to the output of translate --json.',
            ) from error
    if not any(answer.verdict is Verdict.GOOD for answer in answers) or not any(a.verdict.is_bad for a in answers):
        raise ConfigurationError(f"{path} does not contain both good and bad answers.", "Judge more answers.")
    return answers


def _answer(row: dict[str, object]) -> Answer:
    language = Language(str(row["source_language"]))
    found = evidence(float(str(row["confidence"])), [(str(row["source"]), str(row["target"]), language)])
    doubts = row["doubts"]
    if not isinstance(doubts, list):
        raise TypeError("doubts must be a list")
    return Answer(Verdict(str(row["verdict"])), certainty(found), bool(set(doubts) - {Doubt.CONFIDENCE.value}))


def find_thresholds(answers: Sequence[Answer]) -> Curve:
    """Find the thresholds that separate bad answers from good ones.

    Args:
        answers: at least one good and one bad answer.
    """
    thresholds = sorted({round(answer.certainty, 3) for answer in answers} | {0.0, 1.0})
    points = [_point(answers, threshold) for threshold in thresholds]
    acceptable = [point for point in points if point.good <= MAX_GOOD_MARKED]
    # Among thresholds that mark the same bad answers, the lowest marks the fewest others.
    best = max(acceptable, key=lambda point: (point.bad, -point.threshold), default=points[0])
    precise = [threshold for threshold in thresholds if _is_precise(answers, threshold)]
    good = [answer.certainty for answer in answers if answer.verdict is Verdict.GOOD]
    bad = [answer.certainty for answer in answers if answer.verdict.is_bad]
    pairs = sum((b < g) + (b == g) / 2 for b in bad for g in good)
    return Curve(
        counts={verdict: sum(answer.verdict is verdict for answer in answers) for verdict in Verdict},
        points=tuple(points),
        unsure_below=best.threshold,
        very_unsure_below=max(precise, default=None),
        ranking=pairs / (len(good) * len(bad)),
    )


def _point(answers: Sequence[Answer], threshold: float) -> Point:
    def share(*verdicts: Verdict) -> float:
        selected = [answer for answer in answers if answer.verdict in verdicts]
        return sum(answer.is_marked(threshold) for answer in selected) / max(1, len(selected))

    return Point(
        threshold,
        good=share(Verdict.GOOD),
        understandable=share(Verdict.UNDERSTANDABLE),
        bad=share(Verdict.WRONG, Verdict.MISLEADING),
        marked=share(*Verdict),
    )


def _is_precise(answers: Sequence[Answer], threshold: float) -> bool:
    below = [answer for answer in answers if answer.certainty < threshold]
    bad = sum(answer.verdict.is_bad for answer in below)
    return len(below) >= _MIN_VERY_UNSURE and bad >= VERY_UNSURE_PRECISION * len(below)
