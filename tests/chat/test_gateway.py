"""The connection to the gateway: outages, frames that nobody understands, and a token that is revoked."""

import asyncio
from pathlib import Path
from typing import Any

import discord
import pytest
from structlog.testing import capture_logs

from bot.chat.client import Options
from bot.chat.connect import inspect
from bot.errors import ConfigurationError, DiscordError
from bot.sandbox.server import Sandbox
from tests.chat.harness import PATIENCE, BotHarness

ENGLISH = "How are you doing today, my friend?"


def named(logs: list[Any], event: str) -> list[Any]:
    return [entry for entry in logs if entry["event"] == event]


async def test_an_unreachable_gateway_is_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    from bot.app import open_stores
    from bot.chat.connect import connect
    from bot.translation.service import Translator
    from tests.translation.fakes import FakeSegments

    async with open_stores(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as stores:
        for gateway in ("ws://127.0.0.1:9", f"{sandbox.gateway}/elsewhere"):
            options = Options(api=sandbox.api, gateway=gateway)
            with pytest.raises(DiscordError, match="gateway cannot be reached") as caught:
                await connect(Translator(FakeSegments()), stores, options, token=sandbox.bot_token)
            assert caught.value.remedy


@pytest.mark.parametrize(
    ("trouble", "told"), [({"drop": True}, "it closed the connection"), ({"status": 503}, "status 503")]
)
async def test_an_unreachable_api_is_a_sentence(sandbox: Sandbox, trouble: dict[str, Any], told: str) -> None:
    sandbox.faults.add("/users/@me", times=10, **trouble)
    with pytest.raises(DiscordError, match=told) as caught:
        await inspect(sandbox.bot_token, Options(api=sandbox.api))
    assert caught.value.remedy


@pytest.mark.parametrize("frame", ["{", "[]", "null", '{"op":0,"s":null,"t":"READY","d":{}}', '{"op":10,"d":null}'])
async def test_a_frame_that_is_no_event_does_not_end_the_bot(harness: BotHarness, frame: str) -> None:
    with capture_logs() as logs:
        for connection in harness.sandbox.gateways.connections():
            connection.send(frame)
        await harness.answer_to(await harness.say(ENGLISH))
    assert len(named(logs, "gateway frame not understood")) == 1
    assert len(harness.posts()) == 1


async def test_an_outage_is_logged_once(harness: BotHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    from discord.backoff import ExponentialBackoff

    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0)
    with capture_logs() as logs:
        harness.sandbox.faults.gateway_refusals = 5
        await harness.sandbox.gateways.break_sockets()
        await harness.answer_to(await harness.say(ENGLISH))
    assert not harness.sandbox.faults.gateway_refusals
    assert len(named(logs, "gateway lost, trying again until it is back")) == 1
    assert len(named(logs, "gateway connected again")) == 1


async def test_a_handler_that_raises_is_logged_once_and_counted(harness: BotHarness) -> None:
    async def on_message(message: discord.Message) -> None:
        if not message.author.bot:
            raise LookupError("what somebody wrote")

    harness.client.add_listener(on_message)
    with capture_logs() as logs:
        for number in range(1, 4):
            await harness.say(ENGLISH)
            await harness.settled(number)
    [entry] = named(logs, "event not handled")
    assert (entry["handler"], entry["error"]) == ("on_message", "LookupError")
    assert harness.client.failures == 3


async def test_an_early_acknowledgment_is_not_late(harness: BotHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("time.perf_counter", lambda: now)
    heartbeats = discord.gateway.KeepAliveHandler(ws=harness.client.ws, interval=41.25)
    for _ in range(2):
        now += 41.25
        heartbeats.get_payload()  # it is sent now; discord.py notes that only later, in its thread
        now += 0.03
        heartbeats.ack()
        assert heartbeats.latency == pytest.approx(0.03)


async def test_a_token_that_is_revoked_is_a_sentence(harness: BotHarness) -> None:
    del harness.world.tokens[harness.sandbox.bot_token]
    await harness.sandbox.gateways.close_sockets(4004)
    assert harness.running
    with pytest.raises(ConfigurationError, match="DISCORD_TOKEN"):
        await asyncio.wait_for(asyncio.shield(harness.running), PATIENCE)
