import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.relay.digest import SHORT, pack
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.post import Post
from bot.chat.relay.queue import Slot, State
from bot.errors import DeadlineError, DiscordError
from bot.storage.types import Mode, PostKind
from bot.text.limits import MESSAGE, length
from tests.chat.fakes import Clock, FakeNotice, FakePost, post_of

JUMP = "[↗]("


def digest(posts: Sequence[Post]) -> str:
    return pack([post.entry for post in posts])


class OutboxHarness:
    """An outbox with fakes."""

    def __init__(self, patience: float = 60.0) -> None:
        self.post, self.notice, self.clock = FakePost(), FakeNotice(), Clock()
        self.outbox = Outbox(self.post, self.notice, patience=patience, clock=self.clock)

    def fill(self, slot: Slot, message_id: int, text: str = "hello") -> None:
        slot.fill(post_of(message_id, text, channel_id=slot.channel_id))


@pytest.fixture
async def harness() -> AsyncIterator[OutboxHarness]:
    harness = OutboxHarness()
    yield harness
    harness.post.gate.set()  # or closing would wait for a post that a test holds
    await harness.outbox.close()


async def test_posts_are_in_order_of_arrival(harness: OutboxHarness) -> None:
    slots = [harness.outbox.open(1) for _ in range(3)]
    for message_id in (2, 1, 0):
        harness.fill(slots[message_id], message_id)
    await harness.outbox.drain()
    assert [message_id for post in harness.post.ids for message_id in post] == [0, 1, 2]


async def test_a_single_message_is_posted_immediately(harness: OutboxHarness) -> None:
    slot = harness.outbox.open(1)
    harness.fill(slot, 5)
    assert await slot.ended is State.POSTED
    assert harness.post.ids == [[5]]


async def test_messages_ready_during_a_post_share_a_digest(harness: OutboxHarness) -> None:
    harness.post.gate.clear()
    harness.fill(harness.outbox.open(1), 0)
    await harness.post.began.wait()
    for message_id in range(1, 6):
        harness.fill(harness.outbox.open(1), message_id)
    harness.post.gate.set()
    await harness.outbox.drain()
    assert harness.post.ids == [[0], [1, 2, 3, 4, 5]]


async def test_channels_do_not_wait_for_each_other(harness: OutboxHarness) -> None:
    blocked = harness.outbox.open(1)
    free = harness.outbox.open(2)
    harness.fill(free, 9)
    assert await free.ended is State.POSTED
    assert not blocked.ended.done()


async def test_a_dropped_or_failed_slot_frees_the_queue(harness: OutboxHarness) -> None:
    slots = [harness.outbox.open(1) for _ in range(3)]
    harness.fill(slots[2], 2)
    slots[0].drop()
    slots[1].fail()
    await harness.outbox.drain()
    assert harness.post.ids == [[2]]
    assert [slot.ended.result() for slot in slots] == [State.DROPPED, State.FAILED, State.POSTED]


async def test_a_refused_post_fails_only_its_own_messages(harness: OutboxHarness) -> None:
    harness.post.enqueue(DiscordError("no"))
    first = harness.outbox.open(1)
    harness.fill(first, 0)
    assert await first.ended is State.FAILED
    second = harness.outbox.open(1)
    harness.fill(second, 1)
    assert await second.ended is State.POSTED


async def test_messages_that_waited_too_long_are_shed_with_one_notice(harness: OutboxHarness) -> None:
    slots = [harness.outbox.open(1) for _ in range(3)]
    harness.clock.now += 61
    slots.append(harness.outbox.open(1))
    for message_id, slot in enumerate(slots):
        harness.fill(slot, message_id)
    await harness.outbox.drain()
    assert [slot.ended.result() for slot in slots] == [State.SHED] * 3 + [State.POSTED]
    assert harness.notice.history == [(1, 3)]
    assert harness.post.ids == [[3]]


async def test_messages_shed_before_they_are_ready_are_in_the_notice(harness: OutboxHarness) -> None:
    first, second = harness.outbox.open(1), harness.outbox.open(1)
    second.shed()
    harness.fill(first, 0)
    await harness.outbox.drain()
    assert harness.notice.history == [(1, 1)]
    assert harness.post.ids == [[0]]


