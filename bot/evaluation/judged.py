"""What certainty is worth on judged answers, and where to begin to call an answer unsure.

A file of judged answers holds what `translate --json` printed, one object a line, each with a `verdict` added.
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

MOST_GOOD_MARKED = 0.05
"""Share of good answers that may be marked: more, and readers stop believing the mark."""
HELD_PRECISION = 0.9
"""Share of wrong and misleading answers among those that are very unsure."""
_LEAST_HELD = 10


class Verdict(StrEnum):
    """What a reader of both languages says of an answer.

    Attributes:
        GOOD: says what the original says, as people say it.
        UNDERSTANDABLE: clumsy, but nobody is misled.
        WRONG: the sense is lost, and readers notice.
        MISLEADING: reads well and says something else.
    """

    GOOD = "good"
    UNDERSTANDABLE = "understandable"
    WRONG = "wrong"
    MISLEADING = "misleading"

    @property
    def bad(self) -> bool:
        """Whether readers had better be warned."""
        return self in (Verdict.WRONG, Verdict.MISLEADING)


@dataclass(frozen=True, slots=True)
class Answer:
    """A judged answer.

    Attributes:
        verdict: what a reader says of it.
        certainty: what Qiao says of it, 0 to 1.
        doubted: whether a check found something wrong with it, so that it is marked however certain it is.
    """

    verdict: Verdict
    certainty: float
    doubted: bool

    def is_marked(self, threshold: float) -> bool:
        """Whether it is unsure where everything below a certainty is."""
        return self.doubted or self.certainty < threshold


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold does.

    Attributes:
        threshold: the certainty below which answers are marked.
        good: the share of good answers that are marked, 0 to 1.
        understandable: likewise.
        bad: the share of wrong and misleading ones that are.
        marked: the share of all that are.
    """

    threshold: float
    good: float
    understandable: float
    bad: float
    marked: float


@dataclass(frozen=True, slots=True)
class Curve:
    """What certainty is worth.

    Attributes:
        counts: answers by verdict.
        points: from low to high thresholds.
        unsure_below: the threshold that marks most of the bad answers and few enough good ones.
        very_unsure_below: the one below which nearly all answers are bad; None where none is so precise.
        ranking: how often a bad answer is less certain than a good one; 0.5 is chance.
    """

    counts: dict[Verdict, int]
    points: tuple[Point, ...]
    unsure_below: float
    very_unsure_below: float | None
    ranking: float


def read(path: Path) -> list[Answer]:
    """Read judged answers, and weigh their certainty again.

    Raises:
        ConfigurationError: the file cannot be read, or a line is no judged answer.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The judged answers {path} cannot be read: {error}.", "Name a UTF-8 file.") from error
    answers: list[Answer] = []
    for number, line in enumerate(lines, start=1):
        try:
            answers.append(_answer(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(
                f"Line {number} of {path} is no judged answer ({type(error).__name__}: {error}).",
                'Add "verdict": good, understandable, wrong or misleading, to what translate --json prints.',
            ) from error
    if not any(answer.verdict is Verdict.GOOD for answer in answers) or not any(a.verdict.bad for a in answers):
        raise ConfigurationError(f"{path} does not hold both good and bad answers.", "Judge more answers.")
    return answers


def _answer(row: dict[str, object]) -> Answer:
    language = Language(str(row["source_language"]))
    found = evidence(float(str(row["confidence"])), [(str(row["source"]), str(row["target"]), language)])
    doubts = row["doubts"]
    if not isinstance(doubts, list):
        raise TypeError("doubts are a list")
    return Answer(Verdict(str(row["verdict"])), certainty(found), bool(set(doubts) - {Doubt.CONFIDENCE.value}))


def weigh(answers: Sequence[Answer]) -> Curve:
    """Find the thresholds.

    Args:
        answers: at least one good and one bad one.
    """
    places = sorted({round(answer.certainty, 3) for answer in answers} | {0.0, 1.0})
    points = [_point(answers, place) for place in places]
    fitting = [point for point in points if point.good <= MOST_GOOD_MARKED]
    # Of thresholds that mark the same bad answers the lowest one marks the fewest others.
    best = max(fitting, key=lambda point: (point.bad, -point.threshold), default=points[0])
    held = [place for place in places if _is_precise(answers, place)]
    good = [answer.certainty for answer in answers if answer.verdict is Verdict.GOOD]
    bad = [answer.certainty for answer in answers if answer.verdict.bad]
    pairs = sum((b < g) + (b == g) / 2 for b in bad for g in good)
    return Curve(
        counts={verdict: sum(answer.verdict is verdict for answer in answers) for verdict in Verdict},
        points=tuple(points),
        unsure_below=best.threshold,
        very_unsure_below=max(held, default=None),
        ranking=pairs / (len(good) * len(bad)),
    )


def _point(answers: Sequence[Answer], threshold: float) -> Point:
    def share(*verdicts: Verdict) -> float:
        these = [answer for answer in answers if answer.verdict in verdicts]
        return sum(answer.is_marked(threshold) for answer in these) / max(1, len(these))

    return Point(
        threshold,
        good=share(Verdict.GOOD),
        understandable=share(Verdict.UNDERSTANDABLE),
        bad=share(Verdict.WRONG, Verdict.MISLEADING),
        marked=share(*Verdict),
    )


def _is_precise(answers: Sequence[Answer], threshold: float) -> bool:
    below = [answer for answer in answers if answer.certainty < threshold]
    return len(below) >= _LEAST_HELD and sum(answer.verdict.bad for answer in below) >= HELD_PRECISION * len(below)
