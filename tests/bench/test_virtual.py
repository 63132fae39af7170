"""These tests run in a separate process, because the accelerated clock cannot be uninstalled."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def told(code: str) -> Any:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, timeout=50
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_an_hour_of_waiting_is_skipped_and_all_clocks_agree() -> None:
    code = """
import asyncio, json, time
real = time.perf_counter
from bot.bench import virtual
clock = virtual.install()
async def main():
    start, began = time.monotonic(), real()
    await asyncio.gather(asyncio.sleep(3600), asyncio.sleep(1800))
    return [time.monotonic() - start, real() - began, abs(asyncio.get_running_loop().time() - time.monotonic())]
print(json.dumps(virtual.run(main(), clock, lambda: False)))
"""
    virtual, real, apart = told(code)
    assert 3600 <= virtual < 3610
    assert real < 30
    assert apart < 0.5


def test_no_time_is_skipped_while_a_thread_works() -> None:
    code = """
import asyncio, json, threading, time
from bot.bench import virtual
clock = virtual.install()
async def main():
    loop, go = asyncio.get_running_loop(), threading.Event()
    working = loop.run_in_executor(None, go.wait)
    late = loop.call_later(3600, lambda: None)
    for _ in range(50):
        await asyncio.sleep(0)
    skipped = clock.skipped
    napping = asyncio.create_task(asyncio.sleep(0.02))
    await napping
    during = clock.skipped - skipped
    go.set()
    await working
    late.cancel()
    return during
print(json.dumps(virtual.run(main(), clock, lambda: False)))
"""
    assert told(code) == 0
