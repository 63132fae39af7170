"""The relay and the publisher together, with everything that can happen at the same time happening at the same time."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bot.chat.posting.outages import Outages
from bot.chat.posting.publisher import Publisher
from bot.chat.posting.refusals import Refusals
from bot.chat.relay.families import families, in_pages
from bot.chat.relay.message import File, Message
from bot.chat.relay.quota import Quota
from bot.errors import DiscordError
from bot.storage.database import Database
from bot.storage.stores import Stores
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.links import Link, PostKind
from bot.storage.types.preferences import ChannelPreferences, MemberPreferences
from bot.telemetry.ledger import Ledger, Outcome
from bot.translation.service import Translator
from bot.translation.types import Target, Translation
from tests.chat.fakes import Clock, FakeNotice, GatedSegments, message
from tests.chat.relay.assembly import WatchedOutbox, build_relay, drain
from tests.storage.migrated import migrated
from tests.translation.fakes import FakeSegments

GREETING = "How are you doing today?"
LONG = "\n".join(
    f"This is line number {n} of a very long story about the sea and the people there." for n in range(150)
)


class Hold:
    """A request to Discord that is not answered before it is released."""

    def __init__(self) -> None:
        self.began, self.released = asyncio.Event(), asyncio.Event()


_post_ids = count(1_000_000_000)


class FakeDiscord:
    """Discord's channels, without webhooks: what they show, and requests that are held or refused.

    Attributes:
        shown: by id, the channel of each post and what it says.
    """

    def __init__(self) -> None:
        self.shown: dict[int, tuple[int, str]] = {}
        self.user = SimpleNamespace(id=999)
        self.http = SimpleNamespace(get_from_cdn=self.download)
        self._holds: deque[tuple[str, Hold]] = deque()
        self._refusals: deque[tuple[str, int]] = deque()

    def hold(self, verb: str) -> Hold:
        """Hold the next request of a kind: `send`, `edit`, `fetch` or `delete`."""
        self._holds.append((verb, Hold()))
        return self._holds[-1][1]

    def refuse(self, verb: str, status: int = 500) -> None:
        """Refuse the next request of a kind; status 0 lets the connection break."""
        self._refusals.append((verb, status))

    def get_channel(self, _: int) -> object:
        return object()

    def get_guild(self, _: int) -> None:
        return None

    def get_partial_messageable(self, channel_id: int, *, guild_id: int | None = None) -> Any:
        return FakeChannel(self, channel_id)

    def says(self, channel_id: int) -> list[str]:
        return [text for channel, text in self.shown.values() if channel == channel_id]

    async def download(self, _: str) -> bytes:
        raise OSError("files are linked")

    async def request(self, verb: str) -> None:
        if self._holds and self._holds[0][0] == verb:
            _, hold = self._holds.popleft()
            hold.began.set()
            await hold.released.wait()
        else:
            await asyncio.sleep(0)  # as every request, it takes a while
        if self._refusals and self._refusals[0][0] == verb:
            raise _refusal(self._refusals.popleft()[1])

    def post(self, channel_id: int, text: str) -> int:
        post_id = next(_post_ids)
        self.shown[post_id] = (channel_id, text)
        return post_id


class FakeChannel:
    guild = None

    def __init__(self, world: FakeDiscord, channel_id: int) -> None:
        self.world, self.id = world, channel_id

    async def send(self, text: str, **_: Any) -> Any:
        await self.world.request("send")
        return SimpleNamespace(id=self.world.post(self.id, text), channel=self, webhook_id=None)

    async def fetch_message(self, post_id: int) -> Any:
        await self.world.request("fetch")
        if post_id not in self.world.shown:
            raise _refusal(404)
        return SimpleNamespace(content=self.world.shown[post_id][1])

    def get_partial_message(self, post_id: int) -> Any:
        return FakeMessage(self.world, self.id, post_id)


class FakeMessage:
    def __init__(self, world: FakeDiscord, channel_id: int, post_id: int) -> None:
        self.world, self.channel_id, self.id = world, channel_id, post_id

    async def edit(self, *, content: str) -> None:
        await self.world.request("edit")
        if self.id not in self.world.shown:
            raise _refusal(404)
        self.world.shown[self.id] = (self.channel_id, content)

    async def delete(self) -> None:
        await self.world.request("delete")
        if self.world.shown.pop(self.id, None) is None:
            raise _refusal(404)


def _refusal(status: int) -> Exception:
    if not status:
        return OSError("the connection is gone")
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    response: Any = SimpleNamespace(status=status, reason="because")
    return kinds.get(status, discord.HTTPException)(response, "no")


class PostingHarness:
    """A relay with real stores, a real outbox and a real publisher, and doubles for the model and for Discord."""

    def __init__(self, stores: Stores, world: FakeDiscord | None = None, *, since: int = 0, limit: int = 0) -> None:
        self.stores, self.discord, self.clock = stores, world or FakeDiscord(), Clock()
        self.model, self.ledger = GatedSegments(), Ledger()
        client: Any = self.discord
        outages = Outages()
        outages.first_delay = 0.0
        self.publisher = Publisher(client, stores.links, Refusals(client), outages, patience=60)
        self.outbox = WatchedOutbox(self.publisher.publish, FakeNotice(), patience=60)
        self.relay = build_relay(
            stores,
            self.model,
            self.outbox,
            self.ledger,
            edit=self.publisher.edit,
            remove=self.publisher.remove,
            quota=Quota(limit, self.clock),
            since=since,
        )

    def say(self, message_id: int, text: str = GREETING, **facts: Any) -> None:
        self.relay.created(said(message_id, text, **facts))

    async def edit(self, message_id: int, text: str, revision: int, **facts: Any) -> None:
        await self.relay.edited(said(message_id, text, revision=revision, **facts))

    async def ask(self, message_id: int, target: Target, text: str = GREETING, reply_to: int | None = None) -> None:
        await self.relay.request(said(message_id, text), target, reply_to)

    async def kinds(self, message_id: int) -> list[PostKind]:
        return [link.kind for link in await self.stores.links.of_original(message_id)]

    async def drain(self) -> None:
        await drain(self.relay, self.outbox)

    async def close(self) -> None:
        await self.outbox.close()


def said(message_id: int, text: str, **facts: Any) -> Message:
    return replace(message(message_id, text=text), whole_text=text, **facts)


async def enable(stores: Stores, *languages: str | None) -> None:
    """Translate in the first channel, and bridge it with others, numbered from 2, if languages are given."""
    await stores.channels.set(ChannelPreferences(1, 7, enabled=True))
    if languages:
        assert await stores.bridges.add(
            [BridgedChannel(number, 7, 99, language) for number, language in enumerate(languages, start=1)]
        )


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Stores]:
    async with await Database.open(url) as database, Stores.open(database) as stores:
        yield stores


@pytest.fixture
async def url(tmp_path: Path) -> str:
    return await migrated(tmp_path / "qiao.db")


@pytest.fixture
async def stores(url: str) -> AsyncIterator[Stores]:
    async with opened(url) as stores:
        yield stores


@pytest.fixture
async def room(stores: Stores) -> AsyncIterator[PostingHarness]:
    await enable(stores)
    room = PostingHarness(stores)
    yield room
    await room.close()


async def with_copies(room: PostingHarness) -> asyncio.Event:
    """Let a message have a copy and no translation, then hold the next call of the model."""
    await room.stores.bridges.add([BridgedChannel(1, 7, 99, "en"), BridgedChannel(2, 7, 99, "en")])
    room.say(1, GREETING, crosses_bridges=True)
    await room.drain()
    assert await room.kinds(1) == [PostKind.COPY]
    room.model.gates = [asyncio.Event() for _ in range(room.model.calls + 1)]
    return room.model.gates[-1]


def grouped(links: list[Link]) -> int:
    return sum(len(in_pages(family)) for family in families(links))


CHINESE = "我们明天一起去海边看风景吧"


async def test_an_edit_that_is_overtaken_brings_no_second_translation(room: PostingHarness) -> None:
    held = await with_copies(room)
    overtaken = asyncio.create_task(room.edit(1, CHINESE, 5, crosses_bridges=True))
    await room.model.until_called(len(room.model.gates))
    await room.edit(1, "我很喜欢这个地方", 6, crosses_bridges=True)
    held.set()
    await overtaken
    await room.drain()
    assert (await room.kinds(1)).count(PostKind.TRANSLATION) == 1
    assert {link.revision for link in await room.stores.links.of_original(1)} == {6}


async def test_a_message_deleted_while_its_copies_follow_an_edit_is_not_translated(room: PostingHarness) -> None:
    held = await with_copies(room)
    editing = asyncio.create_task(room.edit(1, CHINESE, 5, crosses_bridges=True))
    await room.model.until_called(len(room.model.gates))
    await room.relay.deleted([1])
    held.set()
    await editing
    await room.drain()
    assert room.discord.shown == {}


async def test_two_edits_of_a_message_older_than_this_run_bring_no_translation(room: PostingHarness) -> None:
    await asyncio.gather(room.edit(1, GREETING, 5), room.edit(1, GREETING, 6))
    await room.drain()
    assert room.discord.shown == {}


async def test_an_answer_waits_for_the_translation_and_does_not_outlive_the_message(room: PostingHarness) -> None:
    sending = room.discord.hold("send")
    room.say(1)
    await sending.began.wait()
    asking = asyncio.create_task(room.ask(1, Target.TRADITIONAL, reply_to=None))
    deleting = asyncio.create_task(room.relay.deleted([1]))
    await asyncio.sleep(0)
    sending.released.set()
    await asyncio.gather(asking, deleting)
    await room.drain()
    assert room.discord.shown == {}


async def test_nothing_that_was_deleted_is_answered(room: PostingHarness) -> None:
    await room.relay.deleted([1])
    await room.ask(1, Target.SIMPLIFIED, reply_to=2)
    assert room.discord.shown == {}


async def test_an_answer_that_waits_follows_an_edit(room: PostingHarness) -> None:
    sending = room.discord.hold("send")
    room.say(1)
    await sending.began.wait()
    asking = asyncio.create_task(room.ask(1, Target.TRADITIONAL))
    editing = asyncio.create_task(room.edit(1, GREETING * 3, 5))
    await asyncio.sleep(0)
    sending.released.set()
    await asyncio.gather(asking, editing)
    links = await room.stores.links.of_original(1)
    assert [(link.kind, link.target, link.revision) for link in links] == [
        (PostKind.TRANSLATION, "zh", 5),
        (PostKind.ANSWER, "zh-Hant", 5),
    ]


async def test_a_flag_and_a_second_one_at_the_same_time_get_one_answer(room: PostingHarness) -> None:
    await asyncio.gather(*(room.ask(1, Target.SIMPLIFIED) for _ in range(3)))
    assert len(room.discord.shown) == 1


async def test_a_waiting_answer_outlives_an_edit_whose_text_is_hidden_from_us(room: PostingHarness) -> None:
    held = asyncio.Event()
    room.model.gates = [held]
    asking = asyncio.create_task(room.ask(1, Target.SIMPLIFIED))
    await room.model.until_called(1)
    await room.edit(1, "", 5)
    held.set()
    await asking
    assert await room.kinds(1) == [PostKind.ANSWER]


async def test_an_edit_is_measured_against_the_quota_of_its_own_minute(stores: Stores) -> None:
    await enable(stores)
    room = PostingHarness(stores, limit=1)
    room.say(1)
    room.say(2)
    await room.drain()
    assert room.ledger.outcomes[Outcome.SKIPPED] == 1
    room.clock.advance(61)
    await room.edit(2, "I am very tired today.", 5)
    await room.drain()
    assert await room.kinds(2) == [PostKind.TRANSLATION]
    await room.close()


async def digest(room: PostingHarness) -> int:
    """Let messages 2, 3 and 4 be the lines of one post, and return its id."""
    sending = room.discord.hold("send")
    room.say(1)
    await sending.began.wait()
    for message_id in (2, 3, 4):
        room.say(message_id, f"This is what number {message_id} says.")
    await asyncio.gather(*(slot.settled() for slot in room.outbox.slots[1:]))
    sending.released.set()
    await room.drain()
    [link] = await room.stores.links.of_original(2)
    assert [link.line for link in await room.stores.links.of_post(link.post_id)] == [0, 1, 2]
    return link.post_id


async def test_a_line_that_is_edited_while_another_is_removed_gets_the_edit(room: PostingHarness) -> None:
    post_id = await digest(room)
    fetching = room.discord.hold("fetch")
    first = asyncio.create_task(room.edit(4, "I changed my mind about this again.", 5))
    await fetching.began.wait()
    room.model.enqueue("这是新的说法没错")
    second = asyncio.create_task(room.edit(3, "This is the new wording of it.", 5))
    await room.model.until_called(room.model.calls + 1)
    for _ in range(50):
        await asyncio.sleep(0)
    deleting = asyncio.create_task(room.relay.deleted([2]))
    for _ in range(50):
        await asyncio.sleep(0)
    await room.stores.links.of_post(post_id)
    fetching.released.set()
    await asyncio.gather(first, second, deleting)
    lines = room.discord.shown[post_id][1].split("\n")
    assert len(lines) == 2
    assert "这是新的说法没错" in lines[0]


async def test_pages_that_an_edit_adds_do_not_outlive_the_message(room: PostingHarness) -> None:
    room.say(1)
    await room.drain()
    adding = room.discord.hold("send")
    editing = asyncio.create_task(room.edit(1, LONG, 5))
    await adding.began.wait()
    deleting = asyncio.create_task(room.relay.deleted([1]))
    for _ in range(50):
        await asyncio.sleep(0)
    await room.stores.links.of_original(1)
    adding.released.set()
    await asyncio.gather(editing, deleting)
    assert room.discord.shown == {}
    assert await room.stores.links.of_original(1) == []


async def test_a_page_that_an_edit_added_before_another_was_refused_goes_with_the_message(room: PostingHarness) -> None:
    room.say(1)
    await room.drain()
    first = room.discord.hold("send")
    editing = asyncio.create_task(room.edit(1, LONG * 2, 5))
    await first.began.wait()
    second = room.discord.hold("send")
    first.released.set()
    await second.began.wait()
    room.discord.refuse("send")
    second.released.set()
    await editing
    assert len(room.discord.shown) == 2
    await room.relay.deleted([1])
    assert room.discord.shown == {}


@pytest.mark.parametrize(("status", "left"), [(403, 1), (500, 1), (0, 0)])
async def test_a_post_that_cannot_be_removed_keeps_no_other_one(room: PostingHarness, status: int, left: int) -> None:
    await room.stores.bridges.add([BridgedChannel(1, 7, 99, "zh"), BridgedChannel(2, 7, 99, "zh")])
    room.say(1, crosses_bridges=True)
    await room.drain()
    assert len(room.discord.shown) == 2
    room.discord.refuse("delete", status)
    with pytest.raises(DiscordError) if left else nullcontext():  # what passes is tried again
        await room.relay.deleted([1])
    assert len(room.discord.shown) == left
    assert await room.stores.links.of_original(1) == []


async def test_who_wanted_to_be_left_alone_is_answered_after_all(room: PostingHarness) -> None:
    room.say(1)
    await room.drain()
    await room.stores.members.set(MemberPreferences(42, ignored=True))
    await room.edit(1, "I am very tired today.", 5)
    assert room.discord.shown == {}
    await room.ask(1, Target.SIMPLIFIED, "I am very tired today.")  # they may ask for their own
    await room.stores.members.set(MemberPreferences(42))
    await room.relay.withdraw([1])
    await room.ask(1, Target.SIMPLIFIED, "I am very tired today.")
    assert len(room.discord.shown) == 1


async def test_pages_that_follow_an_edit_into_the_other_language_stay_together(room: PostingHarness) -> None:
    room.say(1)
    await room.drain()
    await room.edit(1, "\n".join([CHINESE] * 90), 5)
    links = await room.stores.links.of_original(1)
    assert len(links) > 1
    assert grouped(links) == 1
    assert {link.target for link in links} == {"en"}
    await room.edit(1, GREETING, 6)
    assert len(room.discord.shown) == 1


async def test_a_flag_knows_into_what_an_edited_message_is_translated(room: PostingHarness) -> None:
    room.say(1)
    await room.drain()
    await room.edit(1, CHINESE, 5)
    await room.relay.request(said(1, CHINESE, revision=5), Target.ENGLISH)
    assert len(room.discord.shown) == 1


async def test_two_answers_in_one_language_keep_their_own_pages(room: PostingHarness) -> None:
    await room.ask(1, Target.SIMPLIFIED, reply_to=2)
    await room.ask(1, Target.SIMPLIFIED, reply_to=3)
    await room.edit(1, LONG, 5)
    pages = Counter(room.discord.says(1))
    assert len(pages) > 1
    assert set(pages.values()) == {2}
    await room.edit(1, LONG * 2, 6)
    assert set(Counter(room.discord.says(1)).values()) == {2}
    await room.edit(1, GREETING, 7)
    assert len(room.discord.shown) == 2


async def test_a_translation_whose_first_page_was_deleted_by_hand_stays_one(room: PostingHarness) -> None:
    room.say(1, LONG)
    await room.drain()
    first, *_ = room.discord.shown
    del room.discord.shown[first]
    await room.relay.deleted([first])
    await room.edit(1, LONG * 2, 5)
    assert grouped(await room.stores.links.of_original(1)) == 1
    await room.edit(1, GREETING, 6)
    assert len(room.discord.shown) == 1


async def test_a_correction_that_needs_a_further_page_stays_one_translation(room: PostingHarness) -> None:
    room.say(1)
    await room.drain()
    [post_id] = room.discord.shown
    assert await room.relay.correct(said(1, GREETING), post_id, LONG)
    assert len(room.discord.shown) > 1
    await room.edit(1, "I am very tired today.", 5)
    assert len(room.discord.shown) == 1


async def test_a_correction_of_a_later_page_waits_for_an_edit(room: PostingHarness) -> None:
    room.say(1, LONG)
    await room.drain()
    *_, last = room.discord.shown
    editing_page = room.discord.hold("edit")
    editing = asyncio.create_task(room.edit(1, LONG * 2, 5))
    await editing_page.began.wait()
    correcting = asyncio.create_task(room.relay.correct(said(1, LONG, revision=5), last, "这是更好的翻译"))
    for _ in range(50):
        await asyncio.sleep(0)
    await room.stores.links.of_post(last)
    editing_page.released.set()
    await editing
    assert await correcting
    assert room.discord.says(1) == ["这是更好的翻译"]


async def test_an_answer_that_is_refused_halfway_can_be_asked_for_again(
    room: PostingHarness,
) -> None:
    sending = room.discord.hold("send")
    asking = asyncio.create_task(room.ask(1, Target.SIMPLIFIED, LONG))
    await sending.began.wait()
    second = room.discord.hold("send")
    sending.released.set()
    await second.began.wait()
    room.discord.refuse("send")
    second.released.set()
    with pytest.raises(DiscordError):
        await asking
    assert room.discord.shown == {}
    await room.ask(1, Target.SIMPLIFIED, LONG)
    assert len(room.discord.shown) > 1


async def test_a_copy_of_a_message_that_says_nothing_any_more_is_removed(room: PostingHarness) -> None:
    await room.stores.bridges.add([BridgedChannel(1, 7, 99, "en"), BridgedChannel(2, 7, 99, "zh")])
    room.say(1, GREETING, crosses_bridges=True)
    await room.drain()
    await room.edit(1, "", 5)
    assert room.discord.shown == {}
    held = asyncio.Event()
    room.model.gates = [asyncio.Event() for _ in range(room.model.calls)] + [held]
    room.say(2, GREETING, crosses_bridges=True)
    await room.model.until_called(len(room.model.gates))
    await room.edit(2, "", 5)
    held.set()
    await room.drain()
    assert room.discord.shown == {}


async def test_a_message_with_only_files_is_copied_and_follows(room: PostingHarness) -> None:
    await room.stores.bridges.add([BridgedChannel(1, 7, 99, "en"), BridgedChannel(2, 7, 99, "zh")])
    file = File(1, "sea.png", "https://cdn.example/sea.png", 5)
    room.say(1, "", crosses_bridges=True, files=(file,))
    while not room.discord.shown:  # noqa: ASYNC110 - nobody is told
        await asyncio.sleep(0)
    assert await room.kinds(1) == [PostKind.COPY]
    await room.edit(1, GREETING, 5, crosses_bridges=True, files=(file,))
    await room.drain()
    [post] = room.discord.says(2)
    assert "sea.png" in post
    await room.relay.deleted([1])
    assert room.discord.shown == {}


TEXTS = (
    GREETING,
    "I am very tired today.",
    "My friend works at that company over there.",
    CHINESE,
    "我很喜欢这个地方",
    "👍",
)
LANGUAGES = {1: Target.ENGLISH, 2: Target.SIMPLIFIED}
"""The bridged channels, and what is read there."""

messages = st.integers(0, 3)
texts = st.sampled_from(TEXTS)
targets = st.sampled_from([Target.ENGLISH, Target.SIMPLIFIED, Target.TRADITIONAL])


class Living:
    """A message as people see it.

    Attributes:
        asked: languages for which somebody has asked, and into which all that it has said since can be translated.
        torn: whether a restart may have lost something of it, or a moderator has deleted one of its posts.
        old: whether it is older than the run: an edit does not bring it a translation.
    """

    def __init__(self, message_id: int, channel_id: int, text: str) -> None:
        self.id, self.channel_id, self.text = message_id, channel_id, text
        self.revision = 0
        self.deleted = self.torn = self.old = False
        self.asked: set[Target] = set()

    def now(self) -> Message:
        return said(
            self.id, self.text, channel_id=self.channel_id, revision=self.revision, crosses_bridges=bool(self.text)
        )


class RelayMachine(RuleBasedStateMachine):
    """Plays events to the relay while it works, and compares what is posted with what people said."""

    stores: Stores
    runner: asyncio.Runner
    ids: Iterator[int]

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[int, Living] = {}
        self.revision = 0
        self.events: set[asyncio.Task[Any]] = set()
        self.translator = Translator(FakeSegments())
        self.base = next(self.ids)
        self.room = self.runner.run(self.start(FakeDiscord()))

    async def start(self, world: FakeDiscord) -> PostingHarness:
        return PostingHarness(self.stores, world, since=self.base + len(self.messages))

    def tell(self, event: Callable[[], Any]) -> None:
        """Let an event begin, and not necessarily end."""

        async def begin() -> None:
            task = asyncio.create_task(event())
            self.events.add(task)
            await asyncio.sleep(0)

        self.runner.run(begin())

    @rule(number=messages, channel_id=st.sampled_from(sorted(LANGUAGES)), text=texts, twice=st.booleans())
    def create(self, number: int, channel_id: int, text: str, twice: bool) -> None:  # noqa: FBT001 - drawn
        if number not in self.messages:
            number = len(self.messages)
            self.messages[number] = Living(self.base + number, channel_id, text)

            async def create(message: Message) -> None:
                self.room.relay.created(message)

            for _ in range(1 + twice):
                self.tell(lambda: create(self.messages[number].now()))

    @rule(number=messages, text=texts, twice=st.booleans())
    def edit(self, number: int, text: str, twice: bool) -> None:  # noqa: FBT001 - drawn
        living = self.messages.get(number)
        if living and not living.deleted:
            self.revision += 1
            living.revision, living.text = self.revision, text
            living.asked = {target for target in living.asked if self.translated(text, target)}
            for _ in range(1 + twice):
                self.tell(lambda: self.room.relay.edited(living.now()))

    @rule(numbers=st.lists(messages, min_size=1, max_size=3, unique=True))
    def delete(self, numbers: list[int]) -> None:
        gone = [self.messages[number] for number in numbers if number in self.messages]
        for living in gone:
            living.deleted = True
        self.tell(lambda: self.room.relay.deleted([living.id for living in gone]))

    @rule(number=messages, into=targets)
    def request(self, number: int, into: Target) -> None:
        living = self.messages.get(number)
        if living and not living.deleted:
            if self.translated(living.text, into):
                living.asked.add(into)
            self.tell(lambda: self.room.relay.request(living.now(), into))

    @rule(number=messages)
    def moderate(self, number: int) -> None:
        """Delete a post by hand: nothing is to be there for its message any more."""
        posts = sorted(self.room.discord.shown)
        if number < len(posts):
            post_id = posts[number]
            del self.room.discord.shown[post_id]
            links = self.runner.run(self.stores.links.of_post(post_id))
            for living in self.messages.values():
                living.torn |= living.id in {link.original_id for link in links}
            self.tell(lambda: self.room.relay.deleted([post_id]))

    @rule(turns=st.integers(1, 60))
    def work(self, turns: int) -> None:
        async def work() -> None:
            for _ in range(turns):
                await asyncio.sleep(0)
            await self.stores.links.flush()

        self.runner.run(work())

    @rule(midway=st.booleans())
    def restart(self, midway: bool) -> None:  # noqa: FBT001 - drawn
        if midway:
            self.runner.run(self.stop())
        else:
            self.rest()
        self.room = self.runner.run(self.start(self.room.discord))
        for living in self.messages.values():
            living.old = True

    async def stop(self) -> None:
        """End a run in the middle: what waits in the queues is lost."""
        await self.room.close()
        await asyncio.gather(*self.events, return_exceptions=True)
        self.events.clear()
        for living in self.messages.values():
            living.torn = True

    def translated(self, text: str, target: Target | None) -> str:
        outcome = self.runner.run(self.translator.translate(text, target=target))
        return outcome.text if isinstance(outcome, Translation) else ""

    @rule()
    def rest(self) -> None:
        """Let all come to an end, and look."""
        self.runner.run(self.settle())
        links = self.runner.run(self.links())
        shown = self.room.discord.shown
        assert sorted({link.post_id for link in links}) == sorted(shown), (
            "each post is linked, and each link has a post"
        )
        for living in self.messages.values():
            self.check(living, [link for link in links if link.original_id == living.id])
        for post_id in shown:
            lines = [link.line for link in links if link.post_id == post_id]
            if lines != [None]:
                assert lines == list(range(len(lines)))
                assert len(shown[post_id][1].split("\n")) == len(lines)
        assert self.room.ledger.open == 0
        assert self.room.relay.pending(42) == []
        assert self.room.outbox.waiting == 0

    async def settle(self) -> None:
        while self.events or self.room.outbox.waiting:
            await asyncio.gather(*self.events)
            self.events = {task for task in self.events if not task.done()}
            await self.room.drain()
            for _ in range(20):  # what was said last is on its way across the bridge
                await asyncio.sleep(0)
            await self.stores.links.flush()

    async def links(self) -> list[Link]:
        posts = await self.stores.links.posts_of([living.id for living in self.messages.values()])
        return [link for post_id in posts for link in await self.stores.links.of_post(post_id)]

    def check(self, living: Living, links: list[Link]) -> None:
        if living.deleted:
            assert links == []
            return
        here, there = living.channel_id, 3 - living.channel_id
        copy = self.translated(living.text, LANGUAGES[there]) or living.text
        expected = {(PostKind.COPY, there): copy}
        found: dict[tuple[PostKind, int], str] = {}
        answers: dict[str | None, str] = {}
        for link in links:
            assert living.torn or link.revision == living.revision
            text = self.room.discord.shown[link.post_id][1]
            text = text if link.line is None else text.split("\n")[link.line]
            if link.kind is PostKind.ANSWER:
                assert link.target not in answers
                answers[link.target] = text
            else:
                assert (link.kind, link.post_channel_id) not in found
                found[link.kind, link.post_channel_id] = text
        if living.torn:
            return
        own = (PostKind.TRANSLATION, here)
        translation = self.translated(living.text, LANGUAGES[here])
        if translation and not (living.old and own not in found):
            expected[own] = translation
        assert found.keys() == expected.keys()
        for place, text in expected.items():
            assert text in found[place]
        for target, text in answers.items():
            assert self.translated(living.text, Target(target or "")) in text
        assert living.asked <= {*answers, *(link.target for link in links if link.kind is PostKind.TRANSLATION)}

    def teardown(self) -> None:
        try:
            self.rest()
        finally:
            self.runner.run(self.stop())


def test_whatever_happens_at_the_same_time_what_is_posted_is_what_was_said_last(url: str) -> None:
    contexts = AsyncExitStack()

    async def prepare() -> Stores:
        stores = await contexts.enter_async_context(opened(url))
        await enable(stores, *LANGUAGES.values())
        await stores.channels.set(ChannelPreferences(2, 7, enabled=True))
        return stores

    with asyncio.Runner() as runner:
        facts = {"runner": runner, "stores": runner.run(prepare()), "ids": count(1000, 100)}
        try:
            run_state_machine_as_test(
                type("RelayMachineThere", (RelayMachine,), facts),
                settings=settings(
                    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
                ),
            )
        finally:
            runner.run(contexts.aclose())
