"""Measures a flood: 50,000 people in one channel, twenty quiet channels, and every message accounted for.

Half of the quiet channels are on the flooded server, half on separate servers. The flood rises and falls; the quiet
channels start before it, and continue after it until every message has an outcome.
"""

import asyncio
import math
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.bench import virtual
from bot.bench.figures import Latency, resident_mib
from bot.bench.sentences import talk
from bot.bench.town import Town, town
from bot.sandbox.model import Channel, User
from bot.sandbox.world import World
from bot.settings import Settings

_QUIET = 20
_QUIET_RATE = 0.1
"""Messages per second in each quiet channel."""
_QUIET_PEOPLE = 10
_KEPT = 200
"""Number of messages that a channel of the sandbox keeps."""
_CALM = 120.0
"""Seconds of quiet talk before and after the flood."""
_TELL = 5000
_SOON = 3.0
"""Seconds within which an answer counts as unaffected by the flood."""


@dataclass(frozen=True, slots=True)
class Flood:
    """The size of the flood.

    Attributes:
        speakers: number of people who post.
        seconds: duration.
        peak: messages per second at the peak.
    """

    speakers: int
    seconds: float
    peak: float

    def moments(self) -> Iterator[float]:
        """The times of messages: the rate is half a sine wave."""
        at = 0.0
        while at < self.seconds:
            yield at
            at += 1 / max(1.0, self.peak * math.sin(math.pi * at / self.seconds))


@dataclass(frozen=True, slots=True)
class Surge:
    """The measurements; seconds are those of the accelerated clock, which counts work in full.

    Attributes:
        model: its name.
        flood: its size.
        said: number of messages that people posted.
        submitted: number of messages that Qiao accepted.
        outcomes: number of messages by outcome.
        balanced: whether every message was submitted and has exactly one outcome.
        flooded: latency of translations in the flooded channel.
        quiet_before: the same in the quiet channels before the flood.
        quiet_other_servers: the same during the flood, on other servers.
        quiet_same_server: the same during the flood, on the flooded server.
        quiet_ratio: p95 of all quiet channels during the flood, divided by p95 before it.
        recovery_seconds: from the end of the flood until a new message in its channel was translated within 3 s.
        posts: number of posts by Qiao.
        real_seconds: real duration of the benchmark.
        resident_mib: memory of the process at the end, including the sandbox.
    """

    model: str
    flood: Flood
    said: int
    submitted: int
    outcomes: dict[str, int]
    balanced: bool
    flooded: Latency
    quiet_before: Latency
    quiet_other_servers: Latency
    quiet_same_server: Latency
    quiet_ratio: float
    recovery_seconds: float
    posts: int
    real_seconds: float
    resident_mib: float


@dataclass(frozen=True, slots=True)
class _Place:
    flooded: Channel
    same_server: tuple[Channel, ...]
    elsewhere: tuple[Channel, ...]
    crowd: tuple[User, ...]
    locals: tuple[User, ...]


def measure(
    settings: Settings, flood: Flood, clock: virtual.Clock, tell: Callable[[str], None] = lambda _: None
) -> Surge:
    """Flood a channel.

    Args:
        settings: all settings, including the model.
        flood: its size.
        clock: the accelerated clock, installed before this module was imported.
        tell: called with progress.
    """
    found: list[Town] = []
    return virtual.run(_measure(settings, flood, tell, found), clock, lambda: _busy(found))


def _busy(found: list[Town]) -> bool:
    if not found:
        return True
    batcher, database = found[0].runtime.batcher, found[0].runtime.database
    return bool((batcher and batcher.state.working) or (database and database.busy))


