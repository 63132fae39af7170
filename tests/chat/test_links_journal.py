"""Links are written together and late, and nobody can tell."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.chat.relay.links_journal import LinksJournal
from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.types import Link


def link(original_id: int, post_id: int = 100, line: int | None = None) -> Link:
    return Link(original_id, 20, 30, 40, post_id, 21, line)


class GatedLinks(Links):
    """The real store, with a gate before every write and a history of them; fails where told to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.history: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures = 0

    async def record(self, records: Sequence[Link]) -> None:
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise StorageError("The disk is full.")
        self.history.append([link.original_id for link in records])
        await super().record(records)


@pytest.fixture
async def links(tmp_path: Path) -> AsyncIterator[GatedLinks]:
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        yield GatedLinks(database)


async def test_links_of_many_posts_go_together_while_one_write_is_under_way(links: GatedLinks) -> None:
    async with LinksJournal(links) as journal:
        links.gate.clear()
        await journal.record([link(1)])
        await asyncio.sleep(0)
        for original_id in range(2, 9):
            await journal.record([link(original_id, post_id=100 + original_id)])
        links.gate.set()
    assert links.history[0] == [1]
    assert links.history[1] == list(range(2, 9))
    assert len(links.history) == 2


@pytest.mark.parametrize("ask", ["of_original", "of_post", "revise", "remove", "remove_posts"])
async def test_whoever_asks_finds_what_was_recorded_before(links: GatedLinks, ask: str) -> None:
    async with LinksJournal(links) as journal:
        await journal.record([link(1)])
        found: object
        match ask:
            case "of_original":
                found = await journal.of_original(1)
            case "of_post":
                found = await journal.of_post(100)
            case "revise":
                found = await journal.revise(1, 5)
            case "remove":
                found = await journal.remove([1])
            case _:
                found = await journal.remove_posts([100])
    assert found in ([link(1)], True)


async def test_everything_is_in_the_database_at_the_end(links: GatedLinks) -> None:
    async with LinksJournal(links) as journal:
        for original_id in range(1, 50):
            await journal.record([link(original_id, post_id=original_id)])
    for original_id in range(1, 50):
        assert await links.of_original(original_id) == [link(original_id, post_id=original_id)]


async def test_a_failed_write_is_tried_again_with_the_next(links: GatedLinks) -> None:
    async with LinksJournal(links) as journal:
        links.failures = 1
        await journal.record([link(1)])
        with pytest.raises(StorageError):
            await journal.flush()
        await journal.record([link(2)])
        assert await journal.of_original(1) == [link(1)]
        assert await journal.of_original(2) == [link(2)]


async def test_whoever_asks_hears_of_a_database_that_fails_and_nothing_is_lost(links: GatedLinks) -> None:
    async with LinksJournal(links) as journal:
        links.failures = 2
        await journal.record([link(1)])
        with pytest.raises(StorageError):
            await journal.of_original(1)
        links.failures = 0
        assert await journal.of_original(1) == [link(1)]


async def test_nothing_to_record_writes_nothing(links: GatedLinks) -> None:
    async with LinksJournal(links) as journal:
        await journal.record([])
        assert await journal.of_original(1) == []
    assert links.history == []


async def test_a_write_whose_caller_gave_up_is_made_all_the_same(links: GatedLinks) -> None:
    async with LinksJournal(links) as journal:
        links.gate.clear()
        await journal.record([link(1)])
        asked = asyncio.create_task(journal.of_original(1))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        links.gate.set()
    assert await links.of_original(1) == [link(1)]
