"""Measures the same weights in other software, if installed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.bench.bare import Bare
from bot.bench.contest import Contest, Rival, Sentence, with_threads
from bot.nmt.store import Store
from bot.settings import Settings

_CALLERS = (1, 64)
_TOGETHER = 64
"""Batch size for Transformers with many callers."""
_LONE, _MANY = 50, 256


def argos(settings: Settings, cores: int, sentences: Sequence[Sentence]) -> Iterator[Contest]:
    """Measure Argos Translate with its defaults (a beam of 4), and tuned to Qiao's beam and thread layout.

    Raises:
        ImportError: it is not installed.
    """
    from bot.bench.argos import argos as opened  # noqa: PLC0415 - may not be installed

    for name, inter, intra, beam in (("argos", 1, 0, 4), ("argos, tuned", cores, 1, settings.beam)):
        with opened(_folder(settings), inter=inter, intra=intra, beam=beam) as model:
            model.translate(*sentences[0])
            for callers in _CALLERS:
                yield with_threads(name, callers, _share(sentences, callers), lambda it: model.translate(*it))


def transformers(settings: Settings, cores: int, sentences: Sequence[Sentence]) -> Iterator[Contest]:
    """Measure Hugging Face Transformers in float32: one sentence at a time, and in batches of 64 sorted by length.

    Raises:
        ImportError: it is not installed.
    """
    from bot.bench.pegasus import Pegasus  # noqa: PLC0415 - may not be installed

    bare = Bare(settings)
    network = Pegasus(_folder(settings), most=bare.max_target_tokens, threads=cores, beam=settings.beam)
    few = _share(sentences, 1)
    yield with_threads("transformers", 1, few, lambda it: network.translate([row.tokens for row in bare.rows(*it)]))
    ranked = sorted(_share(sentences, _TOGETHER), key=lambda it: len(it[0]))
    batches = [ranked[at : at + _TOGETHER] for at in range(0, len(ranked), _TOGETHER)]

    def together(batch: Sequence[Sentence]) -> None:
        network.translate([row.tokens for sentence in batch for row in bare.rows(*sentence)])

    done = with_threads("transformers", 1, batches, together)
    yield replace(
        done, callers=_TOGETHER, sentences=len(ranked), per_second=len(ranked) * done.per_second / len(batches)
    )


def _folder(settings: Settings) -> Path:
    """The selected model's folder."""
    return Store(*settings.model_folders).folder(settings.model)


def _share(sentences: Sequence[Sentence], callers: int) -> Sequence[Sentence]:
    """As many sentences as can be translated within seconds."""
    return sentences[: _LONE if callers == 1 else max(_MANY, callers)]


ALL: Mapping[str, Rival] = {"Argos Translate": argos, "Transformers": transformers}
"""The other software by display name."""
