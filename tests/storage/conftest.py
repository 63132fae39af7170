from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.database import Database
from tests.storage import postgres


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[Path]:
    if reason := postgres.missing():
        pytest.skip(reason)
    with postgres.server() as folder:
        yield folder


@pytest.fixture
async def postgres_url(postgres_folder: Path) -> str:
    name = f"t{uuid4().hex}"
    template = "postgresql+asyncpg://qiao@/{}?host=" + str(postgres_folder)
    engine = create_async_engine(template.format("postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return template.format(name)


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "qiao.db"


@pytest.fixture
def sqlite_url(sqlite_path: Path) -> str:
    return f"sqlite+aiosqlite:///{sqlite_path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A blank database of either kind."""
    value: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return value


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with await Database.open(url) as opened:
        yield opened


@pytest.fixture
async def other(url: str, database: Database) -> AsyncIterator[Database]:
    """A second process, as far as the database can tell."""
    async with await Database.open(url) as opened:
        yield opened
