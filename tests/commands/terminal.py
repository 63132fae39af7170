"""Runs the command line at a terminal."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT


def at_terminal(folder: Path, *arguments: str, answer: str = "", **environment: str) -> tuple[int, str]:
    """Run a command at a terminal that answers what it asks; return its exit status and all that it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603 - our own program with arguments of our own
        [sys.executable, "-m", "bot", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TERM": "xterm", "COLUMNS": "200", **environment},
    )
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # what Linux says when the other end is closed
        pass
    finally:
        os.close(ours)
    return process.wait(50), shown.decode()
