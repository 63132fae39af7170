"""The event loop is never blocked for long, so that no message delays heartbeats or other channels."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.text.language import warm
from bot.translators import open_translator
from tests.chat.harness import BotHarness

BLOCKED = 0.05
"""Maximum seconds, as promised in the README."""

TRIES = 6
"""The first try also loads data, the garbage collector can run at any time, and neighbors slow a processor down."""

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
    """Collect callbacks of the event loop that take longer than `BLOCKED`.

    Unlike asyncio's debug mode, this measures CPU time of the thread, because on a busy machine even an idle callback
    may take long.
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


async def slow_while_translating(text: str, harness: BotHarness, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    before = harness.ledger.outcomes.total()
    with slow_callbacks(monkeypatch) as slow:
        await harness.sandbox.say(harness.channel, harness.world.person("Amy").id, text)
        await harness.settled(before + 1)
    return slow


async def test_only_work_on_the_event_loop_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_no_message_blocks_the_event_loop(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm()
    async with open_translator(Settings.read()) as use:
        harness = BotHarness(sandbox, tmp_path)
        await harness.open(translator=use)
        try:
            for text in HARD:
                complaints: list[list[str]] = []
                while found := await slow_while_translating(text, harness, monkeypatch):
                    complaints.append(found)
                    assert len(complaints) < TRIES, (text[:20], complaints)
        finally:
            await harness.close()