async def _measure(settings: Settings, flood: Flood, tell: Callable[[str], None], found: list[Town]) -> Surge:
    began = time.perf_counter()
    world = World()
    world.keep = _KEPT
    place = _populate(world, flood.speakers)
    async with town(settings, world) as scene:
        found.append(scene)
        calm = min(flood.seconds, _CALM)
        tell(f"{calm:.0f} s before the flood")
        chatting = asyncio.create_task(_chat(scene, place))
        start = time.monotonic()
        await asyncio.sleep(calm)
        tell(f"{flood.seconds:.0f} s of flood")
        high = time.monotonic()
        await _flood(scene, place, flood, tell)
        ebb = time.monotonic()
        tell("recovery")
        recovery = await _recover(scene, place)
        await asyncio.sleep(max(0.0, ebb + calm - time.monotonic()))
        chatting.cancel()
        await asyncio.gather(chatting, return_exceptions=True)
        await scene.wait_until_idle(10 * settings.patience)
        found.clear()
        ledger, answers = scene.runtime.ledger, scene.answers

        def took(channels: tuple[Channel, ...], first: float, last: float) -> list[float]:
            return [
                seconds
                for channel in channels
                for at, seconds in answers.seconds.get(channel.id, ())
                if first <= at < last
            ]

        before = Latency.of(took(place.same_server + place.elsewhere, start, high))
        during = Latency.of(took(place.same_server + place.elsewhere, high, ebb))
        return Surge(
            model=settings.model,
            flood=flood,
            said=answers.said,
            submitted=ledger.submitted,
            outcomes={outcome.value: count for outcome, count in ledger.outcomes.items()},
            balanced=answers.said == ledger.submitted == ledger.outcomes.total(),
            flooded=Latency.of(took((place.flooded,), high, ebb)),
            quiet_before=before,
            quiet_other_servers=Latency.of(took(place.elsewhere, high, ebb)),
            quiet_same_server=Latency.of(took(place.same_server, high, ebb)),
            quiet_ratio=during.p95 / before.p95 if before.p95 else math.inf,
            recovery_seconds=recovery,
            posts=answers.posts,
            real_seconds=time.perf_counter() - began,
            resident_mib=resident_mib(),
        )


def _populate(world: World, speakers: int) -> _Place:
    harbor = world.add_guild("Harbor")
    flooded = world.add_channel(harbor, "flood")
    same_server = tuple(world.add_channel(harbor, f"quay-{number}") for number in range(_QUIET // 2))
    guilds = [world.add_guild(f"Village {number}") for number in range(_QUIET - _QUIET // 2)]
    elsewhere = tuple(world.add_channel(guild, "square") for guild in guilds)
    crowd = tuple(world.add_user(f"Guest {number}", guilds=[harbor]) for number in range(speakers))
    people = tuple(world.add_user(f"Local {number}", guilds=[harbor, *guilds]) for number in range(_QUIET_PEOPLE))
    return _Place(flooded, same_server, elsewhere, crowd, people)


async def _chat(scene: Town, place: _Place) -> None:
    """Post in the quiet channels until canceled."""
    channels = place.same_server + place.elsewhere
    rng = random.Random(1)  # noqa: S311 - reproducible, not secret
    for number, text in enumerate(talk(asking=True)):
        await asyncio.sleep(rng.expovariate(_QUIET_RATE * len(channels)))
        await scene.say(channels[number % len(channels)], rng.choice(place.locals), text)


async def _flood(scene: Town, place: _Place, flood: Flood, tell: Callable[[str], None]) -> None:
    start = time.monotonic()
    for number, (at, text) in enumerate(zip(flood.moments(), talk(), strict=False)):
        wait = start + at - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        await scene.say(place.flooded, place.crowd[number % len(place.crowd)], text)
        if number % _TELL == 0:
            tell(f"{number} messages, {at:.0f} s, {scene.runtime.ledger.open} open")


async def _recover(scene: Town, place: _Place) -> float:
    """Post a sentence every few seconds until one is translated soon; returns the seconds until that one was posted."""
    start = time.monotonic()
    answered = scene.answers.seconds.setdefault(place.flooded.id, [])
    for text in talk(asking=True):
        before, at = len(answered), time.monotonic()
        await scene.say(place.flooded, place.crowd[0], text)
        await asyncio.sleep(_SOON)
        if any(said >= at for said, _ in answered[before:]):
            return at - start
    return math.inf
