"""Everything that differs between SQLite and PostgreSQL."""

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, Table, and_, event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StorageError

if TYPE_CHECKING:
    import aiosqlite
    from sqlalchemy.dialects import postgresql

SQLITE: Final = "sqlite+aiosqlite"
POSTGRESQL: Final = "postgresql+asyncpg"

_READS: Final = "qiao_reads"
_MIN_BUSY_TIMEOUT: Final = "qiao_patience"
_MIGRATION_LOCK: Final = 0x7169616F
"""PostgreSQL identifies advisory locks by numbers; this one spells `qiao`."""

_BUSY_SECONDS: Final = 5.0
"""How long SQLite waits for a lock; `?timeout=` in the URL overrides it."""
_MIGRATION_MILLISECONDS: Final = 30_000
"""How long a start waits for another process that may be migrating a large file."""
_RETRY_SECONDS: Final = 0.02
"""How long to wait where SQLite does not wait itself."""
_PRAGMAS: Final = (
    "PRAGMA synchronous = NORMAL",  # safe with WAL: a power failure may lose the last commits, never the file
    "PRAGMA foreign_keys = ON",
)


def create_engine(url: URL) -> AsyncEngine:
    """Build the engine, and create the folder of a SQLite file; nothing is opened yet.

    Args:
        url: with the driver `sqlite+aiosqlite` or `postgresql+asyncpg`.

    Raises:
        StorageError: the driver is not supported.
        ImportError: the driver is not installed.
        OSError: the folder cannot be created.
    """
    if url.drivername == POSTGRESQL:
        return create_async_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"timeout": 10, "command_timeout": 60},  # seconds
        )
    if url.drivername != SQLITE:
        raise StorageError(
            f"Qiao does not support the database driver {url.drivername}.",
            f"Write {SQLITE}:///folder/qiao.db or {POSTGRESQL}://user:password@host/database.",
        )
    # An in-memory database lives in a single connection, which all callers share.
    path = url.database or ":memory:"
    size: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if path == ":memory:" else {}
    if path != ":memory:" and not path.startswith("file:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        connect_args={"async_creator_fn": _connect},
        **size,
    )
    event.listen(engine.sync_engine, "begin", _begin)
    event.listen(engine.sync_engine, "invalidate", _roll_back)
    return engine


def missing_file(url: URL) -> Path | None:
    """The file that opening a SQLite database would create; None if nothing would be."""
    path = (url.database or ":memory:").removeprefix("file:")
    if url.get_backend_name() != "sqlite" or not path or ":memory:" in path or url.query.get("mode") == "memory":
        return None
    file = Path(path)
    return None if file.exists() else file


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same engine and pool, for single SELECTs, which need no transaction on SQLite."""
    return engine.execution_options(**{_READS: True})


def migrating(engine: AsyncEngine) -> AsyncEngine:
    """The same engine and pool, for the transaction that migrates or finds that another process just did."""
    return engine.execution_options(**{_MIN_BUSY_TIMEOUT: _MIGRATION_MILLISECONDS})


async def _connect(*args: Any, **options: Any) -> "aiosqlite.Connection":
    import aiosqlite  # noqa: PLC0415 - not needed for PostgreSQL

    # Only the first connection to a new file has to switch it, and other processes may be starting on it as well.
    seconds = options.get("timeout", _MIGRATION_MILLISECONDS / 1000)
    options.setdefault("timeout", _BUSY_SECONDS)
    # By default the driver begins transactions late and implicitly; `_begin` does it instead.
    connection = aiosqlite.connect(*args, **options | {"isolation_level": None})
    thread = connection._thread  # noqa: SLF001 - as SQLAlchemy does
    thread.daemon = True
    try:
        await connection
        await _switch_to_wal(connection, seconds)
        for pragma in _PRAGMAS:
            await connection.execute_fetchall(pragma)
    except BaseException:
        # aiosqlite does not wait for its thread, which would report to an event loop that may already be closed.
        connection.stop()
        await asyncio.to_thread(thread.join)
        raise
    return connection


async def _switch_to_wal(connection: "aiosqlite.Connection", seconds: float) -> None:
    """Let readers and the writer work without waiting for each other, from now on and in every process.

    Whatever the busy timeout, SQLite fails immediately if another connection holds a lock on a file that is not in WAL
    mode yet, as happens when several processes start on a new file. An exclusive transaction usually does wait, but
    not while another process is just switching.

    Args:
        connection: not in a transaction.
        seconds: after which it gives up.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            await connection.execute_fetchall("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= deadline:
                raise
            await _wait_for_lock(connection)
        else:
            return


async def _wait_for_lock(connection: "aiosqlite.Connection") -> None:
    try:
        await connection.executescript("BEGIN EXCLUSIVE; ROLLBACK")
    except sqlite3.OperationalError as error:
        if not _is_busy(error):
            raise
        await asyncio.sleep(_RETRY_SECONDS)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails immediately if another one wrote in between; one that takes
    # the lock at its beginning waits for its turn.
    options = connection.get_execution_options()
    if options.get(_READS):
        return
    patience = options.get(_MIN_BUSY_TIMEOUT)
    if patience is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {max(patience, usual)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")


def _roll_back(connection: DBAPIConnection, _: ConnectionPoolEntry, __: BaseException | None) -> None:
    # Closing a connection whose call was cancelled does not end its transaction: SQLite keeps it, and its lock, until
    # the cursor that the exception still refers to is gone.
    connection.rollback()


def lock_for_migration(connection: Connection) -> None:
    """Let one process migrate at a time; SQLite's transactions are exclusive anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})


def upsert(
    dialect: str, table: Table, *, monotonic: str | None = None, constant: str | None = None
) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that replaces the row with the same primary key.

    Args:
        dialect: `sqlite` or `postgresql`.
        table: with a primary key and other columns.
        monotonic: a column that must not decrease; a row with a smaller value is skipped.
        constant: a column that must not change; a row with another value is skipped.
    """
    insert = _insert(dialect, table)
    new = insert.excluded
    conditions = []
    if monotonic is not None:
        conditions.append(table.c[monotonic] <= new[monotonic])
    if constant is not None:
        conditions.append(table.c[constant] == new[constant])
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={column.name: new[column.name] for column in table.columns if not column.primary_key},
        where=and_(*conditions) if conditions else None,
    )


def insert_new(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that does nothing if there is a row with the same primary key.

    Args:
        dialect: `sqlite` or `postgresql`.
        table: with a primary key.
    """
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=list(table.primary_key))


def _insert(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert  # noqa: PLC0415 - slow to import

    return postgresql_insert(table)
