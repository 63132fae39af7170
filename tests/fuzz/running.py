"""Runs a harness on many inputs, and reports the ones that fail."""

import gc
import signal
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from itertools import count
from pathlib import Path

from tests.fuzz.corpus import dump
from tests.fuzz.harness import Run

LONGEST = 2.0
"""Seconds of processor time that an input may take."""
_TRIALS = 2000
_REPORT = 10.0  # seconds between two lines of progress


class TooSlowError(BaseException):
    """An input takes too long; not an `Exception`, because code under test may catch those."""


def _stop(_number: int, _frame: object) -> None:
    raise TooSlowError


def place(error: BaseException) -> str:
    """What failed and where: one fault, whichever input shows it."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    return " ".join((type(error).__name__, *(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-2:])))


class Runner:
    """Tries inputs one by one.

    Args:
        name: of the harness.
        run: the harness.
        folder: where failing inputs are written.

    Attributes:
        inputs: how many were tried.
        found: the places of the faults that were found.
    """

    def __init__(self, name: str, run: Run, folder: Path) -> None:
        self.inputs = 0
        self.found: set[str] = set()
        self._name, self._run, self._folder = name, run, folder
        signal.signal(signal.SIGVTALRM, _stop)

    def warm(self, seeds: list[bytes]) -> None:
        """Load every table, so that no input takes long for it, and keep the garbage collector away from them."""
        for seed in seeds:
            self._run(seed)
        gc.collect()
        gc.freeze()

    def attempt(self, data: bytes) -> None:
        """Try an input; report it if it fails in a new way."""
        self.inputs += 1
        if (error := self._error(data)) is not None and place(error) not in self.found:
            self.found.add(place(error))
            self._report(data, error)

    def _error(self, data: bytes) -> BaseException | None:
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        try:
            self._run(data)
        except (Exception, TooSlowError) as error:  # noqa: BLE001 - every kind of exception is a finding
            return error
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return None

    def _report(self, data: bytes, error: BaseException) -> None:
        smallest = (
            data if isinstance(error, TooSlowError) else minimized(data, lambda trial: self._fails_like(trial, error))
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{self._name}-{sha256(smallest).hexdigest()[:12]}"
        file.write_bytes(smallest)
        print("".join(traceback.format_exception(error)), flush=True)
        print(f"FOUND {place(error)}\n  as a line of a corpus: {dump(smallest)}", flush=True)
        print(f"  again: python -m tests.fuzz {self._name} --replay {file}", flush=True)

    def _fails_like(self, data: bytes, error: BaseException) -> bool:
        other = self._error(data)
        return other is not None and place(other) == place(error)


def minimized(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """The smallest input that fails in the same way and can be reached by leaving out parts of one."""
    trials, size = 0, max(1, len(data) // 2)
    while size and trials < _TRIALS:
        at, shorter = 0, False
        while at < len(data) and trials < _TRIALS:
            trial = data[:at] + data[at + size :]
            trials += 1
            if fails(trial):
                data, shorter = trial, True
            else:
                at += size
        size = size if shorter and size == 1 else size // 2
    return data


def mutate(runner: Runner, source: Callable[[], bytes], runs: int, seconds: float) -> None:
    """Try inputs until there were enough of them or time is up.

    Args:
        runner: tries them.
        source: makes the next input.
        runs: how many; 0 for any number.
        seconds: for how long; 0 for any time.
    """
    start = reported = time.monotonic()
    for tried in count(1):
        runner.attempt(source())
        if tried == runs:
            break
        if tried % 200 == 0:
            now = time.monotonic()
            if seconds and now - start >= seconds:
                break
            if now - reported >= _REPORT:
                reported = now
                print(f"{tried} inputs, {tried / (now - start):.0f} per second, {len(runner.found)} found", flush=True)
    took = time.monotonic() - start
    rate = runner.inputs / took
    print(f"done: {runner.inputs} inputs in {took:.0f} s, {rate:.0f} per second, {len(runner.found)} found")
