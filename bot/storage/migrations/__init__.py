"""Upgrades a database from any older schema to the newest one."""

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from bot.errors import StorageError
from bot.storage.failures import name_of

FOLDER = Path(__file__).parent


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the missing migrations in the open transaction.

    Alembic runs without its command line, its `env.py`, and its logging configuration. Each migration gets its
    `Operations` as an argument, because Alembic's global `op` would mix up two databases that open at the same time.

    Args:
        connection: in a transaction that the caller commits.
        target: the revision to stop at.

    Raises:
        StorageError: the database was written by a newer Qiao.
    """
    script = ScriptDirectory(FOLDER)

    def missing(heads: tuple[str, ...], _: MigrationContext) -> list[MigrationStep]:
        # The documented hook of Alembic's own commands, despite the underscore.
        steps: list[MigrationStep] = script._upgrade_revs(target, heads)  # type: ignore[arg-type,assignment]  # noqa: SLF001 - see above
        return steps

    context = MigrationContext.configure(connection, opts={"fn": missing})
    try:
        context.run_migrations(op=Operations(context))
    except CommandError as error:
        raise StorageError(
            f"The database {name_of(connection.engine.url)} was written by a newer version of Qiao.",
            "Update Qiao, or restore a backup that was made with this version.",
        ) from error
