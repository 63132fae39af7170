"""The event loop is never blocked for long: heartbeats and other channels go on whatever people write."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.app import translator
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.text.language import warm
from tests.chat.house import House

BLOCKED = 0.05
"""Seconds; the promise of the README."""

TRIES = 8
"""A noisy machine may hold the process up at any moment; what we do ourselves shows in every try."""

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


async def blocked(house: House, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What asyncio's debug mode has to say while the house hears hard messages."""
    caplog.clear()
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = BLOCKED
    loop.set_debug(True)
    before = house.ledger.outcomes.total()
    for text in HARD:
        await house.sandbox.say(house.channel, house.world.person("Amy").id, text)
    await house.settled(before + len(HARD))
    loop.set_debug(False)
    return [record.getMessage() for record in caplog.records if "took" in record.getMessage()]


async def test_nothing_that_people_write_blocks_the_event_loop(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    warm()
    caplog.set_level(logging.WARNING, "asyncio")
    async with translator(Settings.read()) as use:
        house = House(sandbox, tmp_path)
        await house.open(translator=use)
        try:
            complaints: list[list[str]] = []
            while len(complaints) < TRIES and (found := await blocked(house, caplog)):
                complaints.append(found)
        finally:
            await house.close()
    assert len(complaints) < TRIES, complaints
