"""The event loop is never blocked for long: heartbeats and other channels go on whatever people write."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app import open_translator
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.text.language import warm
from tests.chat.harness import BotHarness

BLOCKED = 0.05
"""Seconds; the promise of the README."""

TRIES = 3
"""The first warms what is loaded on first use, and collections of garbage come at any moment."""

HARD = [
    "x" * 4000,
    "你好世界" * 1000,
    "😂" * 2000,
    "**" * 2000,
    "[" * 4000,
    "> - ```py\n" * 300,
    "How are you doing today, my friend? " * 110,
    "我今天很累，想早点睡觉。" * 300,
    "<@123456789012345678> hello " * 140,
    "https://example.com/a_b_c " * 150,
    "h̷̛̗e̵͎̾l̶̰͝l̸̟̈o̴̜͝ " * 100,
]


@contextmanager
def slow_callbacks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The callbacks of the event loop that compute for longer than `BLOCKED`.

    Measured in processor time of the loop's thread, unlike asyncio's debug mode: on a busy machine, a callback that
    does nothing may take as long as you like.
    """
    slow: list[str] = []
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        if (took := time.thread_time() - began) > BLOCKED:
            slow.append(f"{handle!r} took {took:.3f} seconds")

    with monkeypatch.context() as patch:
        patch.setattr(asyncio.Handle, "_run", timed)
        yield slow


async def slow_while_translating(harness: BotHarness, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    before = harness.ledger.outcomes.total()
    with slow_callbacks(monkeypatch) as slow:
        for text in HARD:
            await harness.sandbox.say(harness.channel, harness.world.person("Amy").id, text)
        await harness.settled(before + len(HARD))
    return slow


async def test_work_of_our_own_is_noticed_and_the_work_of_others_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def compute() -> None:
        began = time.thread_time()
        while time.thread_time() - began <= BLOCKED:
            pass

    loop = asyncio.get_running_loop()
    with slow_callbacks(monkeypatch) as slow:
        loop.call_soon(compute)
        await loop.run_in_executor(None, compute)
    assert len(slow) == 1
    assert "compute" in slow[0]


async def test_nothing_that_people_write_blocks_the_event_loop(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm()
    async with open_translator(Settings.read()) as use:
        harness = BotHarness(sandbox, tmp_path)
        await harness.open(translator=use)
        try:
            complaints: list[list[str]] = []
            while len(complaints) < TRIES and (found := await slow_while_translating(harness, monkeypatch)):
                complaints.append(found)
        finally:
            await harness.close()
    assert len(complaints) < TRIES, complaints
