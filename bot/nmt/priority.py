"""The model steps aside for the event loop, which has little to do at a time but must do it at once."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

Made = TypeVar("Made")

_STEP = 5
"""By how much a worker is nicer than the rest of the process: it gets a third of a core that both want."""


def stepping_aside(make: Callable[[], Made]) -> Made:
    """Make something whose threads have a lower priority than the caller's.

    Threads inherit the priority of the thread that starts them, and Linux keeps one for each. Elsewhere it is left
    alone.

    Args:
        make: starts the threads; what it raises is raised here.
    """
    with ThreadPoolExecutor(1, "stepping-aside", initializer=_step) as threads:
        return threads.submit(make).result()


def _step() -> None:
    if sys.platform == "linux":
        here = threading.get_native_id()
        with suppress(OSError):  # a sandbox of the host may forbid it, and all works without
            os.setpriority(os.PRIO_PROCESS, here, os.getpriority(os.PRIO_PROCESS, here) + _STEP)
