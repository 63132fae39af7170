from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.database import Database
from bot.storage.schema import metadata
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
def kind(request: pytest.FixtureRequest) -> str:
    value: str = request.param
    return value


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """A blank database of either kind."""
    value: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    return value


@pytest.fixture(scope="session")
def shared_urls() -> dict[str, str]:
    """By kind, filled as needed."""
    return {}


@pytest.fixture
def shared_url(
    kind: str, request: pytest.FixtureRequest, shared_urls: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A database of either kind that tests share, because creating one takes longer than most tests."""
    if kind not in shared_urls:
        shared_urls[kind] = (
            f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('shared') / 'qiao.db'}"
            if kind == "sqlite"
            else request.getfixturevalue("postgres_url")
        )
    return shared_urls[kind]


@pytest.fixture
async def database(shared_url: str) -> AsyncIterator[Database]:
    """Up to date, with empty tables."""
    async with await Database.open(shared_url) as opened:
        await empty(opened)
        yield opened


@pytest.fixture
async def other(shared_url: str, database: Database) -> AsyncIterator[Database]:
    """Like a second process, as far as the database can tell."""
    async with await Database.open(shared_url) as opened:
        yield opened


async def empty(database: Database) -> None:
    async with database.write() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(delete(table))
    database.clear_caches()
