"""Retention, with a clock that the tests control."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest
from structlog.testing import capture_logs

from bot.chat.features.privacy.retention import Retention, RetentionSweeper
from bot.sandbox.server import Sandbox
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.guilds import Guilds
from bot.storage.links import Links
from bot.storage.seen import Seen
from bot.storage.types import ChannelPreferences, GuildPreferences, Link
from tests.chat.harness import PATIENCE, BotHarness

START = datetime(2026, 3, 28, 12, tzinfo=UTC)


class Calendar:
    """A clock and a sleep that tests control."""

    def __init__(self) -> None:
        self.now = START
        self.history: list[float] = []
        self._waiting: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.history.append(seconds)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(done)
        await done

    async def until_waiting(self) -> asyncio.Future[None]:
        return await asyncio.wait_for(self._waiting.get(), PATIENCE)


class RetentionHarness:
    """A database and its sweeper."""

    def __init__(self, database: Database, retention: Retention) -> None:
        self.database = database
        self.links, self.guilds, self.channels = Links(database), Guilds(database), Channels(database)
        self.seen = Seen(database)
        self.calendar = Calendar()
        self.sweeper = RetentionSweeper(
            self.links, self.seen, self.guilds, retention, now=self.calendar, sleep=self.calendar.sleep
        )

    async def link(self, written: datetime, guild_id: int = 7) -> int:
        message_id = discord.utils.time_snowflake(written)
        await self.links.record([Link(message_id, 1, guild_id, 42, message_id + 1, 1)])
        await self.links.flush()
        return message_id

    async def there(self, *message_ids: int) -> list[bool]:
        return [bool(await self.links.of_original(message_id)) for message_id in message_ids]


@pytest.fixture
async def retention(tmp_path: Path) -> AsyncIterator[RetentionHarness]:
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        yield RetentionHarness(database, Retention(links=30, guilds=7))


def always_absent(_: int) -> bool:
    return True


async def test_links_are_kept_for_the_configured_days(retention: RetentionHarness) -> None:
    old = await retention.link(START - timedelta(days=30, seconds=1))
    new = await retention.link(START - timedelta(days=30) + timedelta(seconds=1))
    await retention.sweeper.sweep(always_absent)
    assert await retention.there(old, new) == [False, True]
    retention.calendar.now += timedelta(seconds=2)
    await retention.sweeper.sweep(always_absent)
    assert await retention.there(new) == [False]


async def test_zero_days_keep_links_forever(tmp_path: Path) -> None:
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        retention = RetentionHarness(database, Retention(links=0, guilds=7))
        old = await retention.link(START - timedelta(days=3000))
        await retention.sweeper.sweep(always_absent)
        assert await retention.there(old) == [True]


async def test_sweeps_run_at_start_and_daily_without_drift(retention: RetentionHarness) -> None:
    old = await retention.link(START - timedelta(days=31))
    task = asyncio.create_task(retention.sweeper.run(always_absent))
    first = await retention.calendar.until_waiting()
    assert await retention.there(old) == [False]
    # It wakes 90 seconds late, and a host that slept for days does not sweep for each of them.
    for late in (timedelta(days=1, seconds=90), timedelta(days=3)):
        retention.calendar.now += late
        due = await retention.link(retention.calendar.now - timedelta(days=31))
        first.set_result(None)
        first = await retention.calendar.until_waiting()
        assert await retention.there(due) == [False]
    assert retention.calendar.history == [86_400, 86_400 - 90, 86_400 - 90]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_failed_sweep_is_logged_and_retried(retention: RetentionHarness, tmp_path: Path) -> None:
    old = await retention.link(START - timedelta(days=31))
    database = tmp_path / "qiao.db"
    rename(database, "links", "moved")
    with capture_logs() as logs:
        task = asyncio.create_task(retention.sweeper.run(always_absent))
        waiting = await retention.calendar.until_waiting()
    assert [entry["log_level"] for entry in logs] == ["warning"]
    rename(database, "moved", "links")
    retention.calendar.now += timedelta(days=1)
    waiting.set_result(None)
    await retention.calendar.until_waiting()
    assert await retention.there(old) == [False]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def rename(database: Path, old: str, new: str) -> None:
    """Rename a table, which makes the bot's queries fail."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")


async def test_only_servers_left_long_ago_are_deleted(retention: RetentionHarness) -> None:
    for guild_id in (1, 2, 3, 4):
        await retention.channels.set(ChannelPreferences(guild_id * 10, guild_id, enabled=True))
    here = {1, 4}

    def absent(guild_id: int) -> bool:
        return guild_id not in here and guild_id != 3  # it belongs to another shard

    await retention.guilds.set(GuildPreferences(4, left_at=1))
    await retention.sweeper.reconcile(here, absent)
    assert [(await retention.guilds.get(guild_id)).left_at for guild_id in (1, 2, 3, 4)] == [
        None,
        int(START.timestamp()),
        None,
        None,
    ]
    retention.calendar.now += timedelta(days=6)
    await retention.sweeper.reconcile(here, absent)
    await retention.sweeper.sweep(absent)
    assert await retention.channels.get(20)
    retention.calendar.now += timedelta(days=1, seconds=1)
    await retention.sweeper.sweep(absent)
    assert await retention.guilds.held() == [1, 3, 4]
    assert await retention.channels.get(20) is None


async def test_a_server_that_the_bot_is_on_is_not_deleted(retention: RetentionHarness) -> None:
    await retention.guilds.set(GuildPreferences(1, left_at=1))
    await retention.sweeper.sweep(lambda _: False)
    assert await retention.guilds.held() == [1]


async def test_a_server_that_invites_the_bot_again_is_kept(harness: BotHarness) -> None:
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    roles = [guild.roles[number] for number in guild.members[harness.world.bot.id].roles]

    seen = harness.guilds.seen
    await harness.sandbox.leave(guild, harness.world.bot)
    await harness.sandbox.until(lambda: guild.id in seen and seen[guild.id].left_at)
    await harness.sandbox.join(guild, harness.world.bot, *roles)
    await harness.sandbox.until(lambda: seen[guild.id].left_at is None)
    await harness.answer_to(await harness.say("How are you doing today, my friend?"))


async def test_servers_joined_or_left_while_offline_are_recorded_at_start(sandbox: Sandbox, tmp_path: Path) -> None:
    retention = BotHarness(sandbox, tmp_path)
    here = retention.world.channel(retention.channel).guild_id or 0
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        await Guilds(database).set(GuildPreferences(here, left_at=1))
        await Channels(database).set(ChannelPreferences(5, 4, enabled=True))
    await retention.open()
    try:
        seen = retention.guilds.seen
        await sandbox.until(lambda: {here, 4} <= seen.keys())
        assert seen[here].left_at is None
        assert seen[4].left_at is not None
        assert await retention.stores.channels.get(retention.channel)
    finally:
        await retention.close()
