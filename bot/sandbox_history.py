"""The chat that the sandbox keeps if asked, and what is said if it cannot be used."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from bot.errors import ConfigurationError
from bot.sandbox.archive import Archive
from bot.sandbox.default_world import default_world
from bot.sandbox.world import World

HISTORY: Final = "sandbox.db"
"""The file, in the folder that keeps everything."""


@contextmanager
def open_history(folder: Path) -> Iterator[World]:
    """Restore the world that a folder keeps, or start one, and keep it up to date there.

    Args:
        folder: created if it is missing.

    Yields:
        The world for the sandbox.

    Raises:
        ConfigurationError: the folder's history cannot be used.
    """
    try:
        archive = Archive(folder / HISTORY)
        world = archive.restore() or default_world()
    except (LookupError, OSError, ValueError, sqlite3.Error) as error:
        raise ConfigurationError(
            f"The sandbox's history in {folder} cannot be used: {error}.",
            f"Stop the other sandbox that uses it, or move {folder} away to start over.",
        ) from None
    with closing(archive):
        archive.follow(world)
        yield world
