import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.relay.families import families, in_pages
from bot.chat.relay.lane import Revisions
from bot.chat.relay.notices import OverloadNotices
from bot.chat.relay.post import Post
from bot.chat.relay.queue import State
from bot.chat.relay.quota import GuildQuota, Quota
from bot.chat.relay.shares import Shares
from bot.errors import EngineError, OverloadedError
from bot.storage.database import Database
from bot.storage.stores import Stores
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.links import Link, PostKind
from bot.storage.types.preferences import ChannelPreferences
from bot.telemetry.ledger import Ledger
from bot.translation.types import Target
from tests.chat.fakes import Clock, FakeNotice, FakeNotifier, FakePost, GatedSegments, message
from tests.chat.relay.assembly import WatchedOutbox, build_relay, drain
from tests.storage.migrated import migrated


class FakePosts:
    """Records edits and removals of posts."""

    def __init__(self) -> None:
        self.edits: list[tuple[int, str]] = []
        self.removals: list[int] = []

    async def edit(self, links: Sequence[Link], post: Post) -> None:
        self.edits.append((links[0].post_id, post.text))

    async def remove(self, links: Sequence[Link]) -> None:
        self.removals += [link.post_id for link in links]


class RelayHarness:
    """A relay with real stores, a real outbox, and fakes for the model and Discord."""

    def __init__(self, stores: Stores, *, since: int = 0, limit: int = 0, per_minute: int = 0) -> None:
        self.notifier = FakeNotifier()
        self.shares = Shares(
            stores.hosting, per_minute, OverloadNotices(self.notifier.notify, key="notice.limit"), GuildQuota(Clock())
        )
        self.model, self.posts, self.notice, self.ledger = GatedSegments(), FakePosts(), FakeNotice(), Ledger()
        self.post = FakePost()
        self.stores = stores
        self.clock = Clock()
        self.outbox = WatchedOutbox(self._publish, self.notice, patience=60, clock=self.clock)
        self.relay = build_relay(
            stores,
            self.model,
            self.outbox,
            self.ledger,
            edit=self.posts.edit,
            remove=self.posts.remove,
            quota=Quota(limit),
            since=since,
            shares=self.shares,
        )
        self._next_post = 1000

    async def _publish(self, posts: Sequence[Post]) -> None:
        await self.post(posts)
        for post in posts:
            facts = post.message
            post_id = facts.id + 1000 if post.kind is PostKind.TRANSLATION else self._new_post()
            await self.stores.links.record(
                [
                    Link(
                        facts.id, facts.channel_id, facts.guild_id, facts.author_id, post_id, post.channel_id,
                        revision=facts.revision, kind=post.kind, target=post.target,
                    )
                ]
            )  # fmt: skip

    def _new_post(self) -> int:
        self._next_post += 100_000
        return self._next_post

    def say(self, message_id: int, text: str = "How are you doing today?", *, crosses: bool = False) -> None:
        self.relay.created(replace(message(message_id, text=text), crosses_bridges=crosses))

    async def edit(self, message_id: int, text: str, revision: int, *, crosses: bool = False) -> None:
        edited = message(message_id, revision=revision, text=text)
        await self.relay.edited(replace(edited, whole_text=text, crosses_bridges=crosses))

    async def enable(self, *, enabled: bool = True) -> None:
        await self.stores.channels.set(ChannelPreferences(1, 7, enabled=enabled))

    async def bridge(self, *languages: str | None) -> None:
        """Bridge the channel with others, numbered from 2."""
        rows = [BridgedChannel(number, 7, 99, language) for number, language in enumerate(languages, start=1)]
        assert await self.stores.bridges.add(rows)

    async def links_of(self, message_id: int) -> list[Link]:
        return await self.stores.links.of_original(message_id)

    async def drain(self) -> None:
        await drain(self.relay, self.outbox)

    @property
    def posted(self) -> list[str]:
        return [post.text for batch in self.post.history for post in batch]

    def balanced(self, **outcomes: int) -> bool:
        counted = {outcome.value: count for outcome, count in self.ledger.outcomes.items() if count}
        return self.ledger.open == 0 and counted == outcomes


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with (
        await Database.open(await migrated(tmp_path / "qiao.db")) as database,
        Stores.open(database) as stores,
    ):
        yield stores


@pytest.fixture
async def harness(stores: Stores) -> AsyncIterator[RelayHarness]:
    harness = RelayHarness(stores)
    await harness.enable()
    yield harness
    harness.post.gate.set()  # or closing would wait for a post that a test holds
    await harness.outbox.close()


