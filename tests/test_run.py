"""The whole program, as a new user runs it: a process, its page, a message, a translation, and a clean shutdown."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

ROOT = Path(__file__).parents[1]
SECONDS = 30


@asynccontextmanager
async def qiao(folder: Path, *arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the program in a folder without `.env`; SIGTERM stops it, and it must exit cleanly."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "QIAO_METRICS_PORT": "0", **environment},
    )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        rest = await asyncio.wait_for(process.stderr.read(), SECONDS)
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0, rest.decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def address(process: asyncio.subprocess.Process) -> str:
    """The page's address, from the program's output."""
    assert process.stderr is not None
    said = ""
    while not (found := re.search(r"http://\S+", said)):
        line = await asyncio.wait_for(process.stderr.readline(), SECONDS)
        assert line, said
        said += line.decode()
    return found.group()


class Guest:
    """Posts as the sandbox's members through the REST API."""

    def __init__(self, session: aiohttp.ClientSession, state: dict[str, Any]) -> None:
        self._session, self._state = session, state
        self.channel = state["channels"][0]["id"]

    async def say(self, name: str, text: str) -> dict[str, Any]:
        [token] = [user["token"] for user in self._state["users"] if user["name"] == name]
        url = f"{self._state['api']}/channels/{self.channel}/messages"
        async with self._session.post(url, json={"content": text}, headers={"Authorization": token}) as answer:
            assert answer.status == 200
            return dict(await answer.json())


@pytest.mark.parametrize("command", [["run"], ["sandbox", "--port", "0", "--no-browser"]])
async def test_a_new_user_gets_a_translation(tmp_path: Path, command: list[str]) -> None:
    environment = {"QIAO_SANDBOX_PORT": "0"}
    async with qiao(tmp_path, *command, **environment) as process, aiohttp.ClientSession() as session:
        url = await address(process)
        async with session.get(f"{url}/sandbox/state") as answer:
            state = await answer.json()
        guest = Guest(session, state)
        async with session.ws_connect(state["gateway"]) as gateway:
            token = state["users"][0]["token"]
            await gateway.send_json({"op": 2, "d": {"token": token, "properties": {}}})
            asked = await guest.say("Amy", "Good morning, my friend!")
            async with asyncio.timeout(SECONDS):
                async for frame in gateway:
                    event = json.loads(frame.data)
                    if event["t"] == "MESSAGE_CREATE" and event["d"]["author"].get("bot"):
                        break
        assert event["d"]["message_reference"]["message_id"] == asked["id"]
        assert any("\u4e00" <= char <= "\u9fff" for char in event["d"]["content"])
        async with session.get(url) as page:
            assert "<!doctype html>" in (await page.text()).lower()


async def test_a_kept_chat_continues_after_a_restart(tmp_path: Path) -> None:
    arguments = ("sandbox", "--port", "0", "--no-browser", "--keep")
    async with qiao(tmp_path, *arguments) as process, aiohttp.ClientSession() as session:
        url = await address(process)
        async with session.get(f"{url}/sandbox/state") as answer:
            before = await answer.json()
        said = await Guest(session, before).say("Amy", "Remember me!")
        assert "cannot be used: database is locked" in await sandbox_fails(tmp_path, *arguments[1:])
    assert sorted(path.name for path in (tmp_path / "data" / "sandbox").iterdir()) == ["qiao.db", "sandbox.db"]
    async with qiao(tmp_path, *arguments) as process, aiohttp.ClientSession() as session:
        url = await address(process)
        async with session.get(f"{url}/sandbox/state") as answer:
            state = await answer.json()
        assert state["users"] == before["users"]
        headers = {"Authorization": state["users"][0]["token"]}
        path = f"{state['api']}/channels/{state['channels'][0]['id']}/messages?after={int(said['id']) - 1}"
        async with session.get(path, headers=headers) as answer:
            assert said["id"] in [message["id"] for message in await answer.json()]


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="there is always a display")
@pytest.mark.parametrize("display", [None, "DISPLAY", "WAYLAND_DISPLAY"])
async def test_a_browser_opens_only_on_a_display(tmp_path: Path, display: str | None) -> None:
    opened = opener(tmp_path)
    environment = {"PATH": str(tmp_path)} | ({display: ":0"} if display else {})
    async with qiao(tmp_path, "sandbox", "--port", "0", **environment) as process:
        assert await address(process)
        async with asyncio.timeout(SECONDS):
            while display and not opened.exists():  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0)
    assert opened.exists() == bool(display)


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="there is always a display")
@pytest.mark.parametrize("installed", [True, False])
async def test_a_browser_that_does_not_open_prints_nothing(tmp_path: Path, installed: bool) -> None:  # noqa: FBT001 - parametrized
    if installed:
        opener(tmp_path, complaint="no method available for opening the page")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--port", "0"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"PATH": str(tmp_path), "PYTHONPATH": str(ROOT), "QIAO_METRICS_PORT": "0", "DISPLAY": ":0"},
    )
    assert process.stdout
    said = await asyncio.wait_for(process.stdout.readuntil(b"listening"), SECONDS)
    process.send_signal(signal.SIGTERM)
    rest, _ = await process.communicate()
    assert b"The sandbox is open" in said
    assert b"no method" not in said + rest
    assert b"Traceback" not in said + rest


def opener(folder: Path, complaint: str = "") -> Path:
    """Install an opener of web pages, and return the file that it makes when it is used."""
    program = folder / "xdg-open"
    program.write_text(f"#!/bin/sh\n: > opened\necho '{complaint}' >&2\n")
    program.chmod(0o755)
    return folder / "opened"


async def sandbox_fails(folder: Path, *arguments: str) -> str:
    """Return what the program says when the sandbox cannot open."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "sandbox", "--no-browser", *arguments),
        cwd=folder,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "QIAO_METRICS_PORT": "0"},
    )
    _, said = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode == 1
    assert "Traceback" not in said.decode()
    return said.decode()


async def test_a_port_in_use_is_reported_with_a_remedy(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    said = await sandbox_fails(tmp_path, "--port", str(port))
    server.close()
    await server.wait_closed()
    assert f"port {port}: address already in use." in said
    assert "--port 0" in said


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
async def test_a_host_that_is_not_this_computer_is_reported_with_a_remedy(tmp_path: Path, host: str) -> None:
    said = await sandbox_fails(tmp_path, "--port", "0", "--host", host)
    assert f"cannot listen on {host}, which" in said
    assert "--host 127.0.0.1" in said
    assert "attempting" not in said
