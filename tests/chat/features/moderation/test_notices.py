"""The gentle notice that a channel gets about a topic that its server prefers not to discuss."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.chat.features.moderation.notices import RECENT, WATCHED_MINUTES, Notices
from bot.moderation.types import Case, Finding, Origin, Side
from bot.storage.database import Database
from bot.storage.topics import Topics
from bot.storage.types.moderation import Topic
from tests.chat.fakes import Clock, FakeNotifier
from tests.chat.harness import BotHarness
from tests.storage.migrated import migrated

DEFAULT = "We prefer not to talk about that here.\n我们不太想在这里谈这个。"
OWN = "Let's keep melons for the kitchen.\n西瓜的事，咱们到厨房再聊。"
OWN_EN, OWN_ZH = OWN.split("\n")
MELONS = Topic(0, 7, "melons", "西瓜", OWN_EN, OWN_ZH, minutes=60, enabled=True)
numbers = itertools.count()
WATCHED = Finding(Origin.WATCH, "pear", "pear", Side.ORIGINAL, gentle=True)


def about(topic: Topic) -> Finding:
    return Finding(Origin.TOPIC, topic.name_en, "melon", Side.ORIGINAL, gentle=True, topic_id=topic.id)


def message_id(*, seconds_ago: float = 0) -> int:
    """The id of another message."""
    return discord.utils.time_snowflake(discord.utils.utcnow() - timedelta(seconds=seconds_ago)) + next(numbers)


def case(*findings: Finding, message: int = 0, channel: int = 70) -> Case:
    return Case(7, 7, channel, message or message_id(), 42, "Amy", "What a melon!", "好大的西瓜！", findings)


class Room:
    """Notices with a clock, and what they posted."""

    def __init__(self, topics: Topics) -> None:
        self.topics, self.clock, self.posted = topics, Clock(), FakeNotifier()
        self.notices = Notices(self.posted.notify, topics, self.clock)

    async def consider(self, *cases: Case) -> int:
        """Consider cases, and return how many notices they led to."""
        before = len(self.posted.history)
        for each in cases:
            self.notices.consider(each)
        await self.notices.drain()
        return len(self.posted.history) - before


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    await migrated(tmp_path / "qiao.db")
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        room = Room(Topics(database))
        yield room
        await room.notices.cog_unload()


async def test_a_topic_gets_the_servers_own_words_in_both_languages(room: Room) -> None:
    await room.consider(case(about(await room.topics.add(MELONS))))
    assert room.posted.history == [OWN]


@pytest.mark.parametrize(
    ("own", "posted"),
    [
        (("", ""), DEFAULT),
        (("Not here, please.", ""), "Not here, please.\n我们不太想在这里谈这个。"),
        (("", "换个话题吧。"), "We prefer not to talk about that here.\n换个话题吧。"),
    ],
)
async def test_what_a_server_does_not_word_is_worded_by_qiao(room: Room, own: tuple[str, str], posted: str) -> None:
    topic = await room.topics.add(replace(MELONS, notice_en=own[0], notice_zh=own[1]))
    await room.consider(case(about(topic)))
    assert room.posted.history == [posted]


async def test_a_channel_gets_no_second_notice_for_a_while(room: Room) -> None:
    melons, pears = await room.topics.add(MELONS), await room.topics.add(replace(MELONS, minutes=5))
    assert await room.consider(*(case(about(melons)) for _ in range(5))) == 1
    assert await room.consider(case(about(melons), channel=71)) == 1
    assert await room.consider(case(about(pears))) == 1
    room.clock.advance(5 * 60)
    assert await room.consider(case(about(melons)), case(about(pears))) == 1
    room.clock.advance(55 * 60)
    assert await room.consider(case(about(melons))) == 1


async def test_a_watched_term_gets_the_default_wording_for_a_while(room: Room) -> None:
    assert await room.consider(case(WATCHED), case(WATCHED)) == 1
    assert room.posted.history == [DEFAULT]
    room.clock.advance(WATCHED_MINUTES * 60 - 1)
    assert await room.consider(case(WATCHED)) == 0
    room.clock.advance(1)
    assert await room.consider(case(WATCHED)) == 1


async def test_a_message_leads_to_one_notice_however_often_and_for_whatever_it_is_found(room: Room) -> None:
    melons, pears = await room.topics.add(MELONS), await room.topics.add(replace(MELONS, name_en="pears"))
    message = message_id()
    assert await room.consider(*[case(about(melons), about(pears), WATCHED, message=message)] * 3) == 1
    room.clock.advance(3600)
    assert await room.consider(case(about(melons), message=message), case(WATCHED, message=message)) == 0


async def test_a_server_without_topics_gets_none(room: Room) -> None:
    assert await room.consider(*(case(about(replace(MELONS, id=number))) for number in range(1, 5))) == 0


async def test_a_topic_that_is_off_or_gone_gets_none(room: Room) -> None:
    off, gone = await room.topics.add(replace(MELONS, enabled=False)), await room.topics.add(MELONS)
    await room.topics.remove(7, gone.id)
    assert await room.consider(case(about(off)), case(about(gone))) == 0
    await room.topics.set(replace(off, enabled=True))
    assert await room.consider(case(about(off))) == 1


@pytest.mark.parametrize(
    "finding",
    [
        replace(WATCHED, side=Side.TRANSLATION),
        replace(WATCHED, gentle=False),
        replace(WATCHED, holds=True),
        Finding(Origin.AUTOMOD, "No pears", "pear", Side.TRANSLATION, holds=True),
        Finding(Origin.REPORT, "rude", "", Side.ORIGINAL),
    ],
)
async def test_nothing_else_leads_to_a_notice(room: Room, finding: Finding) -> None:
    assert await room.consider(case(finding)) == 0
    assert await room.consider(case(finding, WATCHED)) == 1


@pytest.mark.parametrize("there", [None, 8])
async def test_direct_messages_and_copies_from_other_servers_lead_to_none(room: Room, there: int | None) -> None:
    assert await room.consider(replace(case(WATCHED), message_guild_id=there)) == 0


async def test_a_message_that_is_no_news_leads_to_none(room: Room) -> None:
    assert await room.consider(case(WATCHED, message=message_id(seconds_ago=RECENT + 60))) == 0
    assert await room.consider(case(WATCHED, message=message_id(seconds_ago=RECENT - 60))) == 1


async def test_after_a_refusal_the_next_message_gets_the_notice(room: Room) -> None:
    room.posted.failing = True
    assert await room.consider(case(WATCHED)) == 0
    assert room.posted.refused.is_set()
    room.posted.failing = False
    assert await room.consider(case(WATCHED)) == 1


async def test_nothing_is_posted_after_the_end(room: Room) -> None:
    room.notices.consider(case(WATCHED))
    await room.notices.cog_unload()
    room.notices.consider(case(WATCHED))
    await room.notices.drain()
    assert room.posted.history == []


async def test_a_notice_is_a_silent_post_that_names_nobody_and_pings_nobody(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    amy = harness.world.person("Amy")
    topic = await harness.stores.topics.add(
        replace(MELONS, guild_id=guild_id, notice_en=f"Not here, <@{amy.id}> and @everyone.", notice_zh="换个话题吧。")
    )
    quiet = harness.world.named("quiet").id
    message = await harness.say("What a melon!", channel=quiet)
    notices = Notices(harness.client.publisher.notify, harness.stores.topics)
    notices.consider(Case(guild_id, guild_id, quiet, message.id, amy.id, "Amy", message.content, None, (about(topic),)))
    await notices.drain()
    [post] = harness.posts(quiet)
    assert post.content == f"Not here, <@{amy.id}> and @everyone.\n换个话题吧。"
    assert post.silent
    assert post.reference is None
    assert not harness.world.pings


async def test_a_channel_that_refuses_is_left_alone_for_a_while(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    quiet = harness.world.named("quiet").id
    harness.sandbox.faults.add(rf"/channels/{quiet}/messages$", method="POST", status=403)
    notices = Notices(harness.client.publisher.notify, harness.stores.topics)
    for _ in range(3):
        notices.consider(Case(guild_id, guild_id, quiet, message_id(), 1, "Amy", "What a pear!", None, (WATCHED,)))
        await notices.drain()
    assert harness.posts(quiet) == []
    assert harness.client.refusals.is_paused(quiet)
