"""Opens the translators: the one that every message goes to, and the second one for better translations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

from bot.engines import opened_engine
from bot.nmt.batcher import Batcher
from bot.settings import Settings
from bot.translation.better import Better
from bot.translation.cache import SegmentCache
from bot.translation.service import Translator

# Metrics are imported where they are needed, so that `translate` starts without them.
if TYPE_CHECKING:
    from bot.telemetry.runtime import Runtime

log = structlog.get_logger(__name__)

BETTER_QUEUE: Final = 64
"""Segments that may wait for the better model: who asks for more is told to try again."""


@asynccontextmanager
async def open_translator(
    settings: Settings, runtime: "Runtime | None" = None, *, model: str = ""
) -> AsyncIterator[Translator]:
    """Open a translator.

    Args:
        settings: Qiao's settings.
        runtime: where the batcher and the cache are registered.
        model: its model; by default, the one in the settings.

    Yields:
        The translator.

    Raises:
        ConfigurationError: the device, or what is set for a model on another server, is invalid.
        ModelError: the model is missing or damaged.
    """
    with opened_engine(settings, model) as loaded:
        sizes = {"max_queue": settings.queue_limit, "batch_tokens": loaded.batch_tokens, "parallel": loaded.parallel}
        async with Batcher(loaded.engine, **sizes, interrupt=loaded.interrupt) as batcher:
            cache = SegmentCache(batcher, settings.cache_segments) if settings.cache_segments else None
            if runtime:
                runtime.batcher, runtime.cache = batcher, cache
                _preload()
                if loaded.host:
                    log.warning("what people write is sent to another server", host=loaded.host)
            yield Translator(
                cache or batcher,
                beam=loaded.beam,
                unsure_below=loaded.unsure_below,
                very_unsure_below=loaded.very_unsure_below,
            )


@asynccontextmanager
async def open_better(settings: Settings) -> AsyncIterator[Better | None]:
    """Open the second translator, with the better model; its threads share the cores with those of the first.

    Args:
        settings: Qiao's settings.

    Yields:
        The second translator; None if the settings name none, or the same model twice.

    Raises:
        ModelError: the model is missing or damaged.
    """
    if settings.better_model in {"", settings.model}:
        yield None
        return
    from bot.telemetry.runtime import Runtime

    own = Runtime(settings.better_model)
    second = settings.model_copy(update={"queue_limit": BETTER_QUEUE})
    async with open_translator(second, own, model=settings.better_model) as translator:
        yield Better(translator, waiting=lambda: own.batcher.state.queued if own.batcher else 0)


def _preload() -> None:
    """Load data that would otherwise block the event loop when the first message arrives."""
    from bot.text import cantonese, hosts, language, quantities, script, stickers
    from bot.translation.checks import coarse, polarity
    from bot.translation.facts import festivals, names, places
    from bot.translation.known import phrasebook, slang
    from bot.translation.lookup import dictionary

    for part in (cantonese, coarse, language, quantities, script, dictionary, festivals, names, places, polarity):
        part.warm()
    hosts.top_level_domains()
    stickers.known()
    phrasebook.Phrasebook.shipped().warm()
    slang.slang_terms()
