import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.nmt.batcher import Batcher
from bot.nmt.engine import CTranslate2Engine
from bot.nmt.store import Store
from tests.nmt import tiny
from tests.nmt.fakes import FakeEngine


@pytest.fixture(scope="session")
def tiny_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with the tiny model; read-only."""
    store = tmp_path_factory.mktemp("models")
    tiny.build(store)
    return store


@pytest.fixture(scope="session")
def tiny_engine(tiny_store: Path) -> CTranslate2Engine:
    return Store(tiny_store).load(tiny.NAME, threads=2)


@pytest.fixture
async def advance(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Advances the event loop's clock by a number of seconds, so that no test depends on the machine's speed."""
    loop = asyncio.get_running_loop()
    skipped, real = 0.0, loop.time

    def move_on(seconds: float) -> None:
        nonlocal skipped
        skipped += seconds

    monkeypatch.setattr(loop, "time", lambda: real() + skipped)
    return move_on


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def batcher(engine: FakeEngine) -> AsyncIterator[Batcher]:
    async with Batcher(engine, max_queue=8) as batcher:
        yield batcher
