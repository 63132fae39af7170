"""How the bot gets to Discord: proxies, wrong addresses, wrong tokens, and the gate before each request."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.app import discord_options, open_stores
from bot.chat.client import Options
from bot.chat.connect import connect, inspect
from bot.errors import ConfigurationError, DiscordError, LeaseLostError, QiaoError
from bot.proxy import Proxy
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.telemetry.ledger import Outcome
from bot.translation.service import Translator
from tests.chat.harness import PATIENCE, BotHarness
from tests.proxies import http_proxy
from tests.translation.fakes import FakeSegments

ENGLISH = "How are you doing today, my friend?"


@pytest.fixture(autouse=True)
def _restored(discord_restored: None) -> None:
    """Point discord.py back at Discord."""


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@asynccontextmanager
async def website(kind: str = "text/html", status: int = 200) -> AsyncIterator[str]:
    """A web server that is not Discord, and its address without the scheme."""

    async def handle(_: web.Request) -> web.Response:
        return web.Response(text='{"hello": "world"}', content_type=kind, status=status)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def failure(folder: Path, options: Options, token: str) -> QiaoError:
    """What the start and the doctor say alike."""
    async with open_stores(f"sqlite+aiosqlite:///{folder}/qiao.db") as stores:
        with pytest.raises(QiaoError) as caught:
            await asyncio.wait_for(connect(Translator(FakeSegments()), stores, options, token=token), PATIENCE)
    with pytest.raises(QiaoError) as again:
        await asyncio.wait_for(inspect(token, options), PATIENCE)
    assert type(caught.value) is type(again.value)
    assert caught.value.remedy
    assert token not in str(caught.value)
    return caught.value


async def test_rest_and_gateway_go_through_the_proxy(sandbox: Sandbox, tmp_path: Path) -> None:
    async with http_proxy("me:p@ss:wörd桥") as proxy:
        setting = Proxy(f"http://127.0.0.1:{proxy.port}", "QIAO_PROXY", "me", "p@ss:wörd桥")
        harness = BotHarness(sandbox, tmp_path, proxy=setting)
        await harness.open()
        await harness.answer_to(await harness.say(ENGLISH))
        facts = await inspect(sandbox.bot_token, harness.options)
        await harness.close()
    assert facts.guilds
    assert "/gateway" in proxy.paths
    assert any(path.startswith("/api/v10") for path in proxy.paths)


async def test_nothing_goes_around_the_proxy(sandbox: Sandbox, tmp_path: Path) -> None:
    options = Options(
        api="http://discord.invalid/api/v10",
        gateway="ws://discord.invalid/gateway",
        proxy=Proxy(f"http://127.0.0.1:{unused_port()}", "HTTPS_PROXY"),
    )
    error = await failure(tmp_path, options, sandbox.bot_token)
    assert isinstance(error, DiscordError)
    assert error.message.startswith("The proxy http://127.0.0.1:")
    assert error.message.endswith("(from HTTPS_PROXY) cannot be reached.")
    assert "QIAO_PROXY=none" in error.remedy


@pytest.mark.parametrize("user", [None, "me"])
async def test_a_proxy_that_refuses_the_password_is_named_without_it(
    sandbox: Sandbox, tmp_path: Path, user: str | None
) -> None:
    async with http_proxy("me:right") as proxy:
        setting = Proxy(f"http://127.0.0.1:{proxy.port}", "ALL_PROXY", user, "s3cret")
        options = Options(api=sandbox.api, gateway=sandbox.gateway, proxy=setting)
        error = await failure(tmp_path, options, sandbox.bot_token)
    assert isinstance(error, ConfigurationError)
    assert "ALL_PROXY" in error.message
    assert "refuses the user name or password" in error.message
    assert "s3cret" not in str(error)


async def test_a_proxy_that_does_not_connect_to_discord_is_named(tmp_path: Path) -> None:
    async with http_proxy() as proxy:
        setting = Proxy(f"http://127.0.0.1:{proxy.port}", "HTTPS_PROXY")
        error = await failure(tmp_path, Options(proxy=setting), "abc")
    assert "(from HTTPS_PROXY) does not connect to Discord (status 403)." in error.message
    assert "discord.gg" in error.remedy


async def test_the_password_is_asked_for_encrypted_connections_too(tmp_path: Path) -> None:
    async with http_proxy("me:right") as proxy:
        setting = Proxy(f"http://127.0.0.1:{proxy.port}", "HTTPS_PROXY", "me", "s3cret")
        error = await failure(tmp_path, Options(proxy=setting), "abc")
        assert "refuses the user name or password" in error.message
        right = Proxy(f"http://127.0.0.1:{proxy.port}", "HTTPS_PROXY", "me", "right")
        assert "status 403" in (await failure(tmp_path, Options(proxy=right), "abc")).message


def test_the_proxy_is_taken_from_settings_and_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "QIAO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)

    def proxy() -> str | None:
        found = discord_options(Settings.read()).proxy
        return found.source if found else None

    assert proxy() is None
    (tmp_path / ".env").write_text("HTTPS_PROXY=http://a:1\n", "utf-8")
    assert proxy() == "HTTPS_PROXY"
    monkeypatch.setenv("NO_PROXY", "discord.com")
    assert proxy() is None
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("QIAO_PROXY", "http://b:2")
    assert proxy() == "QIAO_PROXY"
    monkeypatch.setenv("QIAO_PROXY", "socks5://me:s3cret@b:2")
    with pytest.raises(ConfigurationError, match="QIAO_PROXY names a SOCKS proxy") as caught:
        proxy()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("status", [200, 404, 418])
async def test_an_api_that_is_not_discords_is_named(tmp_path: Path, status: int) -> None:
    async with website("application/json", status) as place:
        options = Options(api=f"http://{place}/api/v10", gateway=f"ws://{place}/gateway")
        error = await failure(tmp_path, options, "abc")
    assert f"QIAO_DISCORD_API (http://{place}/api/v10)" in error.message
    assert isinstance(error, DiscordError)


async def test_an_api_that_answers_with_a_page_is_named(tmp_path: Path) -> None:
    async with website() as place:
        error = await failure(tmp_path, Options(api=f"http://{place}/api/v10", gateway=f"ws://{place}/x"), "abc")
    assert "does not answer as Discord does" in error.message


@pytest.mark.parametrize(
    ("host", "reason"),
    [("127.0.0.1", "the connection was refused"), ("no-such-host.invalid", "its name could not be looked up")],
)
async def test_an_api_that_cannot_be_reached_is_named(tmp_path: Path, host: str, reason: str) -> None:
    address = f"http://{host}:{unused_port()}/api/v10"
    error = await failure(tmp_path, Options(api=address, gateway="ws://127.0.0.1:1/gateway"), "abc")
    assert f"QIAO_DISCORD_API ({address})" in error.message
    assert error.message.endswith(f"cannot be used: {reason}.")


async def test_a_gateway_that_cannot_be_reached_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    address = f"ws://127.0.0.1:{unused_port()}/gateway"
    error = await failure(tmp_path, Options(api=sandbox.api, gateway=address), sandbox.bot_token)
    assert isinstance(error, DiscordError)
    assert "QIAO_DISCORD_GATEWAY" in str(error)


async def test_a_gateway_that_is_a_website_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    async with website() as place:
        options = Options(api=sandbox.api, gateway=f"ws://{place}/gateway")
        error = await failure(tmp_path, options, sandbox.bot_token)
    assert isinstance(error, DiscordError)
    assert "QIAO_DISCORD_GATEWAY" in str(error)


@pytest.mark.parametrize(
    ("token", "hint"), [("a1B2-" * 6 + "xy", "client secret"), ("s3cret", "three parts"), ("a.b.c", "reset")]
)
async def test_a_refused_token_is_explained(sandbox: Sandbox, tmp_path: Path, token: str, hint: str) -> None:
    error = await failure(tmp_path, Options(api=sandbox.api, gateway=sandbox.gateway), token)
    assert isinstance(error, ConfigurationError)
    assert error.message.startswith("Discord refuses DISCORD_TOKEN")
    assert hint in error.message


async def test_a_token_that_is_reset_while_the_bot_runs_is_explained(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    assert harness.running
    await sandbox.gateways.close_sockets(4004)
    with pytest.raises(ConfigurationError, match="Discord refuses DISCORD_TOKEN"):
        await asyncio.wait_for(harness.running, PATIENCE)
    await harness.close()


async def test_each_request_waits_for_the_gate(sandbox: Sandbox, tmp_path: Path) -> None:
    """As when the lease could not be renewed in time, and then was lost."""
    gate, lost = asyncio.Event(), False
    asked = 0

    async def confirm() -> None:
        nonlocal asked
        asked += 1
        await gate.wait()
        if lost:
            raise LeaseLostError("Another process has taken over this bot.")

    gate.set()
    harness = BotHarness(sandbox, tmp_path, gate=confirm)
    await harness.open()
    await harness.answer_to(await harness.say(ENGLISH))
    before = asked
    gate.clear()
    message = await harness.say(ENGLISH)
    async with asyncio.timeout(PATIENCE):
        while asked == before:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0)
    assert harness.reply(message) is None
    gate.set()
    await harness.answer_to(message)
    lost = True
    unanswered = await harness.say(ENGLISH)
    await harness.settled(3)
    assert harness.reply(unanswered) is None
    assert harness.ledger.outcomes[Outcome.FAILED] == 1
    await harness.close()


def test_the_options_do_not_show_the_password() -> None:
    options = Options(proxy=Proxy("http://a:1", "QIAO_PROXY", "me", "s3cret"))
    assert "s3cret" not in repr(options)
