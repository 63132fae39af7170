"""The privacy notice, ignored users and erasure."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.chat.features.privacy.commands import described_tables, privacy_notice
from bot.chat.features.privacy.erasure import group_by_post
from bot.chat.features.privacy.retention import Retention
from bot.chat.relay.message import Message as Facts
from bot.chat.relay.post import Post
from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, say
from bot.nmt.types import Hypothesis
from bot.sandbox.model import Message, MessageFlag
from bot.sandbox.server import Sandbox
from bot.storage.schema import metadata
from bot.storage.types import GlossaryTerm, Link, MemberPreferences, PostKind
from bot.text.limits import MESSAGE, length
from tests.chat.house import PATIENCE, House, said
from tests.translation.fakes import FakeSegments

ENGLISH_TEXT = "How are you doing today, my friend?"


@pytest.mark.parametrize("locale", [ENGLISH, SIMPLIFIED, TRADITIONAL])
def test_the_notice_describes_every_table(locale: str) -> None:
    stored = sorted(metadata.tables)
    assert described_tables(locale) == stored
    text = privacy_notice(locale, Retention(30, 7))
    for table in stored:
        assert say(locale, f"privacy.table.{table}") in text
    assert length(text) <= MESSAGE


@pytest.mark.parametrize(("days", "told"), [(30, "deleted 30 days"), (0, "kept until you ask")])
def test_the_notice_says_how_long_links_are_kept(days: int, told: str) -> None:
    text = privacy_notice(ENGLISH, Retention(days, 9))
    assert told in text
    assert "deleted 9 days later" in text


async def test_privacy_speaks_the_readers_language(house: House) -> None:
    assert "Nothing you write is stored" in await house.asked("Amy", "privacy")
    assert "一概不存储" in await house.asked("小李", "privacy")
    assert "一概不儲存" in await house.asked("阿明", "privacy")


async def test_ignored_users_are_not_translated_until_they_opt_back_in(house: House) -> None:
    before = await house.say(ENGLISH_TEXT)
    await house.answer_to(before)
    assert "I'll ignore your messages" in await house.asked("Amy", "ignore-me on")
    # An existing translation is removed when the message is edited.
    await house.sandbox.edit(house.channel, before.id, "I am very tired today.")
    await house.sandbox.until(lambda: not house.posts())
    await house.say(ENGLISH_TEXT)
    other = await house.say(ENGLISH_TEXT, "Jake")
    answer = await house.answer_to(other)
    assert house.posts() == [answer]
    await house.asked("Amy", "ignore-me off")
    await house.answer_to(await house.say(ENGLISH_TEXT))


async def test_ignored_users_get_no_answer_in_direct_messages(house: House) -> None:
    amy, world = house.world.person("Amy"), house.world
    direct = world.dm(amy, world.bot)
    used = await house.sandbox.invoke(amy.id, direct.id, "ignore-me on")
    assert "I'll ignore your messages" in await said(used)
    await house.say(ENGLISH_TEXT, channel=direct.id)
    await house.answer_to(await house.say(ENGLISH_TEXT, "Jake"))
    assert not [post for post in house.posts(direct.id) if post.reference]


async def test_ignoring_keeps_the_chosen_language(house: House) -> None:
    await house.asked("Amy", "language set", language="zh")
    await house.asked("Amy", "ignore-me on")
    amy = house.world.person("Amy").id
    assert await house.stores.members.get(amy) == MemberPreferences(amy, "zh", ignored=True)


async def test_only_ignored_users_themselves_can_have_their_messages_translated(house: House) -> None:
    quiet = house.world.named("quiet").id
    await house.asked("小李", "ignore-me on")
    message = await house.say("你们中午吃了什么？", "小李", channel=quiet)
    asked = (("Amy", "Translate", "asked me to ignore their messages"), ("阿明", "Explain", "要求我忽略"))
    for who, menu, told in asked:
        used = await house.sandbox.invoke_message(house.world.person(who).id, quiet, message.id, menu)
        answer = await used.response()
        assert told in answer.content
        assert answer.flags & MessageFlag.EPHEMERAL
    assert house.model.asked == []
    house.model.enqueue("What did you eat for lunch?")
    used = await house.sandbox.invoke_message(house.world.person("小李").id, quiet, message.id, "Translate")
    assert "asked me" not in await said(used)
    assert house.model.asked


async def confirm(house: House, who: str, channel: int | None = None, button: str = "forget:yes") -> str:
    """Use `/forget-me`, press a button, and return the final text."""
    person = house.world.person(who).id
    asked = await (await house.sandbox.invoke(person, channel or house.channel, "forget-me")).response()
    return await pressed(house, person, asked, button)


async def pressed(house: House, person: int, asked: Message, button: str) -> str:
    first = asked.content
    used = await house.sandbox.press(person, asked, button)
    working = (
        say("en", "forget.working"),
        say("zh-CN", "forget.working"),
    )
    await house.sandbox.until(lambda: used.failed or asked.content not in (first, *working))
    assert asked.components == []
    return asked.content


async def test_forget_me_deletes_everything_and_reports_it(house: House) -> None:
    amy, guild_id = house.world.person("Amy").id, house.world.channel(house.channel).guild_id or 0
    await house.asked("Amy", "language set", language="en")
    mine = [await house.say(f"This is sentence number {n} of many.") for n in range(3)]
    await house.settled(3)
    other = await house.say(ENGLISH_TEXT, "Jake")
    kept = await house.answer_to(other)
    await house.stores.glossary.add(
        GlossaryTerm(guild_id, "en", "bridge", "桥", exact=False, author_id=amy, created_at=1)
    )
    await house.stores.votes.cast(kept.id, guild_id, amy, 1)
    told = await confirm(house, "Amy")
    assert "Translations of your messages on Discord: 3" in told
    assert "Links to translations: 3" in told
    assert "Preferences: 1 · suggestions: 0 · votes: 1" in told
    assert "glossary terms: 1" in told
    assert [post.id for post in house.posts()] == [kept.id]
    assert await house.stores.links.of_author(amy, 10) == []
    assert await house.stores.votes.count(guild_id) == (0, 0)
    assert (await house.stores.members.get(amy)) == MemberPreferences(amy)
    assert [term.author_id for term in await house.stores.glossary.of_guild(guild_id)] == [0]
    assert {message.id for message in mine} <= set(house.world.channel(house.channel).messages)


async def test_forget_me_removes_lines_from_digests(house: House) -> None:
    def facts(number: int, who: str) -> Facts:
        guild_id = house.world.channel(house.channel).guild_id
        return Facts(number, house.channel, guild_id, house.world.person(who).id, who)

    people = ("Jake", "Amy", "Jake", "Amy")
    posts = [
        Post(facts(1000 + n, who), PostKind.TRANSLATION, house.channel, f"第{n}句") for n, who in enumerate(people)
    ]
    await house.client.publisher.publish(posts)
    [digest] = house.posts()
    assert "Translations of your messages on Discord: 2" in await confirm(house, "Amy")
    assert "**Amy**" not in digest.content
    assert digest.content.count("**Jake**") == 2
    assert digest.id in house.world.channel(house.channel).messages


async def test_forget_me_drops_translations_not_posted_yet(house: House) -> None:
    house.sandbox.faults.add(rf"/channels/{house.channel}/messages", method="POST", status=0, delay_ms=150)
    for _ in range(4):
        await house.say(ENGLISH_TEXT)
    await confirm(house, "Amy")
    assert house.client.outbox
    await house.client.outbox.drain()
    assert house.ledger.open == 0
    assert house.posts() == []
    assert await house.stores.links.of_author(house.world.person("Amy").id, 10) == []


async def test_forget_me_in_direct_messages_covers_servers(house: House) -> None:
    amy = house.world.person("Amy")
    direct = house.world.dm(amy, house.world.bot)
    await house.answer_to(await house.say(ENGLISH_TEXT))
    await house.answer_to(await house.say(ENGLISH_TEXT, channel=direct.id))
    assert "Translations of your messages on Discord: 2" in await confirm(house, "Amy", direct.id)
    assert house.posts() == []


async def test_translations_that_cannot_be_removed_are_counted_and_unlinked(house: House) -> None:
    await house.answer_to(await house.say(ENGLISH_TEXT))
    house.sandbox.faults.add(
        rf"/channels/{house.channel}/messages/", method="DELETE", status=403, body={"code": 50001, "message": "no"}
    )
    told = await confirm(house, "Amy")
    assert "Translations of your messages on Discord: 0" in told
    assert "no longer have permission to remove the translation of one" in told
    assert await house.stores.links.of_author(house.world.person("Amy").id, 10) == []


async def test_nothing_is_deleted_without_confirmation(house: House) -> None:
    await house.answer_to(await house.say(ENGLISH_TEXT))
    assert await confirm(house, "Amy", button="forget:no") == "Nothing was deleted."
    assert len(house.posts()) == 1
    assert await house.stores.links.of_author(house.world.person("Amy").id, 10)


async def test_the_report_is_in_the_users_language(house: House) -> None:
    assert "译文：0 条" in await confirm(house, "小李")


async def test_confirmation_buttons_work_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = House(sandbox, tmp_path)
    await before.open()
    await before.answer_to(await before.say(ENGLISH_TEXT))
    amy = before.world.person("Amy").id
    asked = await (await sandbox.invoke(amy, before.channel, "forget-me")).response()
    await before.close()
    after = House(sandbox, tmp_path)
    await after.open()
    try:
        assert "Discord: 1" in await pressed(after, amy, asked, "forget:yes")
        assert after.posts() == []
    finally:
        await after.close()


async def test_a_late_report_is_sent_as_a_direct_message(house: House) -> None:
    house.sandbox.faults.add(r"/webhooks/", method="PATCH", status=401, body={"code": 50027, "message": "late"})
    amy = house.world.person("Amy")
    asked = await (await house.sandbox.invoke(amy.id, house.channel, "forget-me")).response()
    await house.sandbox.press(amy.id, asked, "forget:yes")
    direct = house.world.dm(amy, house.world.bot)
    await house.sandbox.until(lambda: house.posts(direct.id))
    assert "I no longer store anything about you" in house.posts(direct.id)[0].content


async def test_a_database_error_is_reported(house: House) -> None:
    amy = house.world.person("Amy")
    asked = await (await house.sandbox.invoke(amy.id, house.channel, "forget-me")).response()
    await house.guilds._database.close()
    used = await house.sandbox.press(amy.id, asked, "forget:yes")
    assert "went wrong" in (await used.followup()).content


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
    house = House(sandbox, tmp_path)
    house.model = model = GatedSegments()
    await house.open()
    guild = house.world.guilds[house.world.channel(house.channel).guild_id or 0]
    message = await house.say(ENGLISH_TEXT)
    await asyncio.wait_for(model.began.wait(), PATIENCE)
    await sandbox.leave(guild, house.world.person("Amy"))
    model.gate.set()
    await house.answer_to(message)
    await house.settled(1)
    assert house.ledger.outcomes == {"posted": 1}
    await house.close()


def test_messages_are_grouped_by_post() -> None:
    links = [Link(1, 5, 7, 42, 50, 5, line=0), Link(2, 5, 7, 42, 50, 5, line=1), Link(3, 5, 7, 42, 60, 5)]
    long = [Link(4, 5, 7, 42, 70, 5, part=0), Link(4, 5, 7, 42, 71, 5, part=1)]
    assert group_by_post(links + long) == [[1, 2], [3], [4]]
