import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.chat.relay.outbox import Outbox
from bot.chat.relay.post import Delivery
from bot.chat.relay.queue import Slot, State
from bot.chat.relay.relay import Relay
from bot.chat.relay.wish import Wish
from bot.errors import EngineError, OverloadedError
from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.types import Link
from bot.telemetry.ledger import Ledger
from bot.translation.service import Translator
from tests.chat.fakes import Clock, FakeNotice, FakePost, GatedSegments, original


class FakePosts:
    """Our posts: what was edited and removed."""

    def __init__(self) -> None:
        self.edits: list[tuple[int, str]] = []
        self.removals: list[int] = []

    async def edit(self, links: Sequence[Link], delivery: Delivery) -> None:
        self.edits.append((links[0].post_id, delivery.text))

    async def remove(self, links: Sequence[Link]) -> None:
        self.removals += [link.post_id for link in links]


class Watched(Outbox):
    """Remembers its slots by the order in which they were opened."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.slots: list[Slot] = []

    def open(self, channel_id: int) -> Slot:
        self.slots.append(super().open(channel_id))
        return self.slots[-1]


class Room:
    """A relay with real links, a real outbox, and doubles for the model and for Discord."""

    def __init__(self, links: Links, *, since: int = 0) -> None:
        self.model, self.posts, self.notice, self.ledger = GatedSegments(), FakePosts(), FakeNotice(), Ledger()
        self.post = FakePost()
        self.links = links
        self.clock = Clock()
        self.outbox = Watched(self._deliver, self.notice, patience=60, clock=self.clock)
        self.relay = Relay(
            translator=Translator(self.model),
            outbox=self.outbox,
            posts=self.posts,
            links=links,
            ledger=self.ledger,
            patience=60,
            since=since,
        )
        self.wish: Wish | None = Wish()

    async def _deliver(self, deliveries: Sequence[Delivery]) -> None:
        await self.post(deliveries)
        for delivery in deliveries:
            facts = delivery.original
            await self.links.record(
                [Link(facts.message_id, facts.channel_id, 7, 42, facts.message_id + 1000, 1, revision=facts.revision)]
            )

    async def decide(self) -> Wish | None:
        return self.wish

    def say(self, message_id: int, text: str = "How are you doing today?") -> None:
        self.relay.arrive(original(message_id), text, self.decide)

    async def edit(self, message_id: int, text: str, revision: int) -> None:
        await self.relay.change(original(message_id, revision=revision), text, self.decide)

    @property
    def posted(self) -> list[str]:
        return [delivery.text for post in self.post.history for delivery in post]

    def balanced(self, **outcomes: int) -> bool:
        counted = {outcome.value: count for outcome, count in self.ledger.outcomes.items() if count}
        return self.ledger.open == 0 and counted == outcomes


@pytest.fixture
async def links(tmp_path: Path) -> AsyncIterator[Links]:
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database, Links(database) as links:
        yield links


@pytest.fixture
async def room(links: Links) -> AsyncIterator[Room]:
    room = Room(links)
    yield room
    room.post.gate.set()  # or closing would wait for the post that a test held
    await room.outbox.close()


async def test_a_message_is_posted(room: Room) -> None:
    room.model.enqueue("你今天过得怎么样？")
    room.say(1)
    await room.outbox.drain()
    assert room.posted == ["你今天过得怎么样？"]
    assert room.balanced(posted=1)


async def test_what_is_not_translated_is_skipped_with_its_reason(room: Room) -> None:
    room.say(1, "😂😂")
    await room.outbox.drain()
    assert room.posted == []
    assert room.balanced(skipped=1)
    assert room.ledger.skips == {"no words": 1}


async def test_a_message_that_is_none_of_ours_is_not_in_the_books(room: Room) -> None:
    room.wish = None
    room.say(1)
    await room.outbox.drain()
    assert room.ledger.submitted == 0


async def test_what_a_resumed_gateway_tells_twice_is_posted_once(room: Room) -> None:
    room.say(1)
    room.say(1)
    await room.outbox.drain()
    room.say(1)
    await room.outbox.drain()
    assert len(room.posted) == 1


async def test_a_restart_posts_nothing_twice(room: Room, links: Links) -> None:
    room.say(1)
    await room.outbox.drain()
    again = Room(links, since=100)
    again.say(1)
    await again.outbox.drain()
    assert again.posted == []
    again.say(2)
    await again.outbox.drain()
    assert len(again.posted) == 1


async def test_an_edit_reaches_the_translation(room: Room) -> None:
    room.say(1)
    await room.outbox.drain()
    room.model.enqueue("我们明天去吧")
    await room.edit(1, "Let us go tomorrow", revision=5)
    assert room.posts.edits == [(1001, "我们明天去吧")]
    assert [link.revision for link in await room.links.of_original(1)] == [5]


async def test_an_edit_after_a_restart_reaches_the_translation(room: Room, links: Links) -> None:
    room.say(1)
    await room.outbox.drain()
    again = Room(links, since=100)
    await again.edit(1, "Let us go tomorrow", revision=5)
    assert len(again.posts.edits) == 1
    await Room(links, since=100).edit(1, "This is older than that", revision=4)
    assert [link.revision for link in await links.of_original(1)] == [5]


async def test_a_preview_or_a_pin_is_no_edit(room: Room) -> None:
    room.say(1)
    await room.outbox.drain()
    await room.edit(1, "How are you doing today?", revision=5)
    await room.edit(1, "How are you doing today?", revision=5)
    assert len(room.posts.edits) == 1


async def test_an_edit_before_the_post_left_changes_what_is_posted(room: Room) -> None:
    room.model.gates = [asyncio.Event()]
    room.say(1, "this is the first wording")
    await room.model.until_called(1)
    room.model.enqueue("第二种说法")
    await room.edit(1, "this is the second wording", revision=5)
    await room.outbox.drain()
    assert room.posted == ["第二种说法"]
    assert room.posts.edits == []
    assert room.balanced(posted=1)


async def test_an_edit_while_the_post_is_in_flight_follows_it(room: Room) -> None:
    room.post.gate.clear()
    room.say(1)
    await room.post.began.wait()
    room.model.enqueue("我们明天去吧")
    editing = asyncio.create_task(room.edit(1, "Let us go tomorrow", revision=5))
    room.post.gate.set()
    await editing
    assert room.posts.edits == [(1001, "我们明天去吧")]


async def test_a_late_translation_never_overwrites_a_newer_edit(room: Room) -> None:
    room.say(1)
    await room.outbox.drain()
    slow = asyncio.Event()
    room.model.gates = [asyncio.Event(), slow]
    room.model.gates[0].set()
    older = asyncio.create_task(room.edit(1, "this is the older wording", revision=5))
    await room.model.until_called(2)
    await room.edit(1, "this is the newer wording", revision=6)
    slow.set()
    await older
    assert len(room.posts.edits) == 1
    assert [link.revision for link in await room.links.of_original(1)] == [6]


async def test_five_edits_in_a_second_end_with_the_last(room: Room) -> None:
    room.say(1)
    await room.outbox.drain()
    room.model = GatedSegments()
    await asyncio.gather(*(room.edit(1, f"these are {n} nice wordings of it", revision=n) for n in range(1, 6)))
    assert [link.revision for link in await room.links.of_original(1)] == [5]
    assert room.posts.edits


async def test_an_edit_to_nothing_translatable_takes_the_translation_away(room: Room) -> None:
    room.say(1)
    await room.outbox.drain()
    await room.edit(1, "👍", revision=5)
    assert room.posts.removals == [1001]
    assert await room.links.of_original(1) == []


async def test_an_edit_from_nothing_translatable_brings_a_translation(room: Room) -> None:
    room.say(1, "👍")
    await room.outbox.drain()
    await room.edit(1, "Let us go tomorrow", revision=5)
    await room.outbox.drain()
    assert len(room.posted) == 1
    assert room.balanced(skipped=1, posted=1)


async def test_a_message_nobody_knows_is_not_translated_because_it_was_edited(room: Room) -> None:
    await room.edit(77, "I was written long before the bot came", revision=5)
    await room.outbox.drain()
    assert room.posted == []


async def test_a_deletion_takes_the_translation_away(room: Room) -> None:
    room.say(1)
    room.say(2)
    await room.outbox.drain()
    await room.relay.withdraw([1, 2, 3])
    assert sorted(room.posts.removals) == [1001, 1002]


async def test_a_message_deleted_while_its_translation_is_made_is_not_posted(room: Room) -> None:
    room.model.gates = [asyncio.Event()]
    room.say(1)
    await room.model.until_called(1)
    await room.relay.withdraw([1])
    await room.outbox.drain()
    assert room.posted == []
    assert room.balanced(withdrawn=1)


async def test_a_message_deleted_while_its_post_is_in_flight_is_taken_back(room: Room) -> None:
    room.post.gate.clear()
    room.say(1)
    await room.post.began.wait()
    deleting = asyncio.create_task(room.relay.withdraw([1]))
    room.post.gate.set()
    await deleting
    assert room.posts.removals == [1001]


async def test_an_edit_that_is_late_does_not_bring_a_deleted_message_back(room: Room) -> None:
    room.say(1)
    await room.outbox.drain()
    room.model.gates = [asyncio.Event(), asyncio.Event()]
    editing = asyncio.create_task(room.edit(1, "Let us go tomorrow", revision=5))
    await room.model.until_called(2)
    await room.relay.withdraw([1])
    room.model.gates[1].set()
    await editing
    assert room.posts.edits == []
    assert room.posts.removals == [1001]


async def test_overload_is_shed_with_a_notice(room: Room) -> None:
    room.model.enqueue(OverloadedError("full"))
    room.say(1)
    await room.outbox.drain()
    assert room.balanced(shed=1)
    assert room.notice.history == [(1, 1)]


async def test_a_failing_engine_fails_the_message_and_the_room_goes_on(room: Room) -> None:
    room.model.enqueue(EngineError("broken"))
    room.say(1)
    await room.outbox.drain()
    room.say(2)
    await room.outbox.drain()
    assert room.balanced(failed=1, posted=1)


async def test_an_edit_that_cannot_be_translated_leaves_what_is_posted(room: Room) -> None:
    room.say(1)
    await room.outbox.drain()
    room.model.enqueue(EngineError("broken"))
    await room.edit(1, "Let us go tomorrow", revision=5)
    assert room.posts.edits == []
    assert len(await room.links.of_original(1)) == 1


async def test_our_own_post_deleted_by_a_moderator_is_forgotten(room: Room) -> None:
    room.say(1)
    await room.outbox.drain()
    await room.relay.forget([1001])
    assert await room.links.of_original(1) == []


async def swamp(room: Room) -> None:
    """Let the room's posts take so long that what comes next has no hope."""
    room.post.after = lambda: room.clock.go_on(12)
    room.post.stop_at(3)
    for message_id in range(1, 61):
        room.say(message_id, f"Message number {message_id} is so long that it fills a line. " * 20)
    await room.post.stopped.wait()
    await room.model.until_called(60)


async def test_what_has_no_hope_costs_the_model_nothing_and_is_accounted_for(room: Room) -> None:
    await swamp(room)
    asked = len(room.model.history)
    room.say(70, "Nobody will read this in time.")
    room.say(71, "😂😂")
    ends = [slot.ended for slot in room.outbox.slots[-2:]]
    assert await asyncio.gather(*ends) == [State.SHED, State.DROPPED]
    assert len(room.model.history) == asked


async def test_what_speaks_to_somebody_is_translated_all_the_same(room: Room) -> None:
    await swamp(room)
    asked = len(room.model.history)
    room.relay.arrive(replace(original(70), addressed=(43,)), "Do you still hear me?", room.decide)
    await room.model.until_called(asked + 1)
