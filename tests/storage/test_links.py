import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.types.links import Link, PostKind
from tests.storage.rows import record


def link(original_id: int, post_id: int = 100, line: int | None = None, revision: int = 0) -> Link:
    return Link(original_id, 20, 30, 40, post_id, 21, line, revision)


def snowflake(moment: datetime) -> int:
    return (round(moment.timestamp() * 1000) - 1420070400000) << 22


async def test_record_and_get(database: Database, other: Database) -> None:
    whole = Link(2**63 - 1, 2**62, None, 2**61, 2**60, 2**59, None, 2**58)
    assert await Links(database).of_original(whole.original_id) == []
    await record(database, whole)
    assert await Links(database).of_original(whole.original_id) == [whole]
    assert await Links(other).of_original(whole.original_id) == [whole]


async def test_a_link_written_by_another_process_is_found(database: Database, other: Database) -> None:
    assert await Links(other).of_original(1) == []
    await record(database, link(1))
    assert await Links(other).of_original(1) == [link(1)]


async def test_a_known_link_is_cached(database: Database) -> None:
    links = Links(database)
    await links.record([link(1)])
    await links.of_original(1)
    with pytest.raises(StopIteration):
        links.of_original(1).send(None)


async def test_links_of_a_post_are_in_the_order_of_its_lines(database: Database) -> None:
    links = Links(database)
    await links.record([link(1, line=10), link(2, line=9), link(3, line=0), link(4, 101)])
    assert [each.original_id for each in await links.of_post(100)] == [3, 2, 1]
    assert await links.of_post(101) == [link(4, 101)]


async def test_the_links_of_a_message_are_in_order(database: Database) -> None:
    links = Links(database)
    ordered = [
        Link(1, 20, 30, 40, post_id, post_channel_id, part=part, kind=kind)
        for kind, post_channel_id, part, post_id in [
            (PostKind.TRANSLATION, 20, 0, 109),
            (PostKind.TRANSLATION, 20, 1, 108),
            (PostKind.TRANSLATION, 25, 0, 107),
            (PostKind.COPY, 19, 0, 106),
            (PostKind.COPY, 21, 0, 104),
            (PostKind.COPY, 21, 0, 105),
            (PostKind.ANSWER, 18, 0, 103),
        ]
    ]
    await links.record(sorted(ordered, key=lambda each: each.post_id))
    assert await links.of_original(1) == ordered
    assert await links.of_author(40, 5) == ordered[:5]


async def test_an_older_revision_never_overwrites_a_newer_one(database: Database) -> None:
    links = Links(database)
    await links.record([link(1, line=1, revision=5), link(2, line=2, revision=5)])
    await links.record([link(1, line=3, revision=4), link(2, line=4, revision=5), link(3)])
    found = [await links.of_original(original_id) for original_id in (1, 2, 3)]
    assert found == [[link(1, line=1, revision=5)], [link(2, line=4, revision=5)], [link(3)]]


async def test_one_link_twice_in_one_call(database: Database) -> None:
    links = Links(database)
    await links.record([link(1, line=1, revision=5), link(1, line=2, revision=4)])
    assert await links.of_original(1) == [link(1, line=1, revision=5)]


async def test_revise(database: Database) -> None:
    links = Links(database)
    await links.record([link(1, revision=5)])
    assert [await links.revise(1, revision) for revision in (6, 6, 5, 7)] == [True, False, False, True]
    assert await links.of_original(1) == [link(1, revision=7)]
    assert await links.revise(2, 1) is False


async def test_remove_moves_up_the_lines_below(database: Database) -> None:
    links = Links(database)
    await links.record([link(number, line=number) for number in range(6)])
    await links.record([link(10, 101, line=3), link(11, 102)])
    assert await links.of_original(5) == [link(5, line=5)]

    assert await links.remove([3, 1, 11, 99]) == [link(1, line=1), link(3, line=3), link(11, 102)]

    rest = [(each.original_id, each.line) for each in await links.of_post(100)]
    assert rest == [(0, 0), (2, 1), (4, 2), (5, 3)]
    assert await links.of_original(5) == [link(5, line=3)]
    assert await links.of_original(1) == []
    assert await links.of_post(101) == [link(10, 101, line=3)]
    assert await links.remove([]) == []


