"""Does markup come out exactly once: of the model alone, and of the whole service?"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.decoration import Decorated
from bot.evaluation.measure import Advance, write
from bot.nmt.engine import Engine
from bot.nmt.types import Direction
from bot.translation.service import Translator
from bot.translation.types import Target, Translation

_WINDOW = 128
"""Messages in hand at once: enough to fill the engine's batches."""


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Shares of messages, 0 to 1.

    Attributes:
        model: of all segments, those in which the model alone wrote every placeholder exactly once and no other.
        service: of the messages that were translated, those in which every piece of markup stands exactly once.
        translated: of all messages, those that the service translated at all.
    """

    model: float
    service: float
    translated: float


def of_model(
    engine: Engine, decorated: Sequence[Decorated], direction: Direction, *, beam: int = 1, advance: Advance
) -> float:
    """The share of segments in which the model wrote every placeholder exactly once."""
    written = write(engine, [one.segment for one in decorated], direction, beam=beam, advance=advance)
    kept = sum(
        all(hypothesis.text.count(f"⟦{k}⟧") == 1 for k in range(len(one.markup)))
        and hypothesis.text.count("⟦") == len(one.markup)
        for one, hypothesis in zip(decorated, written.hypotheses, strict=True)
    )
    return kept / len(decorated)


async def of_service(
    use: Translator, decorated: Sequence[Decorated], direction: Direction, *, advance: Advance
) -> tuple[float, float]:
    """The share of translated messages with every piece of markup exactly once, and the share that was translated."""
    hand = asyncio.Semaphore(_WINDOW)

    async def kept(one: Decorated) -> bool | None:
        async with hand:
            outcome = await use.translate(one.message, target=Target(direction.target))
        advance(1)
        if not isinstance(outcome, Translation):
            return None
        return all(outcome.text.count(piece) == 1 for piece in one.markup)

    outcomes = await asyncio.gather(*map(kept, decorated))
    translated = [outcome for outcome in outcomes if outcome is not None]
    return sum(translated) / max(1, len(translated)), len(translated) / len(outcomes)
