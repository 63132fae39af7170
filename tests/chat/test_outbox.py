import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.relay.digest import SHORT, pack
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.post import Post
from bot.chat.relay.queue import Slot, State
from bot.errors import DiscordError
from bot.storage.types import Mode, PostKind
from bot.text.limits import MESSAGE, length
from tests.chat.fakes import Clock, FakeNotice, FakePost, post_of

JUMP = "[↗]("


def digest(posts: Sequence[Post]) -> str:
    return pack([post.entry for post in posts])


class OutboxHarness:
    """An outbox with its doubles."""

    def __init__(self, patience: float = 60.0) -> None:
        self.post, self.notice, self.clock = FakePost(), FakeNotice(), Clock()
        self.outbox = Outbox(self.post, self.notice, patience=patience, clock=self.clock)

    def fill(self, slot: Slot, message_id: int, text: str = "hello") -> None:
        slot.fill(post_of(message_id, text, channel_id=slot.channel_id))


@pytest.fixture
async def desk() -> AsyncIterator[OutboxHarness]:
    desk = OutboxHarness()
    yield desk
    desk.post.gate.set()  # or closing would wait for the post that a test held
    await desk.outbox.close()


async def test_posts_keep_the_order_of_arrival_not_of_readiness(desk: OutboxHarness) -> None:
    slots = [desk.outbox.open(1) for _ in range(3)]
    for message_id in (2, 1, 0):
        desk.fill(slots[message_id], message_id)
    await desk.outbox.drain()
    assert [message_id for post in desk.post.ids for message_id in post] == [0, 1, 2]


async def test_a_lone_message_is_posted_alone_and_at_once(desk: OutboxHarness) -> None:
    slot = desk.outbox.open(1)
    desk.fill(slot, 5)
    assert await slot.ended is State.POSTED
    assert desk.post.ids == [[5]]


async def test_what_gets_ready_while_a_post_is_in_flight_goes_into_one_digest(desk: OutboxHarness) -> None:
    desk.post.gate.clear()
    desk.fill(desk.outbox.open(1), 0)
    await desk.post.began.wait()
    for message_id in range(1, 6):
        desk.fill(desk.outbox.open(1), message_id)
    desk.post.gate.set()
    await desk.outbox.drain()
    assert desk.post.ids == [[0], [1, 2, 3, 4, 5]]


async def test_channels_do_not_wait_for_each_other(desk: OutboxHarness) -> None:
    blocked = desk.outbox.open(1)
    free = desk.outbox.open(2)
    desk.fill(free, 9)
    assert await free.ended is State.POSTED
    assert not blocked.ended.done()


async def test_a_dropped_or_failed_slot_frees_the_queue(desk: OutboxHarness) -> None:
    slots = [desk.outbox.open(1) for _ in range(3)]
    desk.fill(slots[2], 2)
    slots[0].drop()
    slots[1].fail()
    await desk.outbox.drain()
    assert desk.post.ids == [[2]]
    assert [slot.ended.result() for slot in slots] == [State.DROPPED, State.FAILED, State.POSTED]


async def test_a_refused_post_fails_its_messages_and_the_channel_goes_on(desk: OutboxHarness) -> None:
    desk.post.enqueue(DiscordError("no"))
    first = desk.outbox.open(1)
    desk.fill(first, 0)
    assert await first.ended is State.FAILED
    second = desk.outbox.open(1)
    desk.fill(second, 1)
    assert await second.ended is State.POSTED


async def test_what_waited_longer_than_the_patience_is_shed_with_one_notice(desk: OutboxHarness) -> None:
    slots = [desk.outbox.open(1) for _ in range(3)]
    desk.clock.now += 61
    slots.append(desk.outbox.open(1))
    for message_id, slot in enumerate(slots):
        desk.fill(slot, message_id)
    await desk.outbox.drain()
    assert [slot.ended.result() for slot in slots] == [State.SHED] * 3 + [State.POSTED]
    assert desk.notice.history == [(1, 3)]
    assert desk.post.ids == [[3]]


async def test_what_is_shed_before_it_is_ready_is_in_the_notice_too(desk: OutboxHarness) -> None:
    first, second = desk.outbox.open(1), desk.outbox.open(1)
    second.shed()
    desk.fill(first, 0)
    await desk.outbox.drain()
    assert desk.notice.history == [(1, 1)]
    assert desk.post.ids == [[0]]


