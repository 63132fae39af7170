"""Measures the latency of a reply on an idle bot, compared with bare CTranslate2 on the same segment."""

import asyncio
import statistics
import time
from dataclasses import dataclass

from bot.app import in_sandbox
from bot.bench.bare import Bare
from bot.bench.figures import resident_mib
from bot.bench.sentences import english
from bot.errors import QiaoError
from bot.event_loop import run
from bot.nmt.types import Direction
from bot.sandbox.server import Sandbox
from bot.settings import Settings

_WARM_UP = 10
_IDLE = 0.05
"""Idle seconds before each measurement."""
_PATIENCE = 3.0
"""Seconds after which a message counts as unanswered."""

_ENGLISH_TO_CHINESE = Direction("en", "zh")


@dataclass(frozen=True, slots=True)
class Reply:
    """The measurements; times are medians in milliseconds.

    Attributes:
        samples: number of sentences of twelve words, one at a time.
        unanswered: number of further sentences without a translation that passed the quality checks.
        bare_ms: CTranslate2's `translate_batch` on the sentence's tokens, with the same beam and one thread.
        reply_ms: from the message's arrival in the sandbox to that of its translation, over the gateway and REST.
        ratio: the median of `reply_ms` divided by `bare_ms`, by sentence.
        overhead_ms: the median of `reply_ms` minus `bare_ms`.
        resident_mib: memory of the whole process: sandbox, bot and model.
    """

    samples: int
    unanswered: int
    bare_ms: float
    reply_ms: float
    ratio: float
    overhead_ms: float
    resident_mib: float


def measure(settings: Settings, samples: int = 100) -> Reply:
    """Run Qiao in a sandbox on a free port and measure.

    Args:
        settings: all settings, including the model.
        samples: number of sentences.

    Raises:
        QiaoError: Qiao translated none of them in time.
    """
    return run(_measure(settings.model_copy(update={"sandbox_port": 0}), samples))


async def _measure(settings: Settings, samples: int) -> Reply:
    ready: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(in_sandbox(settings, opened=ready.set_result, limited=False))
    running.add_done_callback(lambda _: ready.cancel())
    try:
        sandbox = await ready
    except asyncio.CancelledError:
        await running  # says why
        raise
    bare = Bare(settings)
    pairs: list[tuple[float, float]] = []
    unanswered = 0
    try:
        await sandbox.until(lambda: sandbox.gateways.connections(sandbox.world.bot))
        for number, sentence in enumerate(english(samples + _WARM_UP)):
            # Both start on an idle machine, so that the caches are equally cold.
            await asyncio.sleep(_IDLE)
            bare_seconds = bare.time(sentence, _ENGLISH_TO_CHINESE)
            await asyncio.sleep(_IDLE)
            try:
                measured = await _reply(sandbox, sentence), bare_seconds
            except TimeoutError:
                unanswered += number >= _WARM_UP
            else:
                if number >= _WARM_UP:
                    pairs.append(measured)
        resident = resident_mib()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    if not pairs:
        raise QiaoError(f"No message was translated within {_PATIENCE:.0f} s.", "Measure with more samples.")
    return Reply(
        samples=len(pairs),
        unanswered=unanswered,
        bare_ms=statistics.median(bare_seconds for _, bare_seconds in pairs) * 1e3,
        reply_ms=statistics.median(reply for reply, _ in pairs) * 1e3,
        ratio=statistics.median(reply / bare_seconds for reply, bare_seconds in pairs),
        overhead_ms=statistics.median(reply - bare_seconds for reply, bare_seconds in pairs) * 1e3,
        resident_mib=resident,
    )


async def _reply(sandbox: Sandbox, sentence: str) -> float:
    """Seconds from a message to its translation."""
    world = sandbox.world
    channel = world.named("general")
    start = time.perf_counter()
    message = await sandbox.say(channel.id, world.person("Amy").id, sentence)

    def answered() -> bool:
        last = channel.messages[channel.last_message_id or message.id]
        return last.reference is not None and last.reference["message_id"] == str(message.id)

    await sandbox.until(answered, within=_PATIENCE)
    return time.perf_counter() - start
