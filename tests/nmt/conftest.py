from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.nmt.batcher import Batcher
from bot.nmt.engine import CTranslate2Engine
from bot.nmt.store import Store
from tests.nmt import tiny
from tests.nmt.fakes import FakeEngine


@pytest.fixture(scope="session")
def tiny_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder with the tiny model in it; tests only read it."""
    store = tmp_path_factory.mktemp("models")
    tiny.build(store)
    return store


@pytest.fixture(scope="session")
def tiny_engine(tiny_store: Path) -> CTranslate2Engine:
    return Store(tiny_store).load(tiny.NAME, threads=2)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def batcher(engine: FakeEngine) -> AsyncIterator[Batcher]:
    async with Batcher(engine, max_queue=8) as batcher:
        yield batcher
