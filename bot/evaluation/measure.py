"""Translates a set with a model and measures the output: speed and quality."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluation.pairs import Pairs
from bot.evaluation.scores import Score, score
from bot.nmt.engine import Engine
from bot.nmt.quality import Fault, check
from bot.nmt.types import Direction, Hypothesis

Advance = Callable[[int], None]
"""Called with the number of sentences finished since the last call."""

_BATCH = 512
_RUNAWAY_RATIO = 2
_RUNAWAY_MARGIN = 20


@dataclass(frozen=True, slots=True)
class Output:
    """What a model produced for a sequence of sentences.

    Attributes:
        hypotheses: one per sentence.
        seconds: elapsed time, including tokenization.
    """

    hypotheses: tuple[Hypothesis, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Result:
    """A model's result on a set in one direction.

    Attributes:
        set: the set's name.
        direction: `en-zh` or `zh-en`.
        sentences: number of sentences.
        score: similarity to human translations.
        empty: number of blank outputs.
        runaway: number of outputs that loop, or are longer than twice the reference plus 20 characters.
        faulty: number of outputs that fail one of the quality checks.
        sentences_per_second: throughput in batches.
        tokens_per_second: the same in target tokens.
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


def translate(
    engine: Engine, segments: Sequence[str], direction: Direction, *, beam: int = 1, advance: Advance = lambda _: None
) -> Output:
    """Translate segments in large batches.

    Args:
        engine: the model.
        segments: source segments.
        direction: one of the engine's directions.
        beam: beam size; 1 is greedy.
        advance: called with progress.
    """
    hypotheses: list[Hypothesis] = []
    started = time.perf_counter()
    for start in range(0, len(segments), _BATCH):
        batch = segments[start : start + _BATCH]
        hypotheses += engine.translate(batch, [direction] * len(batch), beam=beam)
        advance(len(batch))
    return Output(tuple(hypotheses), time.perf_counter() - started)


def score_output(pairs: Pairs, direction: Direction, output: Output) -> Result:
    """Score a model's output against the references.

    Raises:
        ConfigurationError: sacreBLEU is not installed.
    """
    sources, references = pairs.sources(direction), pairs.references(direction)
    texts = [hypothesis.text for hypothesis in output.hypotheses]
    faults = [check(s, h, direction) for s, h in zip(sources, output.hypotheses, strict=True)]
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
        sentences_per_second=len(texts) / output.seconds,
        tokens_per_second=sum(hypothesis.tokens for hypothesis in output.hypotheses) / output.seconds,
    )
