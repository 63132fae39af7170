"""One database: its connections, its transactions, its errors and its caches."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from enum import Enum, auto
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import URL, Connection, Executable, RowMapping, inspect, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StorageError
from bot.storage.cache import Cache
from bot.storage.dialect import POSTGRESQL, SQLITE, create_engine, lock_for_migration, migrating, missing_file, reading
from bot.storage.failures import as_storage_errors, name_of
from bot.storage.schema import REVISION

_NO_FOLDER = "Create it for Qiao's user, or choose another path in the database URL."

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


class Trial(Enum):
    """What a start would find, and do."""

    READY = auto()
    NEW = auto()
    """There is no database yet, or an empty one: the start fills it."""
    OLDER = auto()
    """An older version wrote it: the start upgrades it."""


class Database:
    """An open database with the newest schema; created by `open`.

    It can be shared by tasks, and its file or server by `Database` objects and processes. Failures are raised as
    `StorageError`. Used as an async context manager, it closes itself.

    Attributes:
        name: the file, or the address of the server without its password.
        failed: how many reads and transactions failed.
    """

    def __init__(self, name: str, engine: AsyncEngine) -> None:
        self.name = name
        self.failed = 0
        self._engine = engine
        self._reader = reading(engine)
        # SQLite has one writer at a time and makes the others poll. With this lock they take turns, and caches are
        # updated in the order of the commits.
        self._writing = asyncio.Lock()
        self._unfinished: set[asyncio.Task[Any]] = set()
        self._caches: dict[str, Cache[Any]] = {}
        self._closed = False

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect, create what is missing, and bring the schema up to date.

        Args:
            url: `sqlite+aiosqlite:///folder/qiao.db` or `postgresql+asyncpg://user:password@host/database`.

        Raises:
            StorageError: the URL is invalid, the driver is not installed, or the database cannot be reached, read,
                written, or migrated.
        """
        database = cls(*_engine_at(url))
        try:
            await database._migrate()
        except BaseException:
            await database.close()
            raise
        return database

    @classmethod
    async def rehearse(cls, url: str) -> Trial:
        """Try everything that `open` does, and leave no trace of it.

        Args:
            url: as for `open`.

        Raises:
            StorageError: `open` would fail.
        """
        file = missing_file(_parsed(url))
        if file:
            _require_writable(file)
            return Trial.NEW
        database = cls(*_engine_at(url))
        try:
            with database._counting_failures():
                async with migrating(database._engine).connect() as connection:
                    await connection.begin()
                    version = await connection.run_sync(_version)
                    await connection.run_sync(_bring_up_to_date)
                    await connection.rollback()
        finally:
            await database.close()
        return Trial.NEW if version is None else Trial.READY if version == REVISION else Trial.OLDER

    async def _migrate(self) -> None:
        with self._counting_failures():
            async with migrating(self._engine).begin() as connection:
                await connection.run_sync(_bring_up_to_date)

    async def close(self) -> None:
        """Finish what is running and close all connections; later calls raise `StorageError`."""
        self._closed = True
        while self._unfinished:
            await asyncio.wait(self._unfinished)
        await asyncio.shield(self._engine.dispose())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def busy(self) -> bool:
        """Whether anything is being read or written."""
        return bool(self._unfinished)

    def cache(self, name: str) -> Cache[Any]:
        """The cache with this name, shared by all repositories of this database."""
        return self._caches.setdefault(name, Cache())

    def clear_caches(self) -> None:
        """Clear all caches because rows in many tables have changed."""
        for cache in self._caches.values():
            cache.clear()

    async def check(self) -> None:
        """Read a row that always exists.

        Raises:
            StorageError: the database is closed or does not answer.
        """
        await self.rows(text("SELECT version_num FROM alembic_version"))

    async def rows(self, query: Executable) -> Sequence[RowMapping]:
        """Read all rows of a SELECT, by column name."""
        return await self.finish(self._rows(query))

    async def _rows(self, query: Executable) -> Sequence[RowMapping]:
        with self._counting_failures():
            async with self._reader.connect() as connection:
                return (await connection.execute(query)).mappings().all()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits at the end of the block, or rolls back on an error."""
        async with self._writing:
            with self._counting_failures():
                async with self._engine.begin() as connection:
                    yield connection

    @contextmanager
    def _counting_failures(self) -> Iterator[None]:
        try:
            with as_storage_errors(self.name):
                yield
        except StorageError:
            self.failed += 1
            raise

    async def finish(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Await work that runs to its end even if the caller is cancelled; `close` waits for it."""
        if self._closed:
            work.close()
            raise StorageError(f"The database {self.name} is closed.")
        task = asyncio.create_task(work)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return await asyncio.shield(task)


class Repository(Protocol):
    """Reads and writes some tables of a database."""

    _database: Database


AnyRepository = TypeVar("AnyRepository", bound=Repository)


def uninterruptible(
    method: Callable[Concatenate[AnyRepository, Arguments], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate[AnyRepository, Arguments], Coroutine[Any, Any, Result]]:
    """Make a writing method run to its end, cache included, even if its caller is cancelled."""

    @wraps(method)
    async def whole(self: AnyRepository, /, *args: Arguments.args, **options: Arguments.kwargs) -> Result:
        return await self._database.finish(method(self, *args, **options))

    return whole


def _engine_at(url: str) -> tuple[str, AsyncEngine]:
    """The name of a database and its engine, whose connections open when they are needed."""
    parsed = _parsed(url)
    try:
        return name_of(parsed), create_engine(parsed)
    except (ArgumentError, ValueError):
        raise _not_an_address() from None
    except ImportError as error:
        raise StorageError(
            f"The driver of the database {name_of(parsed)} is not installed.",
            'Install it: .venv/bin/pip install "qiao[cluster]".',
        ) from error
    except OSError as error:
        raise StorageError(
            f"The folder of the database {name_of(parsed)} cannot be created: {error.strerror}.", _NO_FOLDER
        ) from error


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise _not_an_address() from None


def _not_an_address() -> StorageError:
    # The URL stays out of the message and the chain: it may contain a password.
    return StorageError(
        "QIAO_DATABASE_URL is not the address of a database.",
        f"Write {SQLITE}:///folder/qiao.db or {POSTGRESQL}://user:password@host/database.",
    )


def _require_writable(file: Path) -> None:
    """Raise `StorageError` if a new file, and the folders above it, could not be created."""
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        problem = "Qiao's user may not write to it" if folder.is_dir() else "it is not a folder"
        raise StorageError(f"The database {file} cannot be created in {folder}: {problem}.", _NO_FOLDER)


def _bring_up_to_date(connection: Connection) -> None:
    if _version(connection) == REVISION:
        # A write that changes nothing, because SQLite lets a transaction begin on a read-only file.
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        return
    lock_for_migration(connection)
    # Alembic is slow to import and rarely needed.
    from bot.storage.migrations import upgrade  # noqa: PLC0415 - see above

    upgrade(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version
