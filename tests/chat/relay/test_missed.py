"""How far each channel was dealt with, and the digests of what was missed."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.relay.bundle import fit_into_digest
from bot.chat.relay.digest import originals_in, pack
from bot.chat.relay.gates import Gates
from bot.chat.relay.post import Post
from bot.chat.relay.progress import Progress
from bot.storage.database import Database
from bot.storage.seen import Seen
from bot.text.limits import MESSAGE, length
from tests.chat.fakes import post_of


async def test_a_channel_is_dealt_with_up_to_its_oldest_open_message() -> None:
    async with await Database.open("sqlite+aiosqlite:///:memory:") as database, Seen(database) as seen:
        progress = Progress(seen)
        for message_id in (10, 11, 12):
            progress.begin(7, 1, message_id)
        progress.begin(7, 1, 11)
        progress.end(7, 1, 12)
        assert seen.of_guild(7) == {1: 9}
        progress.end(7, 1, 10)
        assert seen.of_guild(7) == {1: 10}
        progress.end(7, 1, 11)
        assert seen.of_guild(7) == {1: 10}
        progress.end(7, 1, 11)
        assert seen.of_guild(7) == {1: 12}
        progress.pass_by(7, 1, 13)
        progress.pass_by(7, 2, 5)
        progress.pass_by(None, 3, 5)
        assert seen.of_guild(7) == {1: 13, 2: 5}


async def test_a_channel_with_missed_messages_stays_where_it_was_until_they_were_read() -> None:
    async with await Database.open("sqlite+aiosqlite:///:memory:") as database, Seen(database) as seen:
        progress = Progress(seen)
        progress.pass_by(7, 1, 10)
        progress.reopen(7, 1, 11, last=15)
        progress.pass_by(7, 1, 20)
        assert seen.of_guild(7) == {1: 10}
        progress.end(7, 1, 11)
        assert seen.of_guild(7) == {1: 20}
        progress.reopen(7, 1, 21, last=30)
        progress.end(7, 1, 21)
        assert seen.of_guild(7) == {1: 30}


async def test_nothing_is_dealt_with_after_the_shutdown_began() -> None:
    async with await Database.open("sqlite+aiosqlite:///:memory:") as database, Seen(database) as seen:
        progress = Progress(seen)
        progress.begin(7, 1, 10)
        progress.freeze()
        progress.end(7, 1, 10)
        assert seen.of_guild(7) == {1: 9}


async def test_no_event_overtakes_those_that_wait_at_a_gate() -> None:
    gates, passed = Gates(), list[int]()

    async def event(number: int, channel_id: int = 1) -> None:
        await gates.passed(channel_id)
        passed.append(number)

    async with gates.closed(1):
        waiting = [asyncio.create_task(event(number)) for number in range(3)]
        await event(100, channel_id=2)
        await asyncio.sleep(0)
        late = asyncio.create_task(event(3))
    await asyncio.gather(*waiting, late)
    await event(4)
    assert passed == [100, 0, 1, 2, 3, 4]


texts = st.text(min_size=1, max_size=2500).filter(str.strip)
posts = st.lists(
    st.builds(
        lambda number, text, author: post_of(number, text, author=author),
        st.integers(1, 2**62),
        texts | st.sampled_from(["||a secret that is long||" * 20, "```\ncode\n```", "a\n" * 40, "**bold"]),
        st.sampled_from(["Amy", "*" * 32, "小李"]),
    ),
    max_size=60,
)


@given(posts)
def test_missed_messages_fit_into_one_digest(said: list[Post]) -> None:
    fitting = fit_into_digest(said)
    assert [post.message for post in fitting] == [post.message for post in said[len(said) - len(fitting) :]]
    if len(said) > 1:
        assert fitting
        lines = [post.entry.line for post in fitting]
        assert None not in lines
        digest = pack([post.entry for post in fitting])
        assert length(digest) <= MESSAGE
        assert len(digest.split("\n")) == len(fitting)


def test_short_lines_stay_whole_beside_long_ones() -> None:
    said = [post_of(1, "很短"), *(post_of(n, "这一句话非常非常长" * 30) for n in range(2, 20))]
    fitting = fit_into_digest(said)
    assert len(fitting) == len(said)
    assert fitting[0] is said[0]
    assert all(post.text.endswith("…") for post in fitting[1:])


def test_a_single_message_stays_whole() -> None:
    said = [post_of(1, "字" * 5000)]
    assert fit_into_digest(said) == said


@given(st.lists(st.integers(1, 2**62), min_size=2, max_size=8, unique=True))
def test_the_originals_of_a_digest_are_found_in_it(ids: list[int]) -> None:
    digest = pack(
        [post_of(number, "一句话: [↗](<https://discord.com/channels/1/2/3>)", author="a*b: c").entry for number in ids]
    )
    assert originals_in(digest) == list(enumerate(ids))
    assert originals_in("-# **Amy** [↗](<https://discord.com/channels/7/1/5>)\nHi") == []
    assert originals_in("**Amy**: Hi") == []