async def test_a_message_is_posted(harness: RelayHarness) -> None:
    harness.model.enqueue("你今天过得怎么样？")
    harness.say(1)
    await harness.drain()
    assert harness.posted == ["你今天过得怎么样？"]
    assert harness.balanced(posted=1)


async def test_an_untranslated_message_is_skipped_with_a_reason(harness: RelayHarness) -> None:
    harness.say(1, "😂😂")
    await harness.drain()
    assert harness.posted == []
    assert harness.balanced(skipped=1)
    assert harness.ledger.skips == {"no words": 1}


async def test_messages_without_a_route_are_not_counted(harness: RelayHarness) -> None:
    await harness.enable(enabled=False)
    harness.say(1)
    await harness.drain()
    assert harness.ledger.submitted == 0


async def test_a_repeated_event_is_posted_once(harness: RelayHarness) -> None:
    harness.say(1)
    harness.say(1)
    await harness.drain()
    harness.say(1)
    await harness.drain()
    assert len(harness.posted) == 1


async def test_nothing_is_posted_again_after_a_restart(harness: RelayHarness, stores: Stores) -> None:
    harness.say(1)
    await harness.drain()
    again = RelayHarness(stores, since=100)
    again.say(1)
    await again.drain()
    assert again.posted == []
    again.say(2)
    await again.drain()
    assert len(again.posted) == 1


async def test_an_edit_updates_the_translation(harness: RelayHarness) -> None:
    harness.say(1)
    await harness.drain()
    harness.model.enqueue("我们明天去吧")
    await harness.edit(1, "Let us go tomorrow", revision=5)
    assert harness.posts.edits == [(1001, "我们明天去吧")]
    assert [link.revision for link in await harness.links_of(1)] == [5]


async def test_an_edit_after_a_restart_updates_the_translation(harness: RelayHarness, stores: Stores) -> None:
    harness.say(1)
    await harness.drain()
    again = RelayHarness(stores, since=100)
    await again.edit(1, "Let us go tomorrow", revision=5)
    assert len(again.posts.edits) == 1
    await RelayHarness(stores, since=100).edit(1, "This is older than that", revision=4)
    assert [link.revision for link in await stores.links.of_original(1)] == [5]


async def test_previews_and_pins_are_not_edits(harness: RelayHarness) -> None:
    harness.say(1)
    await harness.drain()
    await harness.edit(1, "How are you doing today?", revision=5)
    await harness.edit(1, "How are you doing today?", revision=5)
    assert len(harness.posts.edits) == 1


async def test_an_edit_before_the_post_changes_it(harness: RelayHarness) -> None:
    harness.model.gates = [asyncio.Event()]
    harness.say(1, "this is the first wording")
    await harness.model.until_called(1)
    harness.model.enqueue("第二种说法")
    await harness.edit(1, "this is the second wording", revision=5)
    await harness.drain()
    assert harness.posted == ["第二种说法"]
    assert harness.posts.edits == []
    assert harness.balanced(posted=1)


async def test_an_edit_during_the_post_follows_it(harness: RelayHarness) -> None:
    harness.post.gate.clear()
    harness.say(1)
    await harness.post.began.wait()
    harness.model.enqueue("我们明天去吧")
    editing = asyncio.create_task(harness.edit(1, "Let us go tomorrow", revision=5))
    harness.post.gate.set()
    await editing
    assert harness.posts.edits == [(1001, "我们明天去吧")]


async def test_a_late_translation_never_overwrites_a_newer_edit(harness: RelayHarness) -> None:
    harness.say(1)
    await harness.drain()
    slow = asyncio.Event()
    harness.model.gates = [asyncio.Event(), slow]
    harness.model.gates[0].set()
    older = asyncio.create_task(harness.edit(1, "this is the older wording", revision=5))
    await harness.model.until_called(2)
    await harness.edit(1, "this is the newer wording", revision=6)
    slow.set()
    await older
    assert len(harness.posts.edits) == 1
    assert [link.revision for link in await harness.links_of(1)] == [6]


async def test_the_last_of_several_quick_edits_wins(harness: RelayHarness) -> None:
    harness.say(1)
    await harness.drain()
    harness.model = GatedSegments()
    await asyncio.gather(*(harness.edit(1, f"these are {n} nice wordings of it", revision=n) for n in range(1, 6)))
    assert [link.revision for link in await harness.links_of(1)] == [5]
    assert harness.posts.edits


async def test_an_edit_to_nothing_translatable_removes_the_translation(harness: RelayHarness) -> None:
    harness.say(1)
    await harness.drain()
    await harness.edit(1, "👍", revision=5)
    assert harness.posts.removals == [1001]
    assert await harness.links_of(1) == []


