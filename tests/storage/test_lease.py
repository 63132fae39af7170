"""The lease: two processes, a clock that the test moves, and SQLite or PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.errors import LeaseLostError, QiaoError
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.lease import Claim, Lease, Role, Timing, clock
from bot.storage.schema import leases
from bot.storage.types import ChannelPreferences

TOKEN = "MTIz.abc.s3cret"
TIMING = Timing(renew=3, hold=10, expire=15, poll=1)


class Time:
    """Seconds that pass only when the test says so; every sleeper takes its turn on the way."""

    def __init__(self) -> None:
        self.now = 100.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def read(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, future))
        await future

    def wake(self) -> None:
        due = [each for each in self._sleepers if each[0] <= self.now]
        self._sleepers = [each for each in self._sleepers if each[0] > self.now]
        for _, future in due:
            if not future.done():
                future.set_result(None)

    @property
    def sleeping(self) -> int:
        return sum(not future.done() for _, future in self._sleepers)


class Process:
    """A process that runs the bot if it may.

    Attributes:
        time: its own clock, which differs from those of others.
        starts: how often the bot was started.
    """

    def __init__(self, database: Database, token: str = TOKEN) -> None:
        self.time = Time()
        self.lease = Lease(database, token, timing=TIMING, now=self.time.read, sleep=self.time.sleep)
        self.starts = 0
        self.cleaned_up_as: list[Role] = []
        self.task = asyncio.create_task(self.lease.run(self._work))

    async def _work(self) -> None:
        self.starts += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.cleaned_up_as.append(self.lease.role)

    async def settle(self) -> None:
        """Wait until it sleeps: everything that it does now is done."""
        async with asyncio.timeout(30):
            while not self.time.sleeping and not self.task.done():  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0)

    async def live(self, seconds: float) -> None:
        """Let its time pass, a second at a time."""
        for _ in range(int(seconds)):
            await self.settle()
            self.time.now += 1
            self.time.wake()
            await asyncio.sleep(0)
        await self.settle()

    async def stop(self) -> None:
        """Stop it cleanly."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def may_post(self) -> bool:
        """Whether it may post now, without waiting."""
        try:
            async with asyncio.timeout(0):
                await self.lease.confirm()
        except (LeaseLostError, TimeoutError):
            return False
        return True


async def live(seconds: int, *processes: Process) -> None:
    """Let time pass for several processes at the same speed."""
    for _ in range(seconds):
        for process in processes:
            await process.live(1)


@asynccontextmanager
async def processes(*databases: Database) -> AsyncIterator[list[Process]]:
    """Processes that start one after the other."""
    started = []
    try:
        for database in databases:
            started.append(Process(database))
            await started[-1].settle()
        yield started
    finally:
        for process in started:
            await process.stop()


async def claims(database: Database) -> list[Claim]:
    return [Claim(row["holder"], row["beat"]) for row in await database.rows(select(leases.c.holder, leases.c.beat))]


async def test_the_first_process_runs_the_bot_and_the_second_stands_by(database: Database, other: Database) -> None:
    async with processes(database, other) as (first, second):
        await live(40, first, second)
        assert (first.lease.role, second.lease.role) == (Role.ACTIVE, Role.STANDBY)
        assert (first.starts, second.starts) == (1, 0)
        assert await first.may_post()
        assert not await second.may_post()
        assert len(await claims(database)) == 1


async def test_after_a_clean_stop_the_second_takes_over_at_its_next_look(database: Database, other: Database) -> None:
    async with processes(database, other) as (first, second):
        await live(5, first, second)
        await first.stop()
        assert first.cleaned_up_as == [Role.ACTIVE]  # what was on its way could still be posted
        assert await claims(database) == []
        await second.live(TIMING.poll)
        assert (second.lease.role, second.starts) == (Role.ACTIVE, 1)


async def test_after_a_crash_the_lease_expires(database: Database, other: Database) -> None:
    async with processes(database, other) as (first, second):
        await live(5, first, second)
        # A process that crashed does nothing any more: its time stands still.
        await second.live(TIMING.expire - 3)
        assert second.lease.role is Role.STANDBY
        await second.live(5)
        assert (second.lease.role, second.starts) == (Role.ACTIVE, 1)
        assert first.starts == 1


async def test_a_stalled_holder_stops_posting_before_another_takes_over(database: Database, other: Database) -> None:
    async with processes(database, other) as (first, second):
        await live(5, first, second)
        for _ in range(40):
            first.time.now += 1  # stalled: time passes, but none of its tasks runs
            await second.live(1)
            assert not (await first.may_post() and await second.may_post())
        assert second.lease.role is Role.ACTIVE
        assert first.lease.role is Role.STALLED
        # It comes back with posts that it was about to send.
        posting = asyncio.create_task(first.lease.confirm())
        first.time.wake()
        with pytest.raises(LeaseLostError):
            await posting
        await first.settle()
        assert (first.lease.role, first.starts) == (Role.STANDBY, 1)
        assert await second.may_post()
        await second.stop()
        await first.live(TIMING.poll)
        assert (first.lease.role, first.starts) == (Role.ACTIVE, 2)