async def test_a_message_that_changes_before_it_left_is_posted_as_it_is_now(desk: OutboxHarness) -> None:
    head, slot = desk.outbox.open(1), desk.outbox.open(1)
    desk.fill(slot, 1, "old")
    slot.reopen()
    head.drop()
    desk.fill(slot, 1, "new")
    await desk.outbox.drain()
    assert [post.text for batch in desk.post.history for post in batch] == ["new"]


async def test_a_taken_slot_can_no_longer_be_changed(desk: OutboxHarness) -> None:
    desk.post.gate.clear()
    slot = desk.outbox.open(1)
    desk.fill(slot, 1, "first")
    await desk.post.began.wait()
    desk.fill(slot, 1, "second")
    slot.drop()
    desk.post.gate.set()
    assert await slot.ended is State.POSTED
    assert desk.post.history[0][0].text == "first"


async def test_closing_lets_what_is_in_flight_arrive_and_fails_the_rest(desk: OutboxHarness) -> None:
    desk.post.gate.clear()
    flying, waiting, elsewhere = desk.outbox.open(1), desk.outbox.open(1), desk.outbox.open(2)
    desk.fill(flying, 0)
    await desk.post.began.wait()
    closing = asyncio.create_task(desk.outbox.close())
    assert await elsewhere.ended is State.FAILED
    desk.post.gate.set()
    await closing
    assert flying.ended.result() is State.POSTED
    assert waiting.ended.result() is State.FAILED


async def test_closing_does_not_wait_for_ever(desk: OutboxHarness) -> None:
    desk.post.gate.clear()
    flying = desk.outbox.open(1)
    desk.fill(flying, 0)
    await desk.post.began.wait()
    await desk.outbox.close(grace=0)
    assert flying.ended.result() is State.FAILED
    assert desk.outbox.waiting == 0


async def test_a_quiet_channel_costs_nothing(desk: OutboxHarness) -> None:
    for channel_id in range(50):
        desk.fill(desk.outbox.open(channel_id), channel_id)
    await desk.outbox.drain()
    assert desk.outbox.waiting == 0
    assert not desk.outbox._queues
    assert not desk.outbox._workers


@given(
    st.lists(st.one_of(st.text(max_size=300), st.just("x" * 1500), st.just("```\ncode\n```"), st.none()), max_size=30)
)
def test_every_slot_ends_once_in_order_and_no_digest_is_too_long(texts: list[str | None]) -> None:
    async def play() -> None:
        desk = OutboxHarness()
        desk.post.gate.clear()
        slots = [desk.outbox.open(1) for _ in texts]
        for message_id, (slot, text) in enumerate(zip(slots, texts, strict=True)):
            if text:
                desk.fill(slot, message_id, text)
            else:
                slot.drop()
        desk.post.gate.set()
        await desk.outbox.drain()
        posted = [message_id for post in desk.post.ids for message_id in post]
        assert posted == [message_id for message_id, text in enumerate(texts) if text]  # none of them is urgent
        assert all(slot.ended.done() for slot in slots)
        for post in desk.post.history:
            if len(post) > 1:
                assert length(digest(post)) <= MESSAGE
                assert len(digest(post).split("\n")) == len(post)

    asyncio.run(play())


async def flood(desk: OutboxHarness, count: int, urgent: int) -> None:
    """A backlog behind a post in flight, one message of which speaks to somebody."""
    desk.post.gate.clear()
    desk.fill(desk.outbox.open(1), 0)
    await desk.post.began.wait()
    for message_id in range(1, count):
        slot = desk.outbox.open(1)
        slot.fill(post_of(message_id, "some words that are rather long " * 12, urgent=message_id == urgent))
    desk.post.gate.set()
    await desk.outbox.drain()


async def test_in_a_flood_lines_are_short_and_what_speaks_to_somebody_goes_first(desk: OutboxHarness) -> None:
    await flood(desk, 60, urgent=50)
    second = desk.post.history[1]
    assert 50 in [post.message.id for post in second]
    assert [post.message.id for post in second[:-1]] == list(range(1, len(second)))
    assert all(length(line) <= SHORT for line in digest(second).split("\n"))
    assert sorted(message_id for post in desk.post.ids for message_id in post) == list(range(60))