async def test_an_edit_from_nothing_translatable_adds_a_translation(harness: RelayHarness) -> None:
    harness.say(1, "👍")
    await harness.drain()
    await harness.edit(1, "Let us go tomorrow", revision=5)
    await harness.drain()
    assert len(harness.posted) == 1
    assert harness.balanced(skipped=1, posted=1)


async def test_an_edit_of_an_unknown_message_is_not_translated(harness: RelayHarness) -> None:
    await harness.edit(77, "I was written long before the bot came", revision=5)
    await harness.drain()
    assert harness.posted == []


@pytest.mark.parametrize("before", ["", "👍"])
async def test_a_message_that_an_edit_makes_translatable_is_translated_and_copied(
    harness: RelayHarness, before: str
) -> None:
    await harness.bridge("zh", "zh", None)
    harness.say(1, before)
    await harness.drain()
    await harness.edit(1, "Let us go tomorrow", revision=5, crosses=True)
    await harness.drain()
    links = await harness.links_of(1)
    places = [(PostKind.TRANSLATION, 1), (PostKind.COPY, 2), (PostKind.COPY, 3)]
    assert [(link.kind, link.post_channel_id) for link in links] == places
    await harness.edit(1, "Let us go now", revision=6, crosses=True)
    await harness.drain()
    assert len(harness.posted) == 3


async def test_copies_that_an_edit_removed_return_with_a_later_edit(harness: RelayHarness) -> None:
    await harness.bridge("en", "zh", None)
    harness.say(1, crosses=True)
    await harness.drain()
    await harness.edit(1, "", revision=5)
    assert await harness.links_of(1) == []
    await asyncio.gather(*(harness.edit(1, f"These are {n} wordings of it", n, crosses=True) for n in range(6, 9)))
    await harness.drain()
    assert [link.post_channel_id for link in await harness.links_of(1)] == [2, 3]


async def test_an_answer_that_edits_removed_returns_as_soon_as_there_is_text(harness: RelayHarness) -> None:
    await harness.enable(enabled=False)
    asked = message(1, text="How are you doing today?")
    await harness.relay.request(replace(asked, whole_text=asked.text), Target.TRADITIONAL)
    for revision, nothing in enumerate(("👍", "🔥", "", "👍"), start=5):
        await harness.edit(1, nothing, revision)
        await harness.drain()
    assert await harness.links_of(1) == []
    await harness.edit(1, "Let us go tomorrow", revision=9)
    await harness.drain()
    assert [link.target for link in await harness.links_of(1)] == ["zh-Hant"]
    await harness.relay.deleted([link.post_id for link in await harness.links_of(1)])
    await harness.edit(1, "Let us go now", revision=10)
    await harness.drain()
    assert await harness.links_of(1) == []


async def test_a_deletion_removes_the_translation(harness: RelayHarness) -> None:
    harness.say(1)
    harness.say(2)
    await harness.drain()
    await harness.relay.deleted([1, 2, 3])
    assert sorted(harness.posts.removals) == [1001, 1002]


async def test_a_message_deleted_during_its_translation_is_not_posted(harness: RelayHarness) -> None:
    harness.model.gates = [asyncio.Event()]
    harness.say(1)
    await harness.model.until_called(1)
    await harness.relay.deleted([1])
    await harness.drain()
    assert harness.posted == []
    assert harness.balanced(withdrawn=1)


async def test_a_message_deleted_during_its_post_is_removed(harness: RelayHarness) -> None:
    harness.post.gate.clear()
    harness.say(1)
    await harness.post.began.wait()
    deleting = asyncio.create_task(harness.relay.deleted([1]))
    harness.post.gate.set()
    await deleting
    assert harness.posts.removals == [1001]


async def test_a_late_edit_does_not_restore_a_deleted_message(harness: RelayHarness) -> None:
    harness.say(1)
    await harness.drain()
    harness.model.gates = [asyncio.Event(), asyncio.Event()]
    editing = asyncio.create_task(harness.edit(1, "Let us go tomorrow", revision=5))
    await harness.model.until_called(2)
    await harness.relay.deleted([1])
    harness.model.gates[1].set()
    await editing
    assert harness.posts.edits == []
    assert harness.posts.removals == [1001]


async def test_overload_sheds_messages_with_a_notice(harness: RelayHarness) -> None:
    harness.model.enqueue(OverloadedError("full"))
    harness.say(1)
    await harness.drain()
    assert harness.balanced(shed=1)
    assert harness.notice.history == [(1, 1)]


