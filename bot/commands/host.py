"""What the host offers: memory and disk."""

import shutil
from pathlib import Path
from typing import Final

import psutil
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

MEBIBYTE: Final = 1 << 20
ENOUGH_MEMORY: Final = 450 * MEBIBYTE
"""What Qiao uses with the embedded model, with some room."""
ENOUGH_DISK: Final = 300 * MEBIBYTE
"""Room for a database that grows for years, and for SQLite's copy while it migrates."""

_CGROUP: Final = Path("/sys/fs/cgroup")


def free_memory() -> int:
    """Bytes that this process can still use: those of the machine, or of its container if that is less."""
    available: int = psutil.virtual_memory().available
    try:
        limit = int((_CGROUP / "memory.max").read_text("ascii"))
        used = int((_CGROUP / "memory.current").read_text("ascii"))
        reclaimable = _statistic("inactive_file")
    except (OSError, ValueError):  # no container, or no limit: "max"
        return available
    return min(available, max(0, limit - used + reclaimable))


def _statistic(name: str) -> int:
    lines = (_CGROUP / "memory.stat").read_text("ascii").splitlines()
    return next((int(line.split()[1]) for line in lines if line.split()[0] == name), 0)


def data_folder(database_url: str) -> Path:
    """The folder of the SQLite file, or the current one."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        return Path.cwd()
    path = url.database or ""
    local = url.get_backend_name() == "sqlite" and path and path != ":memory:" and not path.startswith("file:")
    return existing(Path(path).absolute().parent if local else Path.cwd())


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above that exists."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder


def free_disk(folder: Path) -> int:
    """Bytes that can still be written in a folder."""
    return shutil.disk_usage(folder).free
