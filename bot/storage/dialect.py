"""All that differs between SQLite and PostgreSQL."""

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
_PATIENCE: Final = "qiao_patience"
_MIGRATION_LOCK: Final = 0x7169616F
"""PostgreSQL's advisory locks are numbers; this one spells `qiao`."""

_BUSY_SECONDS: Final = 5.0
"""For how long SQLite waits for a lock; `?timeout=` in the URL overrides it."""
_MIGRATION_MILLISECONDS: Final = 30_000
"""For how long a start waits for another process that may be migrating a large file."""
_PRAGMAS: Final = (
    "PRAGMA synchronous = NORMAL",  # safe with WAL: a power cut may lose the last commits, never the file
    "PRAGMA foreign_keys = ON",
)


def create_engine(url: URL) -> AsyncEngine:
    """Build the engine; nothing is opened yet but the folder of a SQLite file, which is made.

    Args:
        url: with the driver `sqlite+aiosqlite` or `postgresql+asyncpg`.

    Raises:
        StorageError: another driver.
        ImportError: the driver is not installed.
        OSError: the folder cannot be made.
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
            f"Qiao cannot use a database of the kind {url.drivername}.",
            f"Write {SQLITE}:///folder/qiao.db or {POSTGRESQL}://user:password@host/database.",
        )
    # A database in memory lives in its one connection, which everybody then has to take turns with.
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


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same engine and pool for single SELECTs, which need no transaction on SQLite."""
    return engine.execution_options(**{_READS: True})


def migrating(engine: AsyncEngine) -> AsyncEngine:
    """The same engine and pool for the transaction that migrates, or finds that another process just did."""
    return engine.execution_options(**{_PATIENCE: _MIGRATION_MILLISECONDS})


async def _connect(*args: Any, **options: Any) -> "aiosqlite.Connection":
    import aiosqlite  # noqa: PLC0415 - not needed beside PostgreSQL

    seconds = options.setdefault("timeout", _BUSY_SECONDS)
    # By default the driver begins transactions late and on its own; `_begin` does it instead.
    connection = aiosqlite.connect(*args, **options | {"isolation_level": None})
    thread = connection._thread  # noqa: SLF001 - SQLAlchemy's own way does the same
    thread.daemon = True
    try:
        await connection
        await _switch_to_wal(connection, seconds)
        for pragma in _PRAGMAS:
            await connection.execute_fetchall(pragma)
    except BaseException:
        # aiosqlite does not wait for its thread, which would report to an event loop that may be closed by then.
        connection.stop()
        await asyncio.to_thread(thread.join)
        raise
    return connection


async def _switch_to_wal(connection: "aiosqlite.Connection", seconds: float) -> None:
    """Let readers and the writer not wait for each other, from now on and in every process.

    SQLite fails at once, busy timeout or not, where another connection holds the write lock of a file that is not
    in WAL mode yet, as happens when several processes start on a new file. An exclusive transaction does wait.

    Args:
        connection: not in a transaction.
        seconds: the busy timeout, after which there is no further try.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            await connection.execute_fetchall("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            await connection.executescript("BEGIN EXCLUSIVE; ROLLBACK")
        else:
            return


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one wrote in between;
    # one that takes the lock at its beginning waits for its turn.
    options = connection.get_execution_options()
    if options.get(_READS):
        return
    patience = options.get(_PATIENCE)
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
    # Closing alone does not end the transaction of a connection whose call was cancelled: SQLite keeps it,
    # and its lock, until the cursor that the exception still refers to is gone.
    connection.rollback()


def lock_for_migration(connection: Connection) -> None:
    """Let one process at a time migrate; SQLite's transactions are exclusive anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})


def upsert(
    dialect: str, table: Table, *, monotonic: str | None = None, constant: str | None = None
) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that replaces the row with the same primary key.

    Args:
        dialect: `sqlite` or `postgresql`.
        table: with a primary key and other columns.
        monotonic: a column that may not decrease: a row with a smaller value is left out.
        constant: a column that may not change: a row with another value is left out.
    """
    insert: sqlite.Insert | postgresql.Insert
    if dialect == "sqlite":
        insert = sqlite.insert(table)
    else:
        from sqlalchemy.dialects.postgresql import insert as at_postgresql  # noqa: PLC0415 - slow to import

        insert = at_postgresql(table)
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
