"""Two processes of the whole program with one token and one database: one posts, the other stands by."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox.model import Message
from bot.sandbox.ratelimit import Limits
from bot.sandbox.server import Sandbox
from tests.telemetry.scrape import health, scrape
from tests.test_run import ROOT, SECONDS

ENGLISH = "Good morning, my friend!"


class Program:
    """A running process, and what it said."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.metrics = f"http://127.0.0.1:{port}"
        self.said = ""
        self._reading = asyncio.create_task(self._read())
        self._more = asyncio.Event()

    async def _read(self) -> None:
        assert self.process.stderr
        async for line in self.process.stderr:
            self.said += line.decode()
            self._more.set()

    async def says(self, words: str) -> None:
        async with asyncio.timeout(2 * SECONDS):
            while not re.search(words, self.said):
                self._more.clear()
                await self._more.wait()

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(self.process.wait(), SECONDS) == 0
        await self._reading


@asynccontextmanager
async def qiao(folder: Path, sandbox: Sandbox) -> AsyncIterator[Program]:
    """Run the program on the sandbox's server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        stderr=asyncio.subprocess.PIPE,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DISCORD_TOKEN": sandbox.bot_token,
            "QIAO_DISCORD_API": sandbox.api,
            "QIAO_DISCORD_GATEWAY": sandbox.gateway,
            "QIAO_CHANNELS": str(sandbox.world.named("general").id),
            "QIAO_METRICS_PORT": str(port),
        },
    )
    program = Program(process, port)
    try:
        yield program
    finally:
        await program.stop()
        assert "Traceback" not in program.said, program.said


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=Limits(enabled=False)) as running:
        yield running


def posts(sandbox: Sandbox) -> list[Message]:
    messages = sandbox.world.named("general").messages.values()
    return [message for message in messages if message.author is sandbox.world.bot]


async def ask(sandbox: Sandbox, count: int) -> None:
    """Say something, and wait until the bot has posted so many translations in all."""
    await sandbox.say(sandbox.world.named("general").id, sandbox.world.person("Amy").id, ENGLISH)
    await sandbox.until(lambda: len(posts(sandbox)) >= count)


async def test_the_second_process_stands_by_and_takes_over(tmp_path: Path, sandbox: Sandbox) -> None:
    async with qiao(tmp_path, sandbox) as first:
        await first.says("listening.*invitation=")
        async with qiao(tmp_path, sandbox) as second:
            await second.says("standing by: another process runs this bot")
            assert len(sandbox.gateways.connections()) == 1
            await ask(sandbox, 1)
            well = {"engine": "ok", "database": "ok"}
            assert await health(first.metrics) == (200, {"role": "active", "gateway": "ok", **well})
            assert await health(second.metrics) == (200, {"role": "standby", "gateway": "standby", **well})
            assert (await scrape(first.metrics)).value("qiao_active") == 1
            assert (await scrape(second.metrics)).value("qiao_active") == 0
            await first.stop()
            assert first.process.returncode == 0
            await second.says("listening")
            await ask(sandbox, 2)
            assert (await health(second.metrics))[1]["role"] == "active"
    assert len(posts(sandbox)) == 2


@pytest.mark.timeout(300)  # a lease has to expire, and two programs start
async def test_a_process_that_hangs_is_replaced_and_posts_nothing_more(tmp_path: Path, sandbox: Sandbox) -> None:
    async with qiao(tmp_path, sandbox) as first:
        await first.says("listening")
        async with qiao(tmp_path, sandbox) as second:
            await second.says("standing by")
            await ask(sandbox, 1)
            first.process.send_signal(signal.SIGSTOP)
            await second.says("listening")
            await ask(sandbox, 2)
            first.process.send_signal(signal.SIGCONT)  # the message above is waiting in its socket
            await first.says("another process took over")
            await ask(sandbox, 3)
            await sandbox.until(lambda: len(sandbox.gateways.connections()) == 1)
    assert len(posts(sandbox)) == 3