async def test_an_edit_before_the_post_changes_it(harness: OutboxHarness) -> None:
    head, slot = harness.outbox.open(1), harness.outbox.open(1)
    harness.fill(slot, 1, "old")
    slot.reopen()
    head.drop()
    harness.fill(slot, 1, "new")
    await harness.outbox.drain()
    assert [post.text for batch in harness.post.history for post in batch] == ["new"]


async def test_a_post_in_flight_cannot_be_changed(harness: OutboxHarness) -> None:
    harness.post.gate.clear()
    slot = harness.outbox.open(1)
    harness.fill(slot, 1, "first")
    await harness.post.began.wait()
    harness.fill(slot, 1, "second")
    slot.drop()
    harness.post.gate.set()
    assert await slot.ended is State.POSTED
    assert harness.post.history[0][0].text == "first"


async def test_closing_waits_for_posts_in_flight_and_fails_the_rest(harness: OutboxHarness) -> None:
    harness.post.gate.clear()
    flying, waiting, elsewhere = harness.outbox.open(1), harness.outbox.open(1), harness.outbox.open(2)
    harness.fill(flying, 0)
    await harness.post.began.wait()
    closing = asyncio.create_task(harness.outbox.close())
    assert await elsewhere.ended is State.FAILED
    harness.post.gate.set()
    await closing
    assert flying.ended.result() is State.POSTED
    assert waiting.ended.result() is State.FAILED


async def test_closing_does_not_wait_forever(harness: OutboxHarness) -> None:
    harness.post.gate.clear()
    flying = harness.outbox.open(1)
    harness.fill(flying, 0)
    await harness.post.began.wait()
    await harness.outbox.close(grace=0)
    assert flying.ended.result() is State.FAILED
    assert harness.outbox.waiting == 0


async def test_an_idle_channel_has_no_worker(harness: OutboxHarness) -> None:
    for channel_id in range(50):
        harness.fill(harness.outbox.open(channel_id), channel_id)
    await harness.outbox.drain()
    assert harness.outbox.waiting == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


@given(
    st.lists(st.one_of(st.text(max_size=300), st.just("x" * 1500), st.just("```\ncode\n```"), st.none()), max_size=30)
)
def test_slots_end_in_order_and_digests_fit_into_a_post(texts: list[str | None]) -> None:
    async def play() -> None:
        harness = OutboxHarness()
        harness.post.gate.clear()
        slots = [harness.outbox.open(1) for _ in texts]
        for message_id, (slot, text) in enumerate(zip(slots, texts, strict=True)):
            if text:
                harness.fill(slot, message_id, text)
            else:
                slot.drop()
        harness.post.gate.set()
        await harness.outbox.drain()
        posted = [message_id for post in harness.post.ids for message_id in post]
        assert posted == [message_id for message_id, text in enumerate(texts) if text]  # none of them is urgent
        assert all(slot.ended.done() for slot in slots)
        for post in harness.post.history:
            if len(post) > 1:
                assert length(digest(post)) <= MESSAGE
                assert len(digest(post).split("\n")) == len(post)

    asyncio.run(play())


async def flood(harness: OutboxHarness, count: int, urgent: int) -> None:
    """A backlog behind a post in flight, with one message that addresses someone."""
    harness.post.gate.clear()
    harness.fill(harness.outbox.open(1), 0)
    await harness.post.began.wait()
    for message_id in range(1, count):
        slot = harness.outbox.open(1)
        slot.fill(post_of(message_id, "some words that are rather long " * 12, urgent=message_id == urgent))
    harness.post.gate.set()
    await harness.outbox.drain()


async def test_in_a_flood_lines_are_short_and_urgent_messages_first(harness: OutboxHarness) -> None:
    await flood(harness, 60, urgent=50)
    second = harness.post.history[1]
    assert 50 in [post.message.id for post in second]
    assert [post.message.id for post in second[:-1]] == list(range(1, len(second)))
    assert all(length(line) <= SHORT for line in digest(second).split("\n"))
    assert sorted(message_id for post in harness.post.ids for message_id in post) == list(range(60))


async def test_a_few_long_messages_are_not_cut(harness: OutboxHarness) -> None:
    await flood(harness, 6, urgent=5)
    assert [message_id for post in harness.post.ids for message_id in post] == list(range(6))
    assert all("…" not in digest(post) for post in harness.post.history if len(post) > 1)


async def test_a_channel_can_have_its_own_patience(harness: OutboxHarness) -> None:
    patient = harness.outbox.open(1)
    patient.patience = 300
    harness.clock.now += 61
    harness.fill(patient, 0)
    assert await patient.ended is State.POSTED


