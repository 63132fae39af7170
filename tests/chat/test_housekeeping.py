"""Retention with a clock that moves when told to."""

import asyncio
from collections.abc import AsyncIterator
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
from bot.storage.types import ChannelPreferences, GuildPreferences, Link
from tests.chat.house import PATIENCE, House

START = datetime(2026, 3, 28, 12, tzinfo=UTC)


class Calendar:
    """A clock and a waiter: the clock moves on when what waits is let go."""

    def __init__(self) -> None:
        self.now = START
        self.history: list[float] = []
        self._waiting: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()

    def __call__(self) -> datetime:
        return self.now

    async def wait(self, seconds: float) -> None:
        self.history.append(seconds)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(done)
        await done

    async def until_waiting(self) -> asyncio.Future[None]:
        return await asyncio.wait_for(self._waiting.get(), PATIENCE)


class Rooms:
    """A database and what keeps house in it."""

    def __init__(self, database: Database, retention: Retention) -> None:
        self.database = database
        self.links, self.guilds, self.channels = Links(database), Guilds(database), Channels(database)
        self.calendar = Calendar()
        self.keeper = RetentionSweeper(self.links, self.guilds, retention, now=self.calendar, wait=self.calendar.wait)

    async def link(self, written: datetime, guild_id: int = 7) -> int:
        message_id = discord.utils.time_snowflake(written)
        await self.links.record([Link(message_id, 1, guild_id, 42, message_id + 1, 1)])
        await self.links.flush()
        return message_id

    async def there(self, *message_ids: int) -> list[bool]:
        return [bool(await self.links.of_original(message_id)) for message_id in message_ids]


@pytest.fixture
async def rooms(tmp_path: Path) -> AsyncIterator[Rooms]:
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        yield Rooms(database, Retention(links=30, guilds=7))


def nowhere(_: int) -> bool:
    return True


async def test_links_are_kept_for_so_many_days(rooms: Rooms) -> None:
    old = await rooms.link(START - timedelta(days=30, seconds=1))
    new = await rooms.link(START - timedelta(days=30) + timedelta(seconds=1))
    await rooms.keeper.sweep(nowhere)
    assert await rooms.there(old, new) == [False, True]
    rooms.calendar.now += timedelta(seconds=2)
    await rooms.keeper.sweep(nowhere)
    assert await rooms.there(new) == [False]


async def test_zero_days_keep_links_for_ever(tmp_path: Path) -> None:
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        rooms = Rooms(database, Retention(links=0, guilds=7))
        old = await rooms.link(START - timedelta(days=3000))
        await rooms.keeper.sweep(nowhere)
        assert await rooms.there(old) == [True]


async def test_it_sweeps_at_start_and_then_once_a_day_without_drift(rooms: Rooms) -> None:
    old = await rooms.link(START - timedelta(days=31))
    task = asyncio.create_task(rooms.keeper.run(nowhere))
    first = await rooms.calendar.until_waiting()
    assert await rooms.there(old) == [False]
    # It wakes 90 seconds late, and a host that slept for days does not sweep for each of them.
    for late in (timedelta(days=1, seconds=90), timedelta(days=3)):
        rooms.calendar.now += late
        due = await rooms.link(rooms.calendar.now - timedelta(days=31))
        first.set_result(None)
        first = await rooms.calendar.until_waiting()
        assert await rooms.there(due) == [False]
    assert rooms.calendar.history == [86_400, 86_400 - 90, 86_400 - 90]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_error_is_logged_and_the_next_sweep_tries_again(rooms: Rooms, tmp_path: Path) -> None:
    old = await rooms.link(START - timedelta(days=31))
    await rooms.database.close()
    with capture_logs() as logs:
        task = asyncio.create_task(rooms.keeper.run(nowhere))
        waiting = await rooms.calendar.until_waiting()
    assert [entry["log_level"] for entry in logs] == ["warning"]
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        rooms.keeper._links = rooms.links = Links(database)
        rooms.keeper._guilds = Guilds(database)
        rooms.calendar.now += timedelta(days=1)
        waiting.set_result(None)
        await rooms.calendar.until_waiting()
        assert await rooms.there(old) == [False]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_servers_that_were_left_go_in_time_and_others_stay(rooms: Rooms) -> None:
    for guild_id in (1, 2, 3, 4):
        await rooms.channels.set(ChannelPreferences(guild_id * 10, guild_id, enabled=True))
    here = {1, 4}

    def absent(guild_id: int) -> bool:
        return guild_id not in here and guild_id != 3  # that one belongs to another shard

    await rooms.guilds.set(GuildPreferences(4, left_at=1))
    await rooms.keeper.take_stock(here, absent)
    assert [(await rooms.guilds.get(guild_id)).left_at for guild_id in (1, 2, 3, 4)] == [
        None,
        int(START.timestamp()),
        None,
        None,
    ]
    rooms.calendar.now += timedelta(days=6)
    await rooms.keeper.take_stock(here, absent)
    await rooms.keeper.sweep(absent)
    assert await rooms.channels.get(20)
    rooms.calendar.now += timedelta(days=1, seconds=1)
    await rooms.keeper.sweep(absent)
    assert await rooms.guilds.held() == [1, 3, 4]
    assert await rooms.channels.get(20) is None


async def test_who_is_back_is_not_swept_whatever_is_noted(rooms: Rooms) -> None:
    await rooms.guilds.set(GuildPreferences(1, left_at=1))
    await rooms.keeper.sweep(lambda _: False)
    assert await rooms.guilds.held() == [1]


async def test_removed_and_invited_again(house: House) -> None:
    guild = house.world.guilds[house.world.channel(house.channel).guild_id or 0]
    roles = [guild.roles[number] for number in guild.members[house.world.bot.id].roles]

    seen = house.guilds.seen
    await house.sandbox.leave(guild, house.world.bot)
    await house.sandbox.until(lambda: guild.id in seen and seen[guild.id].left_at)
    await house.sandbox.join(guild, house.world.bot, *roles)
    await house.sandbox.until(lambda: seen[guild.id].left_at is None)
    await house.answer_to(await house.say("How are you doing today, my friend?"))


async def test_what_happened_while_nobody_looked_is_noted_at_the_start(sandbox: Sandbox, tmp_path: Path) -> None:
    house = House(sandbox, tmp_path)
    here = house.world.channel(house.channel).guild_id or 0
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        await Guilds(database).set(GuildPreferences(here, left_at=1))
        await Channels(database).set(ChannelPreferences(5, 4, enabled=True))
    await house.open()
    try:
        seen = house.guilds.seen
        await sandbox.until(lambda: {here, 4} <= seen.keys())
        assert seen[here].left_at is None
        assert seen[4].left_at is not None
        assert await house.stores.channels.get(house.channel)
    finally:
        await house.close()
