from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.learning.explaining import explain
from bot.sandbox.ratelimit import Limits
from bot.sandbox.server import Sandbox
from bot.text.language import Language
from tests.chat.harness import BotHarness


@pytest.fixture(scope="session")
def dictionaries() -> None:
    """Load the dictionaries before a test waits for an answer: a busy machine takes longer than it waits."""
    explain("", Language.CHINESE)


@pytest.fixture
def discord_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the class attributes of discord.py through which the client is pointed at the sandbox."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
async def sandbox(discord_restored: None) -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=Limits(enabled=False)) as running:
        yield running


@pytest.fixture
async def harness(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[BotHarness]:
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    yield harness
    await harness.close()
