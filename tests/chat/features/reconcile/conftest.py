from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests.chat.harness import BotHarness

Start = Callable[..., Awaitable[BotHarness]]


@pytest.fixture
async def start(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts the bot, again with the same database if it ran before; options are those of the bot."""
    running: list[BotHarness] = []

    async def start(*, model: Any = None, enabled: bool = True, **options: Any) -> BotHarness:
        harness = BotHarness(sandbox, tmp_path, **options)
        if model:
            harness.model = model
        running.append(harness)
        await harness.open(enabled=enabled)
        return harness

    yield start
    for harness in running:
        if not harness.client.is_closed():
            await harness.close()
