"""Lets the event loop preempt the model: it has little to do at a time, but must do it immediately."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

Made = TypeVar("Made")

_NICENESS = 5
"""How much nicer workers are than the rest of the process: they get a third of a contended core."""


def with_low_priority(make: Callable[[], Made]) -> Made:
    """Create an object whose threads have a lower priority than the caller's.

    Threads inherit the priority of the thread that starts them, and Linux keeps one per thread. On other systems the
    priority does not change.

    Args:
        make: starts the threads; its exceptions propagate.
    """
    with ThreadPoolExecutor(1, "low-priority", initializer=_lower_priority) as threads:
        return threads.submit(make).result()


def _lower_priority() -> None:
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):  # a container may forbid it, and everything works without
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _NICENESS)
