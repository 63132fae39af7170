"""A busy channel: the whole bot in the sandbox with Discord's rate limits, at rates from a trickle to a flood."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psutil

from bot.bench.figures import Lag, Latency, resident_mib
from bot.bench.sentences import talk
from bot.bench.town import town
from bot.event_loop import run
from bot.sandbox.world import World
from bot.settings import Settings
from bot.telemetry.ledger import Outcome

RATES = (1.0, 5.0, 20.0, 50.0, 100.0, 200.0)
_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Channel:
    """How a channel fared at one rate.

    Attributes:
        rate: messages a second that people said, at random moments.
        said: how many.
        latency: from a message to the post that carries its translation.
        posted: which share was posted; what holds nothing to translate is in no post.
        skipped: which share held nothing to translate.
        shed: which share was left to translation by hand.
        failed: which share failed.
        posts: our posts.
        messages_a_post: translations in each of them.
        lag: of the event loop, on which the sandbox runs too.
        processor: share of one core that the process took, sandbox included.
        resident_mib: the process at the end, sandbox included.
    """

    rate: float
    said: int
    latency: Latency
    posted: float
    skipped: float
    shed: float
    failed: float
    posts: int
    messages_a_post: float
    lag: Latency
    processor: float
    resident_mib: float


@dataclass(frozen=True, slots=True)
class Live:
    """What was measured.

    Attributes:
        model: its name.
        seconds: how long people spoke at each rate.
        channels: how each fared.
    """

    model: str
    seconds: float
    channels: tuple[Channel, ...]


def measure(
    settings: Settings,
    rates: Sequence[float] = RATES,
    seconds: float = 20.0,
    tell: Callable[[str], None] = lambda _: None,
) -> Live:
    """Let people speak at one rate after the other, each in a town of its own.

    Args:
        settings: all of them; the model is the chosen one.
        rates: messages a second.
        seconds: how long at each.
        tell: told what is being measured.
    """
    channels = []
    for rate in rates:
        tell(f"{rate:g} messages a second")
        channels.append(run(_measure(settings, rate, seconds)))
    return Live(settings.model, seconds, tuple(channels))


async def _measure(settings: Settings, rate: float, seconds: float) -> Channel:
    world = World()
    guild = world.add_guild("Harbour")
    channel = world.add_channel(guild, "pier")
    people = [world.add_user(f"Speaker {number}", guilds=[guild]) for number in range(_PEOPLE)]
    async with town(settings, world) as place, Lag() as lag:
        await place.say(channel, people[0], "Good morning, my friends.")
        await place.quiet(30)
        place.answers.seconds.clear()
        busy, began = _processor(), time.perf_counter()
        for number, (pause, text) in enumerate(zip(_pauses(rate, seconds), talk(), strict=False)):
            await asyncio.sleep(max(0.0, began + pause - time.perf_counter()))
            await place.say(channel, people[number % _PEOPLE], text)
        await place.quiet(4 * settings.patience + seconds)
        share = (_processor() - busy) / (time.perf_counter() - began)
        took = [seconds for found in place.answers.seconds.values() for _, seconds in found]
        posts = place.answers.posts - 1
        return Channel(
            rate=rate,
            said=place.answers.said - 1,
            latency=Latency.of(took),
            posted=place.share(Outcome.POSTED),
            skipped=place.share(Outcome.SKIPPED),
            shed=place.share(Outcome.SHED),
            failed=place.share(Outcome.FAILED),
            posts=posts,
            messages_a_post=len(took) / max(1, posts),
            lag=Latency.of(lag.seconds),
            processor=share,
            resident_mib=resident_mib(),
        )


def _pauses(rate: float, seconds: float) -> Iterator[float]:
    """Moments at which somebody speaks, as independent people do; the same ones for the same rate."""
    chance = random.Random(rate)  # noqa: S311 - no secret
    at = chance.expovariate(rate)
    while at < seconds:
        yield at
        at += chance.expovariate(rate)


def _processor() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)
