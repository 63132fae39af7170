"""A model on a set: what it writes, how fast, how good."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluation.pairs import Pairs
from bot.evaluation.scores import Score, score
from bot.nmt.engine import Engine
from bot.nmt.quality import Fault, check
from bot.nmt.types import Direction, Hypothesis

Advance = Callable[[int], None]
"""Told how many sentences were done since the last call."""

_BATCH = 512
_RUNAWAY_RATIO = 2
_RUNAWAY_MARGIN = 20


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote for a row of sentences.

    Attributes:
        hypotheses: one a sentence.
        seconds: that it took, tokenisation included.
    """

    hypotheses: tuple[Hypothesis, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """A model's result on a set in one direction.

    Attributes:
        set: the set's name.
        direction: `en-zh` or `zh-en`.
        sentences: how many.
        score: how like people's translations they are.
        empty: how many outputs hold nothing.
        runaway: how many loop, or are more than twice as long as the reference and 20 characters more.
        faulty: how many fail one of the checks that Qiao makes of every translation.
        sentences_per_second: in batches.
        tokens_per_second: target tokens likewise.
    """

    set: str
    direction: str
    sentences: int
    score: Score
    empty: int
    runaway: int
    faulty: int
    sentences_per_second: float
    tokens_per_second: float


def write(
    engine: Engine, segments: Sequence[str], direction: Direction, *, beam: int = 1, advance: Advance = lambda _: None
) -> Written:
    """Translate segments in large batches.

    Args:
        engine: the model.
        segments: what is translated.
        direction: one of the engine's.
        beam: beam size; 1 is greedy.
        advance: told of progress.
    """
    hypotheses: list[Hypothesis] = []
    started = time.perf_counter()
    for start in range(0, len(segments), _BATCH):
        batch = segments[start : start + _BATCH]
        hypotheses += engine.translate(batch, [direction] * len(batch), beam=beam)
        advance(len(batch))
    return Written(tuple(hypotheses), time.perf_counter() - started)


def result(pairs: Pairs, direction: Direction, written: Written) -> Result:
    """Judge what a model wrote.

    Raises:
        ConfigurationError: sacreBLEU is not installed.
    """
    sources, references = pairs.sources(direction), pairs.references(direction)
    texts = [hypothesis.text for hypothesis in written.hypotheses]
    faults = [check(s, h, direction) for s, h in zip(sources, written.hypotheses, strict=True)]
    return Result(
        set=pairs.name,
        direction=str(direction),
        sentences=len(texts),
        score=score(texts, references, direction),
        empty=sum(not text.strip() for text in texts),
        runaway=sum(
            fault is Fault.REPETITION or len(text) > _RUNAWAY_RATIO * len(reference) + _RUNAWAY_MARGIN
            for fault, text, reference in zip(faults, texts, references, strict=True)
        ),
        faulty=sum(fault is not None for fault in faults),
        sentences_per_second=len(texts) / written.seconds,
        tokens_per_second=sum(hypothesis.tokens for hypothesis in written.hypotheses) / written.seconds,
    )
