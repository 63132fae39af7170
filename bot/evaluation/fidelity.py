"""Whether markup comes out exactly once, from the model by itself and from the whole service."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.decoration import Decorated
from bot.evaluation.measure import Advance, translate
from bot.nmt.engine import Engine
from bot.nmt.types import Direction
from bot.text.symbols import symbol
from bot.translation.service import Translator
from bot.translation.types import Target, Translation

_WINDOW = 128
"""Messages in flight at once: enough to fill the engine's batches."""


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Shares of messages, 0 to 1.

    Attributes:
        model: segments for which the model wrote every placeholder exactly once and no others.
        service: translated messages in which every piece of markup occurs exactly once.
        translated: messages that the service translated at all.
    """

    model: float
    service: float
    translated: float


def model_fidelity(
    engine: Engine, decorated: Sequence[Decorated], direction: Direction, *, beam: int = 1, advance: Advance
) -> float:
    """The share of segments for which the model wrote every placeholder exactly once."""
    output = translate(engine, [one.segment for one in decorated], direction, beam=beam, advance=advance)
    kept = sum(
        all(hypothesis.text.count(symbol(k)) == 1 for k in range(len(one.markup)))
        and hypothesis.text.count("⟦") == len(one.markup)
        for one, hypothesis in zip(decorated, output.hypotheses, strict=True)
    )
    return kept / len(decorated)


async def service_fidelity(
    service: Translator, decorated: Sequence[Decorated], direction: Direction, *, advance: Advance
) -> tuple[float, float]:
    """The share of translated messages with every piece of markup exactly once, and the share that was translated."""
    slots = asyncio.Semaphore(_WINDOW)

    async def keeps_markup(one: Decorated) -> bool | None:
        async with slots:
            outcome = await service.translate(one.message, target=Target(direction.target))
        advance(1)
        if not isinstance(outcome, Translation):
            return None
        return all(outcome.text.count(piece) == 1 for piece in one.markup)

    outcomes = await asyncio.gather(*map(keeps_markup, decorated))
    translated = [outcome for outcome in outcomes if outcome is not None]
    return sum(translated) / max(1, len(translated)), len(translated) / len(outcomes)
