"""The privacy notice, ignored users and erasure."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.chat.features.privacy.commands import TABLES, privacy_notice
from bot.chat.features.privacy.erasure import group_by_post
from bot.chat.features.privacy.retention import Retention
from bot.chat.relay.message import Message as Facts
from bot.chat.relay.post import Post
from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, say
from bot.nmt.types import Hypothesis
from bot.sandbox.model import Message, MessageFlag
from bot.sandbox.server import Sandbox
from bot.storage.schema import metadata
from bot.storage.types.links import Link, PostKind
from bot.storage.types.preferences import MemberPreferences
from bot.storage.types.terms import GlossaryTerm
from bot.text.limits import fit
from tests.chat.harness import PATIENCE, BotHarness, response_text
from tests.translation.fakes import FakeSegments

ENGLISH_TEXT = "How are you doing today, my friend?"


@pytest.mark.parametrize("locale", [ENGLISH, SIMPLIFIED, TRADITIONAL])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_notice_describes_every_table(locale: str, *, elsewhere: bool) -> None:
    assert sorted(TABLES) == sorted(metadata.tables)
    text = privacy_notice(locale, Retention(30, 7), elsewhere=elsewhere)
    places = [text.index(say(locale, f"privacy.table.{table}")) for table in TABLES]
    assert places == sorted(places)
    pages = fit(text)
    assert len(pages) <= 2
    assert all(page.endswith("\n") for page in pages[:-1])


@pytest.mark.parametrize(("days", "told"), [(30, "deleted 30 days"), (0, "kept until you ask")])
def test_the_notice_says_how_long_links_are_kept(days: int, told: str) -> None:
    text = privacy_notice(ENGLISH, Retention(days, 9))
    assert told in text
    assert "deleted 9 days later" in text


def test_the_notice_says_where_messages_are_translated() -> None:
    here, elsewhere = (privacy_notice(ENGLISH, Retention(30, 7), elsewhere=one) for one in (False, True))
    assert "aren't sent anywhere except back to Discord" in here
    assert "aren't sent anywhere" not in elsewhere
    assert "on a server that the host chose" in elsewhere


async def test_the_notice_is_in_the_readers_language(harness: BotHarness) -> None:
    assert "Nothing you write is stored" in await harness.use("Amy", "privacy")
    assert "一概不存储" in await harness.use("小李", "privacy")
    assert "一概不儲存" in await harness.use("阿明", "privacy")


async def test_ignored_users_are_not_translated_until_they_opt_back_in(harness: BotHarness) -> None:
    before = await harness.say(ENGLISH_TEXT)
    await harness.answer_to(before)
    assert "I'll ignore your messages" in await harness.use("Amy", "ignore-me on")
    # An existing translation is removed when the message is edited.
    await harness.sandbox.edit(harness.channel, before.id, "I am very tired today.")
    await harness.sandbox.until(lambda: not harness.posts())
    await harness.say(ENGLISH_TEXT)
    other = await harness.say(ENGLISH_TEXT, "Jake")
    answer = await harness.answer_to(other)
    assert harness.posts() == [answer]
    await harness.use("Amy", "ignore-me off")
    await harness.answer_to(await harness.say(ENGLISH_TEXT))


async def test_ignored_users_get_no_answer_in_direct_messages(harness: BotHarness) -> None:
    amy, world = harness.world.person("Amy"), harness.world
    direct = world.dm(amy, world.bot)
    used = await harness.sandbox.invoke(amy.id, direct.id, "ignore-me on")
    assert "I'll ignore your messages" in await response_text(used)
    await harness.say(ENGLISH_TEXT, channel=direct.id)
    await harness.answer_to(await harness.say(ENGLISH_TEXT, "Jake"))
    assert not [post for post in harness.posts(direct.id) if post.reference]


async def test_ignoring_keeps_the_chosen_language(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="zh")
    await harness.use("Amy", "ignore-me on")
    amy = harness.world.person("Amy").id
    assert await harness.stores.members.get(amy) == MemberPreferences(amy, "zh", ignored=True)


async def test_only_ignored_users_themselves_can_have_their_messages_translated(harness: BotHarness) -> None:
    quiet = harness.world.named("quiet").id
    await harness.use("小李", "ignore-me on")
    message = await harness.say("你们中午吃了什么？", "小李", channel=quiet)
    asked = (("Amy", "Translate", "asked me to ignore their messages"), ("阿明", "Explain", "要求我忽略"))
    for who, menu, told in asked:
        used = await harness.sandbox.invoke_message(harness.world.person(who).id, quiet, message.id, menu)
        answer = await used.response()
        assert told in answer.content
        assert answer.flags & MessageFlag.EPHEMERAL
    assert harness.model.asked == []
    harness.model.enqueue("What did you eat for lunch?")
    used = await harness.sandbox.invoke_message(harness.world.person("小李").id, quiet, message.id, "Translate")
    assert "asked me" not in await response_text(used)
    assert harness.model.asked


async def confirm(harness: BotHarness, who: str, channel: int | None = None, button: str = "forget:yes") -> str:
    """Use `/forget-me`, press a button, and return the final text."""
    person = harness.world.person(who).id
    asked = await (await harness.sandbox.invoke(person, channel or harness.channel, "forget-me")).response()
    return await pressed(harness, person, asked, button)


async def pressed(harness: BotHarness, person: int, asked: Message, button: str) -> str:
    first = asked.content
    used = await harness.sandbox.press(person, asked, button)
    working = (
        say("en", "forget.working"),
        say("zh-CN", "forget.working"),
    )
    await harness.sandbox.until(lambda: used.failed or asked.content not in (first, *working))
    assert asked.components == []
    return asked.content


async def test_forget_me_deletes_everything_and_reports_it(harness: BotHarness) -> None:
    amy, guild_id = harness.world.person("Amy").id, harness.world.channel(harness.channel).guild_id or 0
    await harness.use("Amy", "language set", language="en")
    mine = [await harness.say(f"This is sentence number {n} of many.") for n in range(3)]
    await harness.settled(3)
    other = await harness.say(ENGLISH_TEXT, "Jake")
    kept = await harness.answer_to(other)
    await harness.stores.glossary.add(
        GlossaryTerm(guild_id, "en", "bridge", "桥", exact=False, author_id=amy, created_at=1)
    )
    await harness.stores.votes.cast(kept.id, guild_id, amy, 1)
    told = await confirm(harness, "Amy")
    assert "Posts and lines of digests with your words: 3" in told
    assert "Links from your messages to my posts: 3" in told
    assert "Preferences: 1 · suggestions: 0 · votes: 1" in told
    assert "glossary terms: 1" in told
    assert [post.id for post in harness.posts()] == [kept.id]
    assert await harness.stores.links.of_author(amy, 10) == []
    assert await harness.stores.votes.count(guild_id) == (0, 0)
    assert (await harness.stores.members.get(amy)) == MemberPreferences(amy)
    assert [term.author_id for term in await harness.stores.glossary.of_guild(guild_id)] == [0]
    assert {message.id for message in mine} <= set(harness.world.channel(harness.channel).messages)


async def test_forget_me_removes_lines_from_digests(harness: BotHarness) -> None:
    def facts(number: int, who: str) -> Facts:
        guild_id = harness.world.channel(harness.channel).guild_id
        return Facts(number, harness.channel, guild_id, harness.world.person(who).id, who)

    people = ("Jake", "Amy", "Jake", "Amy")
    posts = [
        Post(facts(1000 + n, who), PostKind.TRANSLATION, harness.channel, f"第{n}句") for n, who in enumerate(people)
    ]
    await harness.client.publisher.publish(posts)
    [digest] = harness.posts()
    assert "Posts and lines of digests with your words: 2" in await confirm(harness, "Amy")
    assert "**Amy**" not in digest.content
    assert digest.content.count("**Jake**") == 2
    assert digest.id in harness.world.channel(harness.channel).messages


async def test_forget_me_drops_translations_not_posted_yet(harness: BotHarness) -> None:
    harness.sandbox.faults.add(rf"/channels/{harness.channel}/messages", method="POST", status=0, delay_ms=150)
    for _ in range(4):
        await harness.say(ENGLISH_TEXT)
    await confirm(harness, "Amy")
    assert harness.client.outbox
    await harness.client.outbox.drain()
    assert harness.ledger.open == 0
    assert harness.posts() == []
    assert await harness.stores.links.of_author(harness.world.person("Amy").id, 10) == []


async def test_forget_me_in_direct_messages_covers_servers(harness: BotHarness) -> None:
    amy = harness.world.person("Amy")
    direct = harness.world.dm(amy, harness.world.bot)
    await harness.answer_to(await harness.say(ENGLISH_TEXT))
    await harness.answer_to(await harness.say(ENGLISH_TEXT, channel=direct.id))
    assert "Posts and lines of digests with your words: 2" in await confirm(harness, "Amy", direct.id)
    assert harness.posts() == []


async def test_translations_that_cannot_be_removed_are_counted_and_unlinked(harness: BotHarness) -> None:
    await harness.answer_to(await harness.say(ENGLISH_TEXT))
    harness.sandbox.faults.add(
        rf"/channels/{harness.channel}/messages/", method="DELETE", status=403, body={"code": 50001, "message": "no"}
    )
    told = await confirm(harness, "Amy")
    assert "Posts and lines of digests with your words: 0" in told
    assert "One post with your words is still there" in told
    assert await harness.stores.links.of_author(harness.world.person("Amy").id, 10) == []


async def test_nothing_is_deleted_without_confirmation(harness: BotHarness) -> None:
    await harness.answer_to(await harness.say(ENGLISH_TEXT))
    assert await confirm(harness, "Amy", button="forget:no") == "Nothing was deleted."
    assert len(harness.posts()) == 1
    assert await harness.stores.links.of_author(harness.world.person("Amy").id, 10)


async def test_the_report_is_in_the_users_language(harness: BotHarness) -> None:
    assert "带有你所写内容的消息和汇总中的行：0 条" in await confirm(harness, "小李")


async def test_confirmation_buttons_work_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    await before.answer_to(await before.say(ENGLISH_TEXT))
    amy = before.world.person("Amy").id
    asked = await (await sandbox.invoke(amy, before.channel, "forget-me")).response()
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        assert "with your words: 1" in await pressed(after, amy, asked, "forget:yes")
        assert after.posts() == []
    finally:
        await after.close()


async def test_a_late_report_is_sent_as_a_direct_message(harness: BotHarness) -> None:
    harness.sandbox.faults.add(r"/webhooks/", method="PATCH", status=401, body={"code": 50027, "message": "late"})
    amy = harness.world.person("Amy")
    asked = await (await harness.sandbox.invoke(amy.id, harness.channel, "forget-me")).response()
    await harness.sandbox.press(amy.id, asked, "forget:yes")
    direct = harness.world.dm(amy, harness.world.bot)
    await harness.sandbox.until(lambda: harness.posts(direct.id))
    assert "I no longer store anything about you" in harness.posts(direct.id)[0].content


async def test_a_database_error_is_reported(harness: BotHarness) -> None:
    amy = harness.world.person("Amy")
    asked = await (await harness.sandbox.invoke(amy.id, harness.channel, "forget-me")).response()
    await harness.database.close()
    used = await harness.sandbox.press(amy.id, asked, "forget:yes")
    assert "database" in (await used.followup()).content


class GatedSegments(FakeSegments):
    """Answers once the gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.gate = asyncio.Event(), asyncio.Event()

    async def translate(self, *segments: Any, **order: Any) -> list[Hypothesis]:
        self.began.set()
        await self.gate.wait()
        return await super().translate(*segments, **order)


async def test_a_member_who_leaves_during_translation_is_still_answered(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    harness.model = model = GatedSegments()
    await harness.open()
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    message = await harness.say(ENGLISH_TEXT)
    await asyncio.wait_for(model.began.wait(), PATIENCE)
    await sandbox.leave(guild, harness.world.person("Amy"))
    model.gate.set()
    await harness.answer_to(message)
    await harness.settled(1)
    assert harness.ledger.outcomes == {"posted": 1}
    await harness.close()


def test_messages_are_grouped_by_post() -> None:
    links = [Link(1, 5, 7, 42, 50, 5, line=0), Link(2, 5, 7, 42, 50, 5, line=1), Link(3, 5, 7, 42, 60, 5)]
    long = [Link(4, 5, 7, 42, 70, 5, part=0), Link(4, 5, 7, 42, 71, 5, part=1)]
    assert group_by_post(links + long) == [[1, 2], [3], [4]]