async def test_two_processes_remove_lines_of_one_post(database: Database, other: Database) -> None:
    links = (Links(database), Links(other))
    await record(database, *(link(number, line=number) for number in range(20)))
    removed = await asyncio.gather(*(links[number // 2 % 2].remove([number]) for number in range(0, 20, 2)))
    assert [[each.original_id for each in one] for one in removed] == [[n] for n in range(0, 20, 2)]
    rest = [(each.original_id, each.line) for each in await links[0].of_post(100)]
    assert rest == [(2 * line + 1, line) for line in range(10)]


async def test_posts_of_finds_posts_by_original_and_by_id(database: Database) -> None:
    async with Links(database) as links:
        await links.record([link(1, post_id=101), link(2, post_id=100), link(3, post_id=102)])
        assert await links.posts_of([1, 2, 102, 7]) == [100, 101, 102]
        assert await links.posts_of([7]) == []


async def test_retarget_changes_only_these_posts_of_one_message(database: Database) -> None:
    async with Links(database) as links:
        await links.record([replace(each, target="zh") for each in (link(1), link(1, 101), link(2))])
        [first, second] = await links.of_original(1)
        await links.retarget([first], "en")
        assert await links.of_original(1) == [replace(first, target="en"), second]
        assert [each.target for each in await links.of_original(2)] == ["zh"]


async def test_remove_tells_which_posts_are_left_to_remove(database: Database) -> None:
    links = Links(database)
    await links.record([link(1, 101), link(1, 102), link(2, 103), link(3, 103), link(4, 104)])
    await links.of_original(1)
    # One page of a translation was deleted, a message with its post, and a message that was not linked.
    assert await links.remove([102, 2, 3, 103, 99]) == []
    assert await links.of_original(1) == [link(1, 101)]
    assert await links.of_post(103) == []
    # A message was deleted after one of its posts, another one together with one of its two posts.
    await links.record([link(4, 105)])
    assert await links.remove([1, 105, 4]) == [link(1, 101), link(4, 104)]
    assert [await links.of_original(number) for number in (1, 4)] == [[], []]


async def test_remove_of_a_digest_moves_no_line_elsewhere(database: Database) -> None:
    links = Links(database)
    await links.record([link(1, 100, line=0), link(2, 100, line=1), link(1, 101, line=0), link(2, 101, line=1)])
    assert await links.remove([1, 100]) == [link(1, 101, line=0)]
    assert await links.of_original(2) == [link(2, 101, line=0)]


async def test_remove_of_unknown_messages_does_not_write(database: Database, other: Database) -> None:
    await record(database, link(1))
    async with other.write():  # SQLite has one writer at a time: another one would wait until it fails
        assert await Links(database).remove([2, 3]) == []
        assert await Links(database).remove_posts([]) == []


async def test_remove_posts(database: Database) -> None:
    links = Links(database)
    await links.record([link(1, 101), link(2, 100, line=1), link(3, 100, line=0), link(4, 102)])
    await links.of_original(2)
    assert await links.remove_posts([101, 100, 99]) == [link(3, line=0), link(2, line=1), link(1, 101)]
    assert [await links.of_original(number) for number in (1, 2, 3, 4)] == [[], [], [], [link(4, 102)]]
    assert await links.remove_posts([]) == []


async def test_sweep_to_the_millisecond(database: Database) -> None:
    links = Links(database)
    moment = datetime(2025, 1, 14, 12, 0, 0, 5000, tzinfo=UTC)
    earlier = snowflake(moment - timedelta(milliseconds=1)) | 0x3FFFFF
    await links.record([link(earlier, line=0), link(snowflake(moment), line=1)])
    await links.of_original(earlier)
    assert await links.sweep(moment.astimezone(timezone(timedelta(hours=8)))) == 1
    assert await links.of_original(earlier) == []
    assert await links.of_post(100) == [link(snowflake(moment), line=1)]
    assert await links.sweep(datetime(1970, 1, 1, tzinfo=UTC)) == 0


async def test_the_newest_links_of_an_author_first(database: Database) -> None:
    links = Links(database)
    found = [Link(n, 20, 30, 41, 100 + 10 * n + part, 21, part=part) for n in (3, 2, 1) for part in (0, 1)]
    await links.record([*reversed(found), link(4)])
    assert await links.of_author(41, 100) == found
    assert await links.of_author(41, 3) == found[:3]
    assert await links.of_author(42, 3) == []


async def test_a_link_keeps_its_webhook_its_kind_and_its_target(database: Database, other: Database) -> None:
    whole = [
        Link(1, 20, 30, 40, 100, 20, webhook_id=2**63 - 1, target="zh-Hant"),
        Link(1, 20, 30, 40, 200, 50, webhook_id=6, kind=PostKind.COPY, target="en"),
        Link(1, 20, 30, 40, 300, 20, kind=PostKind.ANSWER, target="zh-HK"),
    ]
    await record(database, *whole)
    assert await Links(database).of_original(1) == whole
    [copy] = await Links(other).of_post(200)
    assert copy == whole[1]
    assert copy.kind is PostKind.COPY
