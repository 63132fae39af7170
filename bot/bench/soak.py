"""Measures memory over half a million messages: usage at the end should equal that near the start."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.bench.figures import resident_mib
from bot.bench.sentences import talk
from bot.bench.town import Town, town
from bot.event_loop import run
from bot.nmt.types import Direction, Hypothesis, Unit
from bot.sandbox.ratelimit import NO_LIMITS
from bot.sandbox.world import World
from bot.settings import Settings
from bot.telemetry.ledger import Outcome

_KEPT = 100
_PEOPLE = 1000
_CHANNELS = 20
_IN_FLIGHT = 200
"""Maximum number of messages in flight, so that none are shed."""
_GREW_MOST = 8
_ANSWERS = {
    "zh": "我们都想知道在哪里可以买到真正好吃的面条和饺子",
    "en": "we would like to know where to buy good noodles",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of the process, including the sandbox, after a number of messages.

    Attributes:
        messages: number of messages so far.
        resident_mib: memory.
        objects: number of objects that the garbage collector tracks.
    """

    messages: int
    resident_mib: float
    objects: int


@dataclass(frozen=True, slots=True)
class Soak:
    """The measurements.

    Attributes:
        messages: number of messages.
        per_second: messages per second, without rate limits and with a fake model.
        outcomes: number of messages by outcome.
        balanced: whether every message was submitted and has exactly one outcome.
        marks: memory over time; the first mark is after a tenth of the messages.
        grew_mib: memory at the end minus that after a tenth.
        grew: the types whose number of objects grew the most since then, and by how many.
    """

    messages: int
    per_second: float
    outcomes: dict[str, int]
    balanced: bool
    marks: tuple[Mark, ...]
    grew_mib: float
    grew: dict[str, int]


class _Parrot:
    """A fake model that always gives the same answer."""

    placeholders = 10
    unit: Unit = "sentence"
    directions = frozenset({Direction("en", "zh"), Direction("zh", "en")})

    async def translate(
        self,
        segments: Sequence[str],
        direction: Direction,
        *,
        tenant: int = 0,  # noqa: ARG002 - part of the interface
        room: int = 0,  # noqa: ARG002 - part of the interface
        deadline: float | None = None,  # noqa: ARG002 - part of the interface
        beam: int = 1,  # noqa: ARG002 - part of the interface
    ) -> list[Hypothesis]:
        """Answer."""
        return [Hypothesis(_ANSWERS[direction.target], -1.0, 10)] * len(segments)


def measure(settings: Settings, messages: int = 500_000, tell: Callable[[str], None] = lambda _: None) -> Soak:
    """Post messages and measure memory.

    Args:
        settings: all settings; the model is not used.
        messages: number of messages.
        tell: called with progress.
    """
    return run(_measure(settings, messages, tell))


async def _measure(settings: Settings, messages: int, tell: Callable[[str], None]) -> Soak:
    world = World()
    world.keep = _KEPT
    guild = world.add_guild("Harbor")
    channels = [world.add_channel(guild, f"quay-{number}") for number in range(_CHANNELS)]
    people = [world.add_user(f"Guest {number}", guilds=[guild]) for number in range(_PEOPLE)]
    tenth = max(1, messages // 10)
    marks: list[Mark] = []
    kinds: Counter[str] = Counter()
    async with town(settings, world, segments=_Parrot(), limits=NO_LIMITS) as scene:
        start = time.perf_counter()
        for number, text in zip(range(1, messages + 1), talk(), strict=False):
            await scene.say(channels[number % _CHANNELS], people[number % _PEOPLE], text)
            if number - scene.ended() > _IN_FLIGHT or number % tenth == 0 or number == messages:
                await scene.wait_until_idle(settings.patience)
                scene.answers.forget()
            if number % tenth == 0:
                marks.append(Mark(number, resident_mib(), len(gc.get_objects())))
                kinds = kinds or _kinds()
                tell(f"{number} messages, {marks[-1].resident_mib:.0f} MiB")
        seconds = time.perf_counter() - start
        grown = _kinds()
        grown.subtract(kinds)
        return Soak(
            messages=messages,
            per_second=messages / seconds,
            outcomes=_outcomes(scene),
            balanced=scene.answers.said == scene.runtime.ledger.submitted == scene.ended(),
            marks=tuple(marks),
            grew_mib=marks[-1].resident_mib - marks[0].resident_mib,
            grew={name: count for name, count in grown.most_common(_GREW_MOST) if count > 0},
        )


def _outcomes(scene: Town) -> dict[str, int]:
    return {outcome.value: scene.runtime.ledger.outcomes[outcome] for outcome in Outcome}


def _kinds() -> Counter[str]:
    gc.collect()
    return Counter(type(thing).__name__ for thing in gc.get_objects())