async def test_a_holder_that_stalls_briefly_goes_on(database: Database) -> None:
    async with processes(database) as (first,):
        first.time.now += 12
        assert not await first.may_post()
        posting = asyncio.create_task(first.lease.confirm())
        await asyncio.sleep(0)
        first.time.wake()
        await posting
        assert (first.lease.role, first.starts) == (Role.ACTIVE, 1)


async def test_clocks_of_two_machines_may_differ(database: Database, other: Database) -> None:
    async with processes(database) as (first,):
        second = Process(other)
        second.time.now = 1_000_000.0
        await second.settle()
        await live(40, first, second)
        assert (first.lease.role, second.lease.role) == (Role.ACTIVE, Role.STANDBY)
        await second.stop()


async def test_of_several_that_stand_by_one_takes_over(database: Database, other: Database) -> None:
    async with processes(database, other, other, database) as (first, *rest):
        await live(3, first, *rest)
        await first.stop()
        await live(2, *rest)
        assert sorted(each.lease.role for each in rest) == [Role.ACTIVE, Role.STANDBY, Role.STANDBY]


async def test_many_start_at_once_on_a_blank_database(url: str) -> None:
    opened = await asyncio.gather(*(Database.open(url) for _ in range(3)))
    started = [Process(each) for each in opened for _ in range(3)]
    for process in started:
        await process.settle()
    await live(2, *started)
    assert sum(each.starts for each in started) == 1
    for process in started:
        await process.stop()
    for each in opened:
        await each.close()


async def test_bots_with_different_tokens_share_a_database(database: Database) -> None:
    one, two = Process(database, "one"), Process(database, "two")
    await one.settle()
    await two.settle()
    assert (one.lease.role, two.lease.role) == (Role.ACTIVE, Role.ACTIVE)
    await one.stop()
    await two.stop()


async def test_the_token_is_stored_only_as_a_hash(sqlite_path: Path, sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database, processes(database):
        await database.check()
    stored = b"".join(path.read_bytes() for path in sqlite_path.parent.iterdir())
    assert b"leases" in stored
    assert not [part for part in TOKEN.split(".") if part.encode() in stored]


async def test_what_was_read_while_standing_by_is_read_again(database: Database, other: Database) -> None:
    async with processes(database, other) as (first, second):
        assert await Channels(other).get(1) is None
        await Channels(database).set(ChannelPreferences(1, 1, enabled=True))
        await first.stop()
        await second.live(2)
        assert await Channels(other).get(1) == ChannelPreferences(1, 1, enabled=True)


async def test_a_database_that_is_locked_makes_posts_wait(sqlite_path: Path, sqlite_url: str) -> None:
    async with await Database.open(f"{sqlite_url}?timeout=0") as database, processes(database) as (first,):
        with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as greedy:
            greedy.execute("BEGIN IMMEDIATE")
            await first.live(11)
            assert first.lease.role == "stalled"
            assert not await first.may_post()
            greedy.execute("ROLLBACK")
        await first.live(3)
        assert first.lease.role == "active"
        assert await first.may_post()
        assert first.starts == 1


async def test_a_lease_that_somebody_deleted_is_taken_again(database: Database) -> None:
    async with processes(database) as (first,):
        async with database.write() as connection:
            await connection.execute(delete(leases))
        await first.live(3)
        await first.live(2)
        assert (first.lease.role, first.starts) == (Role.ACTIVE, 2)


async def test_work_that_fails_because_the_lease_was_lost_starts_over(database: Database) -> None:
    time, starts = Time(), 0
    lease = Lease(database, TOKEN, timing=TIMING, now=time.read, sleep=time.sleep)

    async def work() -> None:
        nonlocal starts
        starts += 1
        await asyncio.sleep(0)
        while True:
            time.now += 1
            time.wake()
            await lease.confirm()
            await asyncio.sleep(0)

    running = asyncio.create_task(lease.run(work))
    async with asyncio.timeout(30):
        while not starts:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0)
        async with database.write() as connection:
            await connection.execute(delete(leases))
        while starts < 2:
            time.wake()
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_end_of_the_work_is_the_end(database: Database) -> None:
    async def fail() -> None:
        raise QiaoError("refused")

    async def end() -> None:
        return

    lease = Lease(database, TOKEN)
    await lease.run(end)
    with pytest.raises(QiaoError, match="refused"):
        await lease.run(fail)
    assert await lease.observe() is None


async def test_a_process_that_is_stopped_while_it_starts_leaves_no_lease(database: Database) -> None:
    for turns in range(0, 60, 5):
        process = Process(database)
        for _ in range(turns):
            await asyncio.sleep(0)
        await process.stop()
        assert await claims(database) == []


def test_the_clock_never_jumps_back() -> None:
    assert clock() <= clock()


def test_a_holder_stops_before_its_lease_expires() -> None:
    timing = Timing()
    assert timing.renew * 3 < timing.hold < timing.expire
