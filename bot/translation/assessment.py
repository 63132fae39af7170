"""How far a translated message can be trusted, from the model's probabilities and what the checks found."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.text.language import Language
from bot.text.markup import Role
from bot.translation.checks.certainty import Evidence, certainty, evidence
from bot.translation.drafts import Rendering
from bot.translation.plan import Plan, Task
from bot.translation.types import Doubt

_GRAVE = frozenset({Doubt.NUMBER, Doubt.POLARITY, Doubt.OFFENSE})
"""Doubts about what does the most harm if it is wrong."""
_PROBABLE = 0.65
"""The probability above which a translation of only function words (`是我的`) is trusted without a dictionary."""
_SENTENCE_SHARE = 0.6
"""How much of a message's threshold applies to each of its sentences, which have fewer words to go by."""
_FACTS = (Role.TERM, Role.QUANTITY, Role.LITERAL)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Certainties (see `bot.translation.checks.certainty`) that decide when readers are warned.

    Attributes:
        unsure: below it a translation is unsure; None where only the checks decide.
        very_unsure: below it a translation is very unsure; likewise.
    """

    unsure: float | None = None
    very_unsure: float | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far a translation can be trusted.

    Attributes:
        confidence: geometric mean of the token probabilities, 0 to 1; segments left untranslated count as 0.
        doubts: why it may be wrong; empty where nothing suggests that it is.
        very_unsure: whether it is so likely to be wrong that it is better offered than posted.
    """

    confidence: float
    doubts: frozenset[Doubt]
    very_unsure: bool


def assess(plan: Plan, renderings: Sequence[Rendering | None], thresholds: Thresholds) -> Assessment:
    """Assess a translated message.

    Args:
        plan: of the message.
        renderings: of the plan's tasks, in order; None for those left untranslated.
        thresholds: of the model.
    """
    confidence = _confidence(renderings)
    found = evidence(confidence, _prose(plan.tasks, renderings))
    doubts = {doubt for rendering in renderings if rendering for doubt in rendering.doubts}
    if not all(renderings):
        doubts.add(Doubt.PARTS)
    if found.unlinked or (found.words == 0 and _is_shaky(found) and not _has_facts(plan)):
        doubts.add(Doubt.WORDS)
    sure = certainty(found) if found.words or confidence < 1 else 1.0
    if thresholds.unsure is not None and (
        sure < thresholds.unsure or _lowest_certainty(plan.tasks, renderings) < _SENTENCE_SHARE * thresholds.unsure
    ):
        doubts.add(Doubt.CONFIDENCE)
    very_low = thresholds.very_unsure is not None and sure < thresholds.very_unsure
    return Assessment(confidence, frozenset(doubts), very_low or not doubts.isdisjoint(_GRAVE))


def _confidence(renderings: Sequence[Rendering | None]) -> float:
    """The geometric mean of the token probabilities, reduced by the share of segments left untranslated.

    Segments that did not go through the model, such as settled terms, count neither way.
    """
    asked = [rendering for rendering in renderings if rendering is None or rendering.tokens]
    done = [rendering for rendering in asked if rendering is not None]
    if not done:
        return 0.0 if asked else 1.0
    mean = sum(rendering.score for rendering in done) / sum(rendering.tokens for rendering in done)
    return math.exp(mean) * len(done) / len(asked)


def _prose(tasks: Sequence[Task], renderings: Sequence[Rendering | None]) -> Iterator[tuple[str, str, Language]]:
    """What the model read and wrote for each segment, and the language that it read."""
    for task, rendering in zip(tasks, renderings, strict=True):
        if rendering and rendering.tokens:
            yield *rendering.prose, task.source


def _is_shaky(found: Evidence) -> bool:
    """Whether a translation of only function words is doubtful: it has content words, or a low probability."""
    return found.made > 0 or found.probability < _PROBABLE


def _has_facts(plan: Plan) -> bool:
    """Whether a message contains names, terms, quantities or foreign words, so that function words are enough."""
    return any(span.role in _FACTS for task in plan.tasks for span in task.segment.spans)


def _lowest_certainty(tasks: Sequence[Task], renderings: Sequence[Rendering | None]) -> float:
    """The certainty of the least certain of several sentences; 1 where there is only one."""
    lowest = 1.0
    if len(tasks) > 1:
        for task, rendering in zip(tasks, renderings, strict=True):
            if rendering and rendering.tokens:
                probability = math.exp(rendering.score / rendering.tokens)
                lowest = min(lowest, certainty(evidence(probability, [(*rendering.prose, task.source)])))
    return lowest
