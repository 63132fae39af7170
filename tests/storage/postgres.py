"""A private PostgreSQL server for the tests, run from Debian's binaries."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


def missing() -> str | None:
    """Why no server can be started; None if one can."""
    if _binaries() is None:
        return "PostgreSQL's initdb and pg_ctl are not installed (Debian: apt install postgresql)"
    if find_spec("asyncpg") is None:
        return 'asyncpg is not installed (pip install "qiao[cluster]")'
    return None


@contextmanager
def server() -> Iterator[Path]:
    """Run a server that only listens on a Unix socket; yields the socket's folder."""
    binaries = _binaries()
    assert binaries is not None
    # Not pytest's tmp_path, which other users cannot enter; also, the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="qiao-pg-"))
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(  # noqa: S603 - fixed commands
            command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    control = (str(binaries / "pg_ctl"), "-D", str(data), "-w")
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c wal_level=minimal -c max_wal_senders=0"
    try:
        run(str(binaries / "initdb"), "-D", str(data), "-U", "qiao", "-A", "trust", "--no-sync", "-E", "UTF8")
        run(*control, "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield folder
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return folders[-1] if folders else None
