"""Decoding options, one at a time: the speed and quality of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.evaluation.measure import Advance, score_output, translate
from bot.evaluation.pairs import Pairs
from bot.nmt.decoding import Decoding
from bot.nmt.engine import CTranslate2Engine
from bot.nmt.store import Store
from bot.nmt.types import Direction

PASSES = 3
"""How many times each option is run; the fastest run counts, because slower ones were disturbed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to decode.

    Attributes:
        name: for display.
        beam: beam size; 1 is greedy.
        decoding: constraints on the decoder.
        compute_type: as CTranslate2 names it.
        threads: processor cores; 0 for all physical ones.
    """

    name: str
    beam: int = 1
    decoding: Decoding = field(default_factory=Decoding)
    compute_type: str = "int8"
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of a choice on a set in one direction.

    Attributes:
        choice: its name.
        set: the set's name.
        direction: `en-zh` or `zh-en`.
        bleu: sacreBLEU's BLEU.
        chrf: sacreBLEU's chrF2.
        runaway: share of runaway outputs, 0 to 1.
        faulty: share of outputs that fail a quality check, 0 to 1.
        sentences_per_second: throughput in batches.
    """

    choice: str
    set: str
    direction: str
    bleu: float
    chrf: float
    runaway: float
    faulty: float
    sentences_per_second: float


def choices(*, restricted: bool = False) -> list[Choice]:
    """List greedy decoding and beams, length penalties, repetition options, compute types and threads.

    Args:
        restricted: whether the model has a `vmap.txt` to try.
    """
    restriction = Decoding(restricted=True)
    vmap = [Choice("greedy, vmap", decoding=restriction), Choice("beam 4, vmap", beam=4, decoding=restriction)]
    return [
        Choice("greedy, int8"),
        Choice("beam 2", beam=2),
        Choice("beam 4", beam=4),
        Choice("beam 4, length penalty 0", beam=4, decoding=Decoding(length_penalty=0)),
        Choice("beam 4, length penalty 0.6", beam=4, decoding=Decoding(length_penalty=0.6)),
        Choice("beam 4, length penalty 1.4", beam=4, decoding=Decoding(length_penalty=1.4)),
        Choice("greedy, repetition penalty 1.1", decoding=Decoding(repetition_penalty=1.1)),
        Choice("greedy, repetition penalty 1.3", decoding=Decoding(repetition_penalty=1.3)),
        Choice("greedy, no repeated 3-gram", decoding=Decoding(no_repeat_ngram=3)),
        Choice("greedy, no repeated 4-gram", decoding=Decoding(no_repeat_ngram=4)),
        Choice("greedy, float32", compute_type="float32"),
        Choice("greedy, 1 thread", threads=1),
        *(vmap if restricted else ()),
    ]


def trials(
    store: Store, model: str, sets: Sequence[Pairs], directions: Sequence[Direction], *, advance: Advance
) -> Iterator[Trial]:
    """Try every choice on every set.

    Raises:
        ModelError: the model is missing or damaged.
        ConfigurationError: sacreBLEU is not installed.
    """
    for choice in choices(restricted=store.manifest(model).has_restriction):
        engine = store.load(model, compute_type=choice.compute_type, threads=choice.threads, decoding=choice.decoding)
        for pairs in sets:
            for direction in directions:
                yield _trial(choice, engine, pairs, direction, advance)


def _trial(choice: Choice, engine: CTranslate2Engine, pairs: Pairs, direction: Direction, advance: Advance) -> Trial:
    sources = pairs.sources(direction)
    runs = [translate(engine, sources, direction, beam=choice.beam, advance=advance) for _ in range(PASSES)]
    found = score_output(pairs, direction, min(runs, key=lambda run: run.seconds))
    return Trial(
        choice=choice.name,
        set=pairs.name,
        direction=str(direction),
        bleu=found.score.bleu,
        chrf=found.score.chrf,
        runaway=found.runaway / found.sentences,
        faulty=found.faulty / found.sentences,
        sentences_per_second=found.sentences_per_second,
    )
