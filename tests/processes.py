"""Runs the command line in processes of its own, which start quickly because they are forked from a prepared one."""

import multiprocessing
import os
import runpy
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
PATIENCE = 100.0  # seconds; only a process that hangs takes as long

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["bot.app", "bot.chat.client", "bot.cli", "bot.commands.doctor"])


def qiao(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a user would, in a folder without `.env`.

    Args:
        arguments: after `python -m bot`.
        given: the standard input.
        environment: all of it, except for `cwd`, which is the folder to run in.
    """
    folder = environment.pop("cwd", str(ROOT))
    with TemporaryDirectory() as files:
        streams = [str(Path(files, name)) for name in ("in", "out", "err")]
        Path(streams[0]).write_bytes(given)
        process = _FORKING.Process(
            target=_run, args=(arguments, streams, folder, {"PATH": "", "PYTHONUTF8": "1", **environment}), daemon=True
        )
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(arguments, PATIENCE)
        out, err = (Path(stream).read_bytes() for stream in streams[1:])
        return subprocess.CompletedProcess(arguments, process.exitcode, out, err)


def _run(arguments: tuple[str, ...], streams: list[str], folder: str, environment: dict[str, str]) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, (path, mode) in enumerate(zip(streams, ("r", "w", "w"), strict=True)):
        with open(path, mode) as stream:  # noqa: PTH123 - as the standard streams
            os.dup2(stream.fileno(), number)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the process ends
        for number, mode in enumerate(("r", "w", "w"))
    )
    sys.argv = ["bot", *arguments]
    try:
        runpy.run_module("bot", run_name="__main__", alter_sys=True)
    finally:
        sys.stdout.flush()