def test_only_small_digests_have_links() -> None:
    few = [post_of(message_id, "hello") for message_id in range(3)]
    assert digest(few).split("\n")[1] == "**Amy** [↗](<https://discord.com/channels/7/1/1>): hello"
    assert all(JUMP in line for line in digest(few).split("\n"))
    many = [post_of(message_id, "hello " * 10) for message_id in range(25)]
    assert JUMP not in digest(many)
    assert len(digest(many).split("\n")) == 25


async def crowd(harness: OutboxHarness, seconds: float) -> None:
    """About 150 waiting messages after posts of eight, each of which took the given number of seconds."""
    harness.post.after = lambda: harness.clock.advance(seconds)
    harness.post.stop_at(len(harness.post.history) + 5)
    for message_id in range(180):
        harness.fill(harness.outbox.open(1), message_id, "some words that are rather long " * 12)
    await harness.post.stopped.wait()


async def test_a_missed_deadline_is_predicted_on_arrival(harness: OutboxHarness) -> None:
    await crowd(harness, seconds=4.0)  # half a second per message: 75 s, but the patience is 60 s
    assert harness.outbox.open(1).cannot_meet_deadline
    assert not harness.outbox.open(2).cannot_meet_deadline
    patient = harness.outbox.open(1)
    patient.patience = 300
    assert not patient.cannot_meet_deadline


async def test_a_fast_backlog_meets_deadlines(harness: OutboxHarness) -> None:
    await crowd(harness, seconds=1.0)
    assert not harness.outbox.open(1).cannot_meet_deadline


async def test_idle_time_does_not_count_as_slowness(harness: OutboxHarness) -> None:
    for message_id in range(5):
        slot = harness.outbox.open(1)
        harness.fill(slot, message_id)
        await slot.ended
        harness.clock.advance(100)
    await crowd(harness, seconds=1.0)
    assert not harness.outbox.open(1).cannot_meet_deadline


async def test_shed_messages_in_the_middle_are_reported_immediately(harness: OutboxHarness) -> None:
    harness.post.gate.clear()
    harness.fill(harness.outbox.open(1), 0)
    await harness.post.began.wait()
    slots = [harness.outbox.open(1) for _ in range(3)]
    harness.fill(slots[0], 1)
    slots[1].shed()
    harness.post.gate.set()
    await slots[0].ended
    assert harness.notice.history == [(1, 1)]  # although the last message still waits
    assert not slots[2].ended.done()


async def test_answers_never_share_a_post(harness: OutboxHarness) -> None:
    harness.post.gate.clear()
    harness.fill(harness.outbox.open(1), 0)
    await harness.post.began.wait()
    for message_id in range(1, 5):
        kind = PostKind.ANSWER if message_id in {2, 3} else PostKind.TRANSLATION
        harness.outbox.open(1).fill(post_of(message_id, "hello", kind=kind))
    harness.post.gate.set()
    await harness.outbox.drain()
    assert harness.post.ids == [[0], [1, 4], [2], [3]]


async def test_posts_for_different_places_are_separate(harness: OutboxHarness) -> None:
    harness.post.gate.clear()
    harness.fill(harness.outbox.open(1), 0)
    await harness.post.began.wait()
    harness.post.enqueue(None, DiscordError("no"))
    slots = [harness.outbox.open(1) for _ in range(4)]
    for message_id, slot in enumerate(slots, start=1):
        slot.fill(post_of(message_id, "hello", mode=Mode.THREAD if message_id in {2, 3} else Mode.REPLY))
    harness.post.gate.set()
    ends = [await slot.ended for slot in slots]
    assert harness.post.ids == [[0], [2, 3]]
    assert ends == [State.FAILED, State.POSTED, State.POSTED, State.FAILED]


@pytest.mark.parametrize(("kind", "told"), [(PostKind.TRANSLATION, 1), (PostKind.ANSWER, 0)])
async def test_what_an_outage_delayed_too_long_is_shed(kind: PostKind, told: int) -> None:
    post, notice = FakePost(), FakeNotice()
    post.enqueue(DeadlineError("Discord was down."))
    outbox = Outbox(post, notice, patience=60)
    slot = outbox.open(1)
    slot.fill(post_of(1, "late", kind=kind))
    await outbox.drain()
    assert slot.state is State.SHED
    assert len(notice.history) == told
