from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox.ratelimit import Limits
from bot.sandbox.server import Sandbox
from tests.chat.house import House


@pytest.fixture
def _discord_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client is pointed at the sandbox through discord.py's class attributes: put them back."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
async def sandbox(_discord_restored: None) -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=Limits(enabled=False)) as running:
        yield running


@pytest.fixture
async def house(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[House]:
    house = House(sandbox, tmp_path)
    await house.open()
    yield house
    await house.close()