async def test_an_engine_error_fails_only_its_message(harness: RelayHarness) -> None:
    harness.model.enqueue(EngineError("broken"))
    harness.say(1)
    await harness.drain()
    harness.say(2)
    await harness.drain()
    assert harness.balanced(failed=1, posted=1)


async def test_an_edit_that_cannot_be_translated_keeps_the_post(harness: RelayHarness) -> None:
    harness.say(1)
    await harness.drain()
    harness.model.enqueue(EngineError("broken"))
    await harness.edit(1, "Let us go tomorrow", revision=5)
    assert harness.posts.edits == []
    assert len(await harness.links_of(1)) == 1


async def test_a_post_deleted_by_a_moderator_is_forgotten(harness: RelayHarness) -> None:
    harness.say(1)
    await harness.drain()
    await harness.relay.deleted([1001])
    assert await harness.links_of(1) == []


async def overload(harness: RelayHarness) -> None:
    """Fill the queue with ready messages, and make posts so slow that further messages cannot be posted in time."""
    harness.post.after = lambda: harness.clock.advance(12)
    harness.post.gate.clear()
    for message_id in range(1, 61):
        harness.say(message_id, f"Message number {message_id} is so long that it fills a line. " * 20)
    await asyncio.gather(*(slot.settled() for slot in harness.outbox.slots))
    harness.post.stop_at(3)
    harness.post.gate.set()
    await harness.post.stopped.wait()


async def test_a_message_that_cannot_be_posted_in_time_is_shed_untranslated(
    harness: RelayHarness,
) -> None:
    await overload(harness)
    asked = len(harness.model.history)
    harness.say(70, "Nobody will read this in time.")
    harness.say(71, "😂😂")
    ends = [slot.ended for slot in harness.outbox.slots[-2:]]
    assert await asyncio.gather(*ends) == [State.SHED, State.DROPPED]
    assert len(harness.model.history) == asked


async def test_a_message_that_addresses_someone_is_always_translated(harness: RelayHarness) -> None:
    await overload(harness)
    asked = len(harness.model.history)
    harness.relay.created(replace(message(70, text="Do you still hear me?"), addressed=(43,)))
    await harness.model.until_called(asked + 1)


async def test_an_edit_of_a_skipped_message_is_translated_once(harness: RelayHarness) -> None:
    harness.model.gates = [asyncio.Event()]
    harness.say(1, "this is the first wording")
    await harness.model.until_called(1)
    await asyncio.gather(*(harness.edit(1, f"this is wording number {n}", revision=n) for n in range(1, 6)))
    await harness.drain()
    assert len(harness.posted) == 1
    assert harness.balanced(posted=1)


async def test_a_copy_keeps_its_slot_and_has_a_separate_outcome(harness: RelayHarness) -> None:
    await harness.bridge("en", "zh", None)
    harness.say(1, "How are you doing today?", crosses=True)
    harness.say(2, "I am very tired today.", crosses=True)
    await harness.drain()
    links = await harness.links_of(1)
    assert [(link.kind, link.post_channel_id) for link in links] == [(PostKind.COPY, 2), (PostKind.COPY, 3)]
    channels = [slot.channel_id for slot in harness.outbox.slots]
    assert channels == [1, 1, 2, 3, 2, 3]
    assert harness.balanced(posted=4, skipped=2)  # messages in the language of their channel are skipped


async def test_an_edit_does_not_overtake_its_message_in_a_bridge(harness: RelayHarness) -> None:
    await harness.bridge("en", "zh")
    harness.say(1, "this is the first wording", crosses=True)
    harness.model.enqueue("第二种说法", "第二种说法")
    await harness.edit(1, "this is the second wording", revision=5, crosses=True)
    await harness.drain()
    texts = [post.text for batch in harness.post.history for post in batch if post.kind is PostKind.COPY]
    assert [*texts, *(text for _, text in harness.posts.edits)][-1] == "第二种说法"


async def test_a_deletion_stops_a_copy_that_has_no_slot_yet(harness: RelayHarness) -> None:
    await harness.bridge("en", "zh")
    harness.say(1, crosses=True)
    await harness.relay.deleted([1])
    await harness.drain()
    assert harness.posted == []
    assert await harness.links_of(1) == []


async def test_a_message_counts_once_in_the_quota_with_any_number_of_copies(stores: Stores) -> None:
    harness = RelayHarness(stores, limit=2)
    await harness.enable()
    await harness.bridge("zh", "zh", None)
    for message_id in (1, 2, 3):
        harness.say(message_id, crosses=True)
    await harness.drain()
    assert harness.balanced(posted=6, skipped=3)
    await harness.outbox.close()


