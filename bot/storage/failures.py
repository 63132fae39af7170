"""Explains driver errors in a sentence with a remedy, without passwords or parameters."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StorageError

_FULL = ("has no space left", "Free some space on its disk.")
_READ_ONLY = ("is read-only", "Let Qiao's user write to the file and its folder, or choose another place.")
_BUSY = ("is locked by another program", "Stop the other program, or try again.")
_DAMAGED = ("is damaged", "Restore it from a backup, or move it away to start over.")
_REFUSED = ("rejected the user name or password", "Check both in the database URL.")
_FORBIDDEN = ("denies Qiao's user a permission", "Let the user create, read and write tables in the database.")
_TOO_MANY_CONNECTIONS = ("has too many connections", "Raise its connection limit, or try again.")
_CONFLICT = ("was changed by someone else at the same time", "Try again.")

_SQLITE: Final = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: (
        "is not a SQLite database",
        "Move the file away, or name another one in the database URL.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "Check that it is a file, that its folder exists, and that Qiao's user can write to both.",
    ),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "Check the disk, and restore a backup if it failed."),
}
"""By primary result code: https://www.sqlite.org/rescode.html."""

_POSTGRESQL: Final = {
    "25006": _READ_ONLY,
    "28000": _REFUSED,
    "28P01": _REFUSED,
    "3D000": ("does not exist", "Create it with createdb, as the user postgres."),
    "40001": _CONFLICT,
    "40P01": _CONFLICT,
    "42501": _FORBIDDEN,
    "53100": _FULL,
    "53300": _TOO_MANY_CONNECTIONS,
    "55P03": _BUSY,
    "57P03": ("is still starting", "Try again in a moment."),
}
"""By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_UNREACHABLE = (
    "cannot be reached",
    "Check that the server is running, and that the host and port in the URL are right.",
)
_UNEXPECTED = ("failed", "See the log, and report it if it happens again.")


def name_of(url: URL) -> str:
    """The file, or the address of the server without its password and options."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return URL.create(url.drivername, url.username, None, url.host, url.port, url.database).render_as_string()


@contextmanager
def as_storage_errors(name: str) -> Iterator[None]:
    """Turn database errors within the block into `StorageError`.

    Args:
        name: what the message calls the database; see `name_of`.
    """
    try:
        yield
    except _database_errors() as error:
        what, remedy = _explain(error)
        raise StorageError(f"The database {name} {what}.", remedy) from error


def _database_errors() -> tuple[type[Exception], ...]:
    # Errors that asyncpg raises while connecting are not wrapped; it is only loaded if it is used.
    asyncpg = sys.modules.get("asyncpg")
    own = () if asyncpg is None else (asyncpg.PostgresError, asyncpg.InterfaceError)
    return (SQLAlchemyError, OSError, *own)


def _explain(error: Exception) -> tuple[str, str]:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(code, int):
        name = getattr(cause, "sqlite_errorname", "SQLITE_ERROR")
        return _SQLITE.get(code & 0xFF, (f"failed ({name})", _UNEXPECTED[1]))
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRESQL.get(state, (f"failed (SQLSTATE {state})", _UNEXPECTED[1]))
    if isinstance(cause, OSError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return _UNREACHABLE
    return _UNEXPECTED
