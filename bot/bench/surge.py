"""The night of the flood: 50,000 people in one channel, twenty quiet ones beside it, and every message accounted for.

Half of the quiet channels are on the flooded server, half on servers of their own. The flood swells and ebbs; before
it, the quiet channels are heard alone, and after it until everything has come to its end.
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
"""Messages a second in each quiet channel."""
_QUIET_PEOPLE = 10
_KEPT = 200
"""Messages that a channel of the sandbox remembers."""
_CALM = 120.0
"""Seconds for which the quiet channels talk before the flood, and go on after it."""
_TELL = 5000
_SOON = 3.0
"""Seconds: an answer that takes no longer is as good as without a flood."""


@dataclass(frozen=True, slots=True)
class Flood:
    """How hard it comes.

    Attributes:
        speakers: how many people speak.
        seconds: how long it lasts.
        peak: messages a second at its height.
    """

    speakers: int
    seconds: float
    peak: float

    def moments(self) -> Iterator[float]:
        """When somebody speaks: half a sine wave, evenly spaced at each rate."""
        at = 0.0
        while at < self.seconds:
            yield at
            at += 1 / max(1.0, self.peak * math.sin(math.pi * at / self.seconds))


@dataclass(frozen=True, slots=True)
class Surge:
    """What was measured; seconds are those of the accelerated clock, which counts work in full.

    Attributes:
        model: its name.
        flood: what it was.
        said: messages that people said.
        submitted: messages that Qiao took on.
        outcomes: how many of these ended how.
        balanced: whether what was said, taken on and ended are the same.
        flooded: latency of what was posted in the flooded channel.
        quiet_before: the same in the quiet channels before the flood.
        quiet_during: the same during the flood, on other servers.
        quiet_beside: the same during the flood, on the flooded server.
        quiet_ratio: p95 of all quiet channels during the flood by that before.
        recovery_seconds: from the end of the flood until a new message in its channel was posted within 3 s.
        posts: our posts.
        real_seconds: how long the whole took.
        resident_mib: the process at the end, sandbox included.
    """

    model: str
    flood: Flood
    said: int
    submitted: int
    outcomes: dict[str, int]
    balanced: bool
    flooded: Latency
    quiet_before: Latency
    quiet_during: Latency
    quiet_beside: Latency
    quiet_ratio: float
    recovery_seconds: float
    posts: int
    real_seconds: float
    resident_mib: float


@dataclass(frozen=True, slots=True)
class _Place:
    flooded: Channel
    beside: tuple[Channel, ...]
    elsewhere: tuple[Channel, ...]
    crowd: tuple[User, ...]
    locals: tuple[User, ...]


def measure(
    settings: Settings, flood: Flood, clock: virtual.Clock, tell: Callable[[str], None] = lambda _: None
) -> Surge:
    """Flood a channel.

    Args:
        settings: all of them; the model is the chosen one.
        flood: how hard it comes.
        clock: accelerated, installed before this module was imported.
        tell: told what is going on.
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
    place = _furnish(world, flood.speakers)
    async with town(settings, world) as scene:
        found.append(scene)
        calm = min(flood.seconds, _CALM)
        tell(f"{calm:.0f} s of calm")
        chatting = asyncio.create_task(_chat(scene, place))
        start = time.monotonic()
        await asyncio.sleep(calm)
        tell(f"{flood.seconds:.0f} s of flood")
        high = time.monotonic()
        await _flood(scene, place, flood, tell)
        ebb = time.monotonic()
        tell("the ebb")
        recovery = await _recover(scene, place)
        await asyncio.sleep(max(0.0, ebb + calm - time.monotonic()))
        chatting.cancel()
        await asyncio.gather(chatting, return_exceptions=True)
        await scene.quiet(10 * settings.patience)
        found.clear()
        ledger, answers = scene.runtime.ledger, scene.answers

        def took(channels: tuple[Channel, ...], first: float, last: float) -> list[float]:
            return [
                seconds
                for channel in channels
                for at, seconds in answers.seconds.get(channel.id, ())
                if first <= at < last
            ]

        before = Latency.of(took(place.beside + place.elsewhere, start, high))
        during = Latency.of(took(place.beside + place.elsewhere, high, ebb))
        return Surge(
            model=settings.model,
            flood=flood,
            said=answers.said,
            submitted=ledger.submitted,
            outcomes={outcome.value: count for outcome, count in ledger.outcomes.items()},
            balanced=answers.said == ledger.submitted == ledger.outcomes.total(),
            flooded=Latency.of(took((place.flooded,), high, ebb)),
            quiet_before=before,
            quiet_during=Latency.of(took(place.elsewhere, high, ebb)),
            quiet_beside=Latency.of(took(place.beside, high, ebb)),
            quiet_ratio=during.p95 / before.p95 if before.p95 else math.inf,
            recovery_seconds=recovery,
            posts=answers.posts,
            real_seconds=time.perf_counter() - began,
            resident_mib=resident_mib(),
        )


def _furnish(world: World, speakers: int) -> _Place:
    harbour = world.add_guild("Harbour")
    flooded = world.add_channel(harbour, "flood")
    beside = tuple(world.add_channel(harbour, f"quay-{number}") for number in range(_QUIET // 2))
    guilds = [world.add_guild(f"Village {number}") for number in range(_QUIET - _QUIET // 2)]
    elsewhere = tuple(world.add_channel(guild, "square") for guild in guilds)
    crowd = tuple(world.add_user(f"Guest {number}", guilds=[harbour]) for number in range(speakers))
    people = tuple(world.add_user(f"Local {number}", guilds=[harbour, *guilds]) for number in range(_QUIET_PEOPLE))
    return _Place(flooded, beside, elsewhere, crowd, people)


async def _chat(scene: Town, place: _Place) -> None:
    """Quiet talk in all quiet channels, for ever."""
    channels = place.beside + place.elsewhere
    chance = random.Random(1)  # noqa: S311 - no secret
    for number, text in enumerate(talk(asking=True)):
        await asyncio.sleep(chance.expovariate(_QUIET_RATE * len(channels)))
        await scene.say(channels[number % len(channels)], chance.choice(place.locals), text)


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
    """Say a sentence every other second until one is posted soon; seconds until that one was said."""
    start = time.monotonic()
    answered = scene.answers.seconds.setdefault(place.flooded.id, [])
    for text in talk(asking=True):
        behind, at = len(answered), time.monotonic()
        await scene.say(place.flooded, place.crowd[0], text)
        await asyncio.sleep(_SOON)
        if any(said >= at for said, _ in answered[behind:]):
            return at - start
    return math.inf