async def test_an_answer_is_linked_with_its_target_and_posted_once(harness: RelayHarness) -> None:
    await harness.enable(enabled=False)
    asked = message(1, text="How are you doing today?")
    asked = replace(asked, whole_text=asked.text)
    assert await harness.relay.request(asked, Target.SIMPLIFIED) is None
    assert await harness.relay.request(asked, None) is None
    [link] = await harness.links_of(1)
    assert (link.kind, link.target) == (PostKind.ANSWER, "zh")
    assert await harness.relay.request(asked, Target.TRADITIONAL) is None
    assert [link.target for link in await harness.links_of(1)] == ["zh", "zh-Hant"]
    assert harness.ledger.submitted == 0


async def test_an_answer_follows_an_edit_after_a_restart(harness: RelayHarness, stores: Stores) -> None:
    await harness.enable(enabled=False)
    asked = message(1, text="How are you doing today?")
    await harness.relay.request(replace(asked, whole_text=asked.text), Target.SIMPLIFIED)
    again = RelayHarness(stores, since=100)
    again.model.enqueue("我们明天去吧")
    await again.edit(1, "Let us go tomorrow", revision=5)
    assert [text for _, text in again.posts.edits] == ["我们明天去吧"]


async def test_a_request_returns_why_there_is_no_answer(harness: RelayHarness) -> None:
    nothing = replace(message(1, text="👍"), whole_text="👍")
    skip = await harness.relay.request(nothing, None)
    assert skip is not None
    assert skip.reason == "no words"
    harness.model.enqueue(EngineError("broken"))
    asked = message(2, text="How are you doing today?")
    with pytest.raises(EngineError):
        await harness.relay.request(replace(asked, whole_text=asked.text), None)
    assert harness.ledger.submitted == 0


def link(post_id: int, kind: PostKind, channel_id: int = 1, part: int = 0, target: str | None = None) -> Link:
    return Link(1, 1, 7, 42, post_id, channel_id, part=part, kind=kind, target=target)


def test_links_are_grouped_by_post() -> None:
    translation = [link(10, PostKind.TRANSLATION), link(11, PostKind.TRANSLATION, part=1)]
    copies = [link(12, PostKind.COPY, 2), link(13, PostKind.COPY, 2, part=1), link(14, PostKind.COPY, 3)]
    answers = [link(15, PostKind.ANSWER, target="zh"), link(16, PostKind.ANSWER, target="zh")]
    groups = [posts for family in families([*answers, *copies, *translation]) for posts in in_pages(family)]
    assert sorted([each.post_id for each in group] for group in groups) == [[10, 11], [12, 13], [14], [15], [16]]


def test_edits_older_than_the_newest_revision_are_stale() -> None:
    revisions = Revisions()
    assert revisions.begin(message(1))
    assert not revisions.begin(message(1))
    assert revisions.advance(message(1, revision=5))
    assert not revisions.advance(message(1, revision=5))
    assert not revisions.is_newest(message(1, revision=4))
    revisions.delete(1)
    assert not revisions.advance(message(1, revision=6))
    assert revisions.is_newest(message(2, revision=3))


async def test_messages_over_the_member_limit_are_skipped_without_a_notice(stores: Stores) -> None:
    harness = RelayHarness(stores, limit=1)
    await harness.enable()
    harness.say(1)
    harness.say(2)
    await harness.drain()
    await harness.outbox.close()
    assert harness.balanced(posted=1, skipped=1)
    assert harness.ledger.skips == {"over the member limit": 1}
    assert harness.notice.history == []


async def test_messages_over_the_limit_of_their_server_are_skipped_with_one_notice(stores: Stores) -> None:
    harness = RelayHarness(stores, per_minute=1)
    await harness.enable()
    for message_id in (1, 2, 3):
        harness.say(message_id)
    await harness.drain()
    await harness.outbox.close()
    assert harness.balanced(posted=1, skipped=2)
    assert harness.ledger.skips == {"over the server limit": 2}
    assert harness.shares.ledger_of(7).skips == {"over the server limit": 2}
    assert harness.shares.ledger_of(7).too_many == 2
    [notice] = harness.notifier.history
    assert "used up its translations" in notice
    await harness.shares.close()


async def test_the_host_can_give_one_server_another_limit(stores: Stores) -> None:
    harness = RelayHarness(stores, per_minute=1)
    await stores.hosting.limit(7, 2)
    await harness.enable()
    for message_id in (1, 2, 3):
        harness.say(message_id)
    await harness.drain()
    await harness.outbox.close()
    assert harness.balanced(posted=2, skipped=1)
    await harness.shares.close()
