"""Metrics and health of a running bot over HTTP."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import discord
import pytest

from bot.app import in_sandbox
from bot.chat.client import Client
from bot.errors import EngineError, OverloadedError
from bot.nmt.batcher import Batcher
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.storage.database import Database
from bot.telemetry.health import check_health, serve
from bot.telemetry.runtime import Runtime
from tests.chat.harness import PATIENCE, BotHarness
from tests.nmt.fakes import FakeEngine
from tests.telemetry.scrape import Scrape, health, scrape

ENGLISH = "How are you doing today, my friend?"


async def test_metrics_agree_with_the_ledger(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    harness.model.enqueue("朋友，你今天过得怎么样？", EngineError("broken"), OverloadedError("full"))
    for count in range(1, 4):
        await harness.say(ENGLISH)
        await harness.settled(count)
    await harness.say("オラ、元気ですか、みなさん")
    await harness.settled(4)
    async with serve(harness.runtime(), "127.0.0.1", 0) as address:
        seen = await scrape(address)
    await harness.close()
    ended = {"posted": 1, "failed": 1, "shed": 1, "skipped": 1}
    assert harness.ledger.outcomes == ended
    assert seen.by("qiao_messages_total", "outcome") == ended
    assert seen.by("qiao_messages_skipped_total", "reason") == {"other language": 1}
    assert seen.by("qiao_messages_language_total", "language") == {"en": 1, "other": 1}
    assert seen.value("qiao_messages_submitted_total") == 4
    assert seen.value("qiao_messages_open") == 0
    assert seen.by("qiao_message_seconds_count", "stage") == {"queue": 1, "outbox": 1, "total": 1}
    total = seen.value("qiao_message_seconds_sum", stage="total")
    parts = [seen.value("qiao_message_seconds_sum", stage=stage) for stage in ("queue", "outbox")]
    assert total == pytest.approx(sum(parts))
    assert seen.value("qiao_post_messages_count") == seen.value("qiao_post_messages_sum") == 1
    assert seen.value("qiao_discord_requests_total", answer="2xx") > 0
    assert seen.value("qiao_gateway_connected") == 1
    assert seen.value("qiao_guilds") == 1


async def test_a_digest_counts_as_one_post(harness: BotHarness) -> None:
    async with harness.held_post(rf"/channels/{harness.channel}/messages", ENGLISH, ready=3):
        for _ in range(3):
            await harness.say(ENGLISH)
    await harness.settled(4)
    async with serve(harness.runtime(), "127.0.0.1", 0) as address:
        seen = await scrape(address)
    assert seen.value("qiao_post_messages_sum") == 4
    assert seen.value("qiao_post_messages_count") == len(harness.posts()) < 4


async def test_labels_do_not_depend_on_activity(harness: BotHarness) -> None:
    runtime = harness.runtime()
    async with serve(Runtime("a-model"), "127.0.0.1", 0) as address:
        idle = labels(await scrape(address))
    for who in ("Amy", "Jake", "小李"):
        await harness.say(ENGLISH, who)
    await harness.settled(3)
    async with serve(runtime, "127.0.0.1", 0) as address:
        busy = await scrape(address)
    assert labels(busy) == idle
    assert ENGLISH not in busy.text
    for number in (harness.channel, harness.client.guilds[0].id, harness.world.person("Amy").id):
        assert str(number) not in busy.text


def labels(seen: Scrape) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    return {(found.name, tuple(sorted(found.labels.items()))) for family in seen.families for found in family.samples}


async def test_healthz_names_the_unhealthy_part(harness: BotHarness, tmp_path: Path) -> None:
    runtime = Runtime("a-model")
    async with serve(runtime, "127.0.0.1", 0) as address:
        bare = {"gateway": "not connected", "engine": "not running", "database": "not open"}
        assert await health(address) == (503, bare)
        async with (
            Batcher(FakeEngine()) as runtime.batcher,
            await Database.open(f"sqlite+aiosqlite:///{tmp_path}/own.db") as runtime.database,
        ):
            runtime.client = harness.client
            await harness.answer_to(await harness.say(ENGLISH))
            assert await health(address) == (200, {"gateway": "ok", "engine": "ok", "database": "ok"})
        assert await health(address) == (
            503,
            {"gateway": "ok", "engine": "not running", "database": "does not answer"},
        )


async def test_healthz_reports_a_lost_gateway_connection(harness: BotHarness) -> None:
    runtime = Runtime("a-model", client=harness.client)
    await harness.answer_to(await harness.say(ENGLISH))
    assert (await check_health(runtime))["gateway"] == "ok"
    await harness.sandbox.close()
    async with serve(runtime, "127.0.0.1", 0) as address:
        status, parts = await health(address)
    assert (status, parts["gateway"]) == (503, "not connected")
    assert harness.running
    harness.running.cancel()  # or closing would wait for the next attempt to reconnect


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """A socket that listens on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.usefixtures("discord_restored")
@pytest.mark.parametrize("free", [True, False], ids=["its port is free", "its port is taken"])
async def test_the_sandbox_serves_metrics_if_the_port_is_free(taken: socket.socket, *, free: bool) -> None:
    port = taken.getsockname()[1]
    if free:
        taken.close()
    opened: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()
    settings = Settings.read(sandbox_port=0, metrics_port=port)
    listening = asyncio.Event()

    def started(client: Client) -> None:
        async def on_guild_available(_: discord.Guild) -> None:
            listening.set()

        client.add_listener(on_guild_available)

    running = asyncio.create_task(in_sandbox(settings, opened=opened.set_result, started=started))
    try:
        sandbox = await asyncio.wait_for(opened, PATIENCE)
        channel = sandbox.world.named("general")
        await asyncio.wait_for(listening.wait(), PATIENCE)
        await sandbox.say(channel.id, sandbox.world.person("Amy").id, ENGLISH)
        await sandbox.until(lambda: [post for post in channel.messages.values() if post.author is sandbox.world.bot])
        if free:
            address = f"http://127.0.0.1:{port}"
            assert await health(address) == (200, {"gateway": "ok", "engine": "ok", "database": "ok"})
            seen = await scrape(address)
            assert seen.value("qiao_engine_batch_segments_sum") >= 1
            assert seen.value("qiao_messages_submitted_total") == 1
            assert f'model="{settings.model}"' in seen.text
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
