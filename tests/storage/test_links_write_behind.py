"""Links are written late and together, and no caller notices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from bot.errors import StorageError
from bot.storage import schema, write_behind
from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.types.links import Link


def link(original_id: int, post_id: int = 100, line: int | None = None) -> Link:
    return Link(original_id, 20, 30, 40, post_id, 21, line)


class GatedDatabase(Database):
    """A real database with a gate before every write and a history of the links after it; fails when told to."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.history: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise StorageError("The disk is full.")
        async with super().write() as connection:
            yield connection
            query = select(schema.links.c.original_id).order_by(schema.links.c.original_id)
            self.history.append(list((await connection.execute(query)).scalars()))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[GatedDatabase]:
    async with await GatedDatabase.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as opened:
        yield opened


async def test_links_recorded_during_a_write_are_written_together(database: GatedDatabase) -> None:
    async with Links(database) as links:
        database.gate.clear()
        await links.record([link(1)])
        await asyncio.sleep(0)
        for original_id in range(2, 9):
            await links.record([link(original_id, post_id=100 + original_id)])
        database.gate.set()
    assert database.history == [[1], list(range(1, 9))]


@pytest.mark.parametrize("method", ["of_original", "of_post", "of_author", "revise", "remove", "remove_posts", "sweep"])
async def test_every_call_sees_what_was_recorded_before(database: GatedDatabase, method: str) -> None:
    async with Links(database) as links:
        await links.record([link(1)])
        found: object
        match method:
            case "of_original":
                found = await links.of_original(1)
            case "of_post":
                found = await links.of_post(100)
            case "of_author":
                found = await links.of_author(40, 10)
            case "revise":
                found = await links.revise(1, 5)
            case "remove":
                found = await links.remove([1])
            case "remove_posts":
                found = await links.remove_posts([100])
            case _:
                found = await links.sweep(datetime(2100, 1, 1, tzinfo=UTC))
    assert found in ([link(1)], True, 1)


async def test_close_writes_everything(database: GatedDatabase) -> None:
    async with Links(database) as links:
        for original_id in range(1, 50):
            await links.record([link(original_id, post_id=original_id)])
    reopened = Links(database)
    for original_id in range(1, 50):
        assert await reopened.of_original(original_id) == [link(original_id, post_id=original_id)]


async def test_record_does_not_wait_for_the_database(database: GatedDatabase) -> None:
    async with Links(database) as links:
        database.gate.clear()
        with pytest.raises(StopIteration):
            links.record([link(1)]).send(None)
        database.gate.set()
        assert await links.of_original(1) == [link(1)]


async def test_a_failed_write_is_retried_with_the_next(database: GatedDatabase) -> None:
    async with Links(database) as links:
        database.failures = 1
        await links.record([link(1)])
        with pytest.raises(StorageError):
            await links.flush()
        await links.record([link(2)])
        assert await links.of_original(1) == [link(1)]
        assert await links.of_original(2) == [link(2)]


async def test_a_failed_write_in_the_background_is_logged_and_retried(database: GatedDatabase) -> None:
    with capture_logs() as logs:
        async with Links(database) as links:
            database.failures = 1
            await links.record([link(1)])
    assert [(entry["event"], entry["waiting"]) for entry in logs] == [("links not written yet", 1)]
    assert database.history == [[1]]


async def test_a_failed_write_in_the_background_is_made_again_by_itself(
    database: GatedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_behind, "RETRY_SECONDS", 0.0)
    async with Links(database) as links:
        database.failures = 1
        await links.record([link(1)])
        while not database.history:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0)
    assert database.history == [[1]]


async def test_a_caller_hears_of_a_failing_database_and_nothing_is_lost(database: GatedDatabase) -> None:
    async with Links(database) as links:
        database.failures = 2
        await links.record([link(1)])
        with pytest.raises(StorageError):
            await links.of_original(1)
        database.failures = 0
        assert await links.of_original(1) == [link(1)]


async def test_the_newest_10_000_links_survive_a_failing_database(database: GatedDatabase) -> None:
    async with Links(database) as links:
        database.failures = 1
        await links.record([link(original_id) for original_id in range(1, 10_003)])
        with pytest.raises(StorageError):
            await links.flush()
    assert database.history == [list(range(3, 10_003))]


async def test_nothing_recorded_writes_nothing(database: GatedDatabase) -> None:
    async with Links(database) as links:
        await links.record([])
        assert await links.of_original(1) == []
    assert database.history == []


async def test_a_write_is_made_even_if_its_caller_is_cancelled(database: GatedDatabase) -> None:
    async with Links(database) as links:
        database.gate.clear()
        await links.record([link(1)])
        waiting = asyncio.create_task(links.of_original(1))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        database.gate.set()
    assert await Links(database).of_original(1) == [link(1)]
