import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.nmt.priority import with_low_priority


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a priority for each thread")
def test_started_threads_have_a_lower_priority_than_the_caller() -> None:
    before = niceness()

    def make() -> int:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(niceness).result()

    assert with_low_priority(make) == min(19, before + 5)
    assert niceness() == before


def test_exceptions_propagate() -> None:
    def make() -> None:
        raise RuntimeError("no such model")

    with pytest.raises(RuntimeError, match="no such model"):
        with_low_priority(make)
