import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.nmt.priority import stepping_aside


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a priority for each thread")
def test_threads_that_are_started_step_aside_and_the_caller_does_not() -> None:
    before = niceness()

    def make() -> int:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(niceness).result()

    assert stepping_aside(make) == min(19, before + 5)
    assert niceness() == before


def test_what_goes_wrong_is_told() -> None:
    def make() -> None:
        raise RuntimeError("no such model")

    with pytest.raises(RuntimeError, match="no such model"):
        stepping_aside(make)
