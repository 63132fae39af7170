"""Accelerated time: whenever the process is idle, the clock jumps to the next timer.

Work counts in full, on the event loop and in the engine's and the database's threads; only idle time is skipped. The
process has a single clock: `time.monotonic` is the loop's, so call `install` before importing anything that binds it.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
_SETTLE = 0.0005
"""Real seconds for data sent over loopback to arrive."""
_LOOK = 0.001
"""Real seconds between checks for busy threads."""


class Clock:
    """Monotonic seconds that can be advanced."""

    def __init__(self) -> None:
        self._real = time.monotonic
        self.skipped = 0.0

    def __call__(self) -> float:
        """Real seconds plus skipped ones."""
        return self._real() + self.skipped


class _Selector(selectors.DefaultSelector):
    """Skips the time that the event loop would sleep, unless something is still busy."""

    def __init__(self, clock: Clock, busy: Callable[[], bool]) -> None:
        super().__init__()
        self._clock = clock
        self._busy = busy

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        while not (ready := super().select(_SETTLE)):
            if self._busy():
                if timeout is not None and timeout <= _LOOK:
                    return []
                return super().select(_LOOK)
            if timeout is not None:
                self._clock.skipped += max(0.0, timeout - _SETTLE)
                return []
        return ready


class _Loop(asyncio.SelectorEventLoop):
    """Counts the work that it hands to other threads."""

    def __init__(self, clock: Clock, busy: Callable[[], bool]) -> None:
        self._away = 0
        self._clock_of_all = clock
        super().__init__(_Selector(clock, lambda: self._away > 0 or busy()))

    def time(self) -> float:
        return self._clock_of_all()

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        self._away += 1
        done = super().run_in_executor(executor, func, *args)
        done.add_done_callback(self._back)
        return done

    def _back(self, _: object) -> None:
        self._away -= 1


def install() -> Clock:
    """Replace all clocks of this process with one, irreversibly."""
    clock = Clock()
    time.monotonic = clock
    return clock


def run(work: Coroutine[Any, Any, Result], clock: Clock, busy: Callable[[], bool]) -> Result:
    """Run a coroutine to completion in accelerated time.

    Args:
        work: the coroutine.
        clock: as `install` returned it.
        busy: whether a thread that the event loop does not know of is working.
    """
    with asyncio.Runner(loop_factory=lambda: _Loop(clock, busy)) as runner:
        return runner.run(work)
