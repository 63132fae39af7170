"""Measures a busy channel: the whole bot in the sandbox with Discord's rate limits, at various message rates."""

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
    """The results for a channel at one rate.

    Attributes:
        rate: messages per second, at random times.
        said: number of messages.
        latency: from a message to the post with its translation.
        posted: share of messages whose translation was posted.
        skipped: share of messages with nothing to translate.
        shed: share of messages that were left for translation on request.
        failed: share of messages that failed.
        posts: number of posts by Qiao.
        messages_per_post: mean number of translations per post.
        lag: of the event loop, which also runs the sandbox.
        processor: CPU usage as a share of one core, including the sandbox.
        resident_mib: memory of the process at the end, including the sandbox.
    """

    rate: float
    said: int
    latency: Latency
    posted: float
    skipped: float
    shed: float
    failed: float
    posts: int
    messages_per_post: float
    lag: Latency
    processor: float
    resident_mib: float


@dataclass(frozen=True, slots=True)
class Live:
    """The measurements.

    Attributes:
        model: its name.
        seconds: duration at each rate.
        channels: the results at each rate.
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
    """Measure each rate, each in a separate sandbox.

    Args:
        settings: all settings, including the model.
        rates: messages per second.
        seconds: duration at each rate.
        tell: called with what is being measured.
    """
    channels = []
    for rate in rates:
        tell(f"{rate:g} messages per second")
        channels.append(run(_measure(settings, rate, seconds)))
    return Live(settings.model, seconds, tuple(channels))


async def _measure(settings: Settings, rate: float, seconds: float) -> Channel:
    world = World()
    guild = world.add_guild("Harbor")
    channel = world.add_channel(guild, "pier")
    people = [world.add_user(f"Speaker {number}", guilds=[guild]) for number in range(_PEOPLE)]
    async with town(settings, world) as place, Lag() as lag:
        await place.say(channel, people[0], "Good morning, my friends.")
        await place.wait_until_idle(30)
        place.answers.seconds.clear()
        busy, began = _processor(), time.perf_counter()
        for number, (pause, text) in enumerate(zip(_moments(rate, seconds), talk(), strict=False)):
            await asyncio.sleep(max(0.0, began + pause - time.perf_counter()))
            await place.say(channel, people[number % _PEOPLE], text)
        await place.wait_until_idle(4 * settings.patience + seconds)
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
            messages_per_post=len(took) / max(1, posts),
            lag=Latency.of(lag.seconds),
            processor=share,
            resident_mib=resident_mib(),
        )


def _moments(rate: float, seconds: float) -> Iterator[float]:
    """The times of messages in seconds, as a Poisson process; the same for the same rate."""
    rng = random.Random(rate)  # noqa: S311 - reproducible, not secret
    at = rng.expovariate(rate)
    while at < seconds:
        yield at
        at += rng.expovariate(rate)


def _processor() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)
