"""Compares the batcher and service with bare CTranslate2 and other software on the same weights."""

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.bench.bare import Bare
from bot.bench.contest import Contest, Rival, Sentence, with_tasks
from bot.bench.figures import resident_mib
from bot.bench.sentences import chinese, english
from bot.event_loop import run
from bot.nmt.batcher import Batcher
from bot.nmt.store import Store
from bot.nmt.types import Direction
from bot.settings import Settings
from bot.translation.service import Translator

Told = Callable[[str], None]
EN_ZH, ZH_EN = Direction("en", "zh"), Direction("zh", "en")
_CALLERS = (1, 8, 64, 256, 1000)
_WORDS = (3, 6, 12, 24, 48, 96)
_TEXTS = 30


@dataclass(frozen=True, slots=True)
class Length:
    """The median latency of a message in milliseconds.

    Attributes:
        words: its length.
        bare_ms: with bare CTranslate2 on one thread, split into windows as by the engine.
        service_ms: with Qiao without Discord.
    """

    words: int
    bare_ms: float
    service_ms: float


@dataclass(frozen=True, slots=True)
class Score:
    """A contest in comparable numbers.

    Attributes:
        contest: what was measured.
        tokens_per_second: target tokens, assuming as many per sentence as bare CTranslate2 generated.
        of_limit: throughput as a share of bare CTranslate2's best.
        of_single: median latency as a multiple of bare CTranslate2's on the same sentences; None for many callers.
        resident_mib: memory of the process, which includes earlier contestants.
    """

    contest: Contest
    tokens_per_second: float
    of_limit: float
    of_single: float | None
    resident_mib: float


@dataclass(frozen=True, slots=True)
class Engine:
    """The measurements.

    Attributes:
        model: its name.
        sentences: number of distinct sentences, half English, half Chinese.
        limit: the layout with which bare CTranslate2 was fastest on all of them, sorted by length.
        limit_per_second: sentences per second with that layout.
        bare_single_ms: median latency of bare CTranslate2 on a single sentence, one thread.
        scores: of all contestants, Qiao's first.
        lengths: latency by message length.
        missing: what could not be compared, and why.
    """

    model: str
    sentences: int
    limit: str
    limit_per_second: float
    bare_single_ms: float
    scores: tuple[Score, ...]
    lengths: tuple[Length, ...]
    missing: tuple[str, ...]


def measure(
    settings: Settings,
    sentences: int = 3200,
    tell: Told = lambda _: None,
    rivals: Mapping[str, Rival] | None = None,
) -> Engine:
    """Measure everything in one run.

    Args:
        settings: all settings, including the model.
        sentences: number of distinct sentences; runs with a single caller use a sixteenth of them, and no length is
            measured with more messages than that.
        tell: called with what is being measured.
        rivals: other software, by name; None for all that Qiao can be compared with.
    """
    return run(_measure(settings, sentences, tell, rivals))


async def _measure(settings: Settings, count: int, tell: Told, rivals: Mapping[str, Rival] | None) -> Engine:
    both = zip(english(count // 2), chinese(count // 2), strict=True)
    bare = Bare(settings)
    mixed = [sentence for en, zh in both for sentence in ((en, EN_ZH), (zh, ZH_EN)) if sentence[1] in bare.directions]
    few, count = mixed[: max(2, count // 16)], len(mixed)
    tell("bare CTranslate2")
    limit = bare.limit(mixed)
    contests: list[tuple[Contest, float]] = []
    async with _service(settings) as (batcher, service):

        def batch(it: Sentence) -> Awaitable[object]:
            return batcher.translate([it[0]], it[1], beam=settings.beam)

        for callers in _CALLERS:
            tell(f"Qiao, {callers} at once")
            asked = few if callers == 1 else mixed
            contests += [
                (
                    await with_tasks("batcher", callers, asked, batch),
                    resident_mib(),
                ),
                (await with_tasks("service", callers, asked, lambda it: service.translate(it[0])), resident_mib()),
            ]
        single = [bare.time(*sentence) for sentence in few]
        tell("messages of several lengths")
        measured = _WORDS if EN_ZH in bare.directions else ()
        lengths = [await _length(bare, service, words, min(_TEXTS, len(few))) for words in measured]
    tell("bare CTranslate2 again")
    limit = bare.limit(mixed, limit)
    missing = list[str]()
    if rivals is None:
        rivals, reason = _comparisons(bare.family)
        missing += filter(None, [reason])
    for name, rival in rivals.items():
        tell(name)
        try:
            contests += [(contest, resident_mib()) for contest in rival(settings, bare.cores, mixed)]
        except ImportError as error:
            missing.append(f'{name} ({error.name}) is not installed: pip install "qiao[bench]"')
    per_second, single_ms = count / limit.seconds, statistics.median(single) * 1e3
    scores = [
        Score(
            contest,
            contest.per_second * limit.tokens / count,
            contest.per_second / per_second,
            contest.latency.p50 / single_ms if contest.callers == 1 else None,
            resident,
        )
        for contest, resident in contests
    ]
    return Engine(
        settings.model, count, str(limit.layout), per_second, single_ms, tuple(scores), tuple(lengths), tuple(missing)
    )


def _comparisons(family: str) -> tuple[Mapping[str, Rival], str]:
    """All that Qiao can be compared with on a model's weights, and why that is nothing, if so."""
    if family != "chat":
        return {}, "Other software is compared on the embedded model's weights only."
    try:
        from bot.bench.rivals import ALL  # noqa: PLC0415 - wheels leave it out
    except ModuleNotFoundError:
        return {}, "Comparisons with other software run from a checkout of Qiao's repository."
    return ALL, ""


@asynccontextmanager
async def _service(settings: Settings) -> AsyncIterator[tuple[Batcher, Translator]]:
    """The batcher and service without a cache, which would distort the measurement."""
    engine = Store(*settings.model_folders).load(
        settings.model, compute_type=settings.compute_type, threads=settings.threads, device=settings.device
    )
    async with Batcher(
        engine, max_queue=settings.queue_limit, batch_tokens=settings.batch_tokens, parallel=engine.workers
    ) as batcher:
        service = Translator(batcher, beam=settings.beam)
        await service.translate("Good morning, my friend.")
        yield batcher, service


async def _length(bare: Bare, service: Translator, words: int, count: int) -> Length:
    by_model, by_service = list[float](), list[float]()
    for text in _texts(words, count):
        by_model.append(bare.time(text, EN_ZH))
        start = time.perf_counter()
        await service.translate(text)
        by_service.append(time.perf_counter() - start)
    return Length(words, statistics.median(by_model) * 1e3, statistics.median(by_service) * 1e3)


def _texts(words: int, count: int) -> Iterator[str]:
    said = iter(" ".join(english(count * words)).split())
    for _ in range(count):
        yield " ".join(next(said) for _ in range(words))