async def test_a_few_long_messages_are_not_cut(desk: OutboxHarness) -> None:
    await flood(desk, 6, urgent=5)
    assert [message_id for post in desk.post.ids for message_id in post] == list(range(6))
    assert all("…" not in digest(post) for post in desk.post.history if len(post) > 1)


async def test_a_channel_can_be_more_patient_than_others(desk: OutboxHarness) -> None:
    patient = desk.outbox.open(1)
    patient.patience = 300
    desk.clock.now += 61
    desk.fill(patient, 0)
    assert await patient.ended is State.POSTED


def test_small_digests_carry_links_to_their_originals_and_large_ones_do_not() -> None:
    few = [post_of(message_id, "hello") for message_id in range(3)]
    assert digest(few).split("\n")[1] == "**Amy** [↗](<https://discord.com/channels/7/1/1>): hello"
    assert all(JUMP in line for line in digest(few).split("\n"))
    many = [post_of(message_id, "hello " * 10) for message_id in range(25)]
    assert JUMP not in digest(many)
    assert len(digest(many).split("\n")) == 25


async def crowd(desk: OutboxHarness, seconds: float) -> None:
    """About 150 messages behind posts of eight, each of which took so many seconds."""
    desk.post.after = lambda: desk.clock.go_on(seconds)
    desk.post.stop_at(len(desk.post.history) + 5)
    for message_id in range(180):
        desk.fill(desk.outbox.open(1), message_id, "some words that are rather long " * 12)
    await desk.post.stopped.wait()


async def test_what_has_no_hope_of_being_posted_in_time_is_known_on_arrival(desk: OutboxHarness) -> None:
    await crowd(desk, seconds=4.0)  # which makes half a second for each: 75 s, of the 60 that it may wait
    assert desk.outbox.open(1).cannot_meet_deadline
    assert not desk.outbox.open(2).cannot_meet_deadline
    patient = desk.outbox.open(1)
    patient.patience = 300
    assert not patient.cannot_meet_deadline


async def test_a_backlog_that_moves_fast_is_no_reason_to_despair(desk: OutboxHarness) -> None:
    await crowd(desk, seconds=1.0)
    assert not desk.outbox.open(1).cannot_meet_deadline


async def test_idleness_does_not_count_as_slowness(desk: OutboxHarness) -> None:
    for message_id in range(5):
        slot = desk.outbox.open(1)
        desk.fill(slot, message_id)
        await slot.ended
        desk.clock.go_on(100)
    await crowd(desk, seconds=1.0)
    assert not desk.outbox.open(1).cannot_meet_deadline


async def test_a_channel_hears_at_once_of_what_was_shed_in_the_middle(desk: OutboxHarness) -> None:
    desk.post.gate.clear()
    desk.fill(desk.outbox.open(1), 0)
    await desk.post.began.wait()
    slots = [desk.outbox.open(1) for _ in range(3)]
    desk.fill(slots[0], 1)
    slots[1].shed()
    desk.post.gate.set()
    await slots[0].ended
    assert desk.notice.history == [(1, 1)]  # although the last one still waits
    assert not slots[2].ended.done()


async def test_an_answer_never_shares_a_post(desk: OutboxHarness) -> None:
    desk.post.gate.clear()
    desk.fill(desk.outbox.open(1), 0)
    await desk.post.began.wait()
    for message_id in range(1, 5):
        kind = PostKind.ANSWER if message_id in {2, 3} else PostKind.TRANSLATION
        desk.outbox.open(1).fill(post_of(message_id, "hello", kind=kind))
    desk.post.gate.set()
    await desk.outbox.drain()
    assert desk.post.ids == [[0], [1, 4], [2], [3]]


async def test_what_goes_elsewhere_is_a_post_of_its_own_and_ends_for_itself(desk: OutboxHarness) -> None:
    desk.post.gate.clear()
    desk.fill(desk.outbox.open(1), 0)
    await desk.post.began.wait()
    desk.post.enqueue(None, DiscordError("no"))
    slots = [desk.outbox.open(1) for _ in range(4)]
    for message_id, slot in enumerate(slots, start=1):
        slot.fill(post_of(message_id, "hello", mode=Mode.THREAD if message_id in {2, 3} else Mode.REPLY))
    desk.post.gate.set()
    ends = [await slot.ended for slot in slots]
    assert desk.post.ids == [[0], [2, 3]]
    assert ends == [State.FAILED, State.POSTED, State.POSTED, State.FAILED]
