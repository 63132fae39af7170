"""Bridged channels, each case against the server that plays Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.chat.relay import attachments
from bot.errors import EngineError
from bot.sandbox import channels, messages
from bot.sandbox.messages import Upload
from bot.sandbox.model import Channel, Message, MessageFlag
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types import BridgedChannel, ChannelPreferences, GuildPreferences, MemberPreferences
from tests.chat.house import House

ENGLISH = "How are you doing today, my friend?"
CHINESE = "我在回家的路上"


class Span:
    """Three bridged channels, `#english`, `#中文` and `#lounge` for both, in a house."""

    def __init__(self, house: House) -> None:
        self.house, self.world, self.sandbox = house, house.world, house.sandbox
        guild = next(iter(self.world.guilds.values()))
        self.guild_id = guild.id
        self.english = self.world.add_channel(guild, "english")
        self.chinese = self.world.add_channel(guild, "中文")
        self.lounge = self.world.add_channel(guild, "休息室-lounge")

    async def build(self, *, lounge: bool = False) -> None:
        rows = [(self.english, "en"), (self.chinese, "zh"), *([(self.lounge, None)] if lounge else [])]
        await self.house.stores.bridges.add(
            [BridgedChannel(channel.id, self.guild_id, 1, language) for channel, language in rows]
        )

    async def say(self, text: str, who: str = "Amy", channel: Channel | None = None, **more: object) -> Message:
        return await self.house.say(text, who, (channel or self.english).id, **more)

    def copies(self, channel: Channel | None = None) -> list[Message]:
        return [post for post in (channel or self.chinese).messages.values() if post.author is self.world.bot]

    async def arrived(self, count: int = 1, channel: Channel | None = None) -> Message:
        await self.sandbox.until(lambda: len(self.copies(channel)) >= count)
        await self.house.settled(self.house.ledger.submitted)
        return self.copies(channel)[-1]

    def upload(self, *files: tuple[str, bytes], who: str = "Amy", text: str = "") -> Message:
        uploads = [Upload(index, name, content) for index, (name, content) in enumerate(files)]
        body = {"content": text, "attachments": [{"id": str(each.index)} for each in uploads]}
        return messages.post(self.world, self.english, self.world.person(who), body, uploads)

    async def react(self, message: Message, emoji: str, who: str = "Amy", *, take: bool = False) -> None:
        path = f"/channels/{message.channel_id}/messages/{message.id}/reactions/{emoji}/@me"
        headers = {"Authorization": self.world.person(who).token}
        async with aiohttp.ClientSession(headers=headers) as session:
            answer = await session.request("DELETE" if take else "PUT", self.sandbox.api + path)
            assert answer.status == 204

    def edit(self, message: Message, text: str, millisecond: int) -> None:
        """Edit at a time of its own, which a quick sandbox would not see to."""
        messages.edit(self.world, message, message.author, {"content": text})
        message.edited = f"2026-01-01T00:00:00.{millisecond:03}000+00:00"
        messages.announce(self.world, "MESSAGE_UPDATE", message)

    def reactions(self, message: Message) -> dict[str, int]:
        """How often the bot reacts to a message, by emoji."""
        return {emoji: 1 for emoji, each in (message.reactions or {}).items() if self.world.bot.id in each.users}


@pytest.fixture
async def span(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Span]:
    house = House(sandbox, tmp_path)
    span = Span(house)
    await house.open(enabled=False)
    await span.build()
    yield span
    own = [ping for ping in house.world.pings if ping.author_id == house.world.bot.id]
    await house.close()
    assert own == []


async def test_a_message_appears_translated_in_its_authors_name(span: Span) -> None:
    span.house.model.enqueue("朋友，你今天过得怎么样？")
    await span.say(ENGLISH)
    copy = await span.arrived()
    assert (copy.name, copy.content) == ("Amy", "朋友，你今天过得怎么样？")
    assert copy.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert span.copies(span.english) == []
    assert span.house.ledger.outcomes == {"posted": 1}


async def test_both_ways_and_no_loop(span: Span) -> None:
    await span.say(ENGLISH)
    await span.arrived()
    await span.say(CHINESE, "小李", span.chinese)
    await span.arrived(1, span.english)
    await span.say(ENGLISH)
    await span.arrived(2)
    assert len(span.copies()) == 2
    assert len(span.copies(span.english)) == 1
    assert span.house.ledger.submitted == 3


async def test_what_is_in_the_language_of_the_channel_stays_as_it_is(span: Span) -> None:
    await span.say(CHINESE)
    assert (await span.arrived()).content == CHINESE
    await span.say("👍 https://example.com")
    assert (await span.arrived(2)).content == "👍 https://example.com"
    assert span.house.model.asked == []


async def test_where_both_languages_are_read_both_are_shown(span: Span) -> None:
    await span.build(lounge=True)
    span.house.model.enqueue("你今天过得怎么样？")
    await span.say(ENGLISH)
    await span.arrived()
    await span.arrived(1, span.lounge)
    await span.house.settled(2)
    [copy] = span.copies(span.lounge)
    assert copy.content.startswith(f"{ENGLISH}\n")


async def test_nobody_is_pinged_neither_by_a_copy_nor_by_its_edit(span: Span) -> None:
    text = f"hey @everyone and <@{span.world.person('小李').id}>, how are you doing today?"
    message = await span.say(text)
    copy = await span.arrived()
    assert "@everyone" in copy.content
    await span.sandbox.edit(span.english.id, message.id, text + " I am fine.")
    await span.sandbox.until(lambda: copy.edited)


async def test_bots_webhooks_commands_and_people_who_are_ignored_are_left_alone(span: Span) -> None:
    await span.sandbox.say(span.english.id, span.world.bot.id, ENGLISH)
    await span.house.stores.members.set(MemberPreferences(span.world.person("Jake").id, ignored=True))
    await span.say(ENGLISH, "Jake")
    await span.say("The one that counts.")
    await span.arrived()
    assert len(span.copies()) == 1


async def test_the_order_of_the_chat_is_kept(span: Span) -> None:
    for number in range(12):
        await span.say(f"This is sentence number {number} of many.")
    await span.house.settled(12)
    assert span.house.ledger.outcomes == {"posted": 12}
    links = [
        link
        for message in span.english.messages.values()
        for link in await span.house.stores.links.of_original(message.id)
    ]
    assert len(links) == 12
    assert [(link.post_id, link.line or 0) for link in links] == sorted(
        (link.post_id, link.line or 0) for link in links
    )


async def test_a_burst_is_a_digest_that_follows_edits_and_deletions(span: Span) -> None:
    await span.say(ENGLISH)
    await span.arrived()
    async with span.house.held_post(r"/webhooks/\d+/[^/]+$", ENGLISH, ready=2, channel=span.english.id):
        said = [await span.say(f"This is sentence number {n} of many.", who) for n, who in enumerate(["Jake", "Amy"])]
    await span.house.settled(4)
    digest = span.copies()[-1]
    assert "**Jake**" in digest.content
    span.house.model.enqueue("这一行改过了")
    await span.sandbox.edit(span.english.id, said[0].id, "This line has been changed now.")
    await span.sandbox.until(lambda: "这一行改过了" in digest.content)
    await span.sandbox.delete(span.english.id, said[0].id)
    await span.sandbox.until(lambda: "**Jake**" not in digest.content)


async def test_edits_and_deletions_reach_every_copy(span: Span) -> None:
    await span.build(lounge=True)
    message = await span.say(ENGLISH)
    copies = [await span.arrived(), await span.arrived(1, span.lounge)]
    await span.house.settled(2)
    span.house.model.enqueue("我今天很累", "我今天很累")
    await span.sandbox.edit(span.english.id, message.id, "I am very tired today.")
    await span.sandbox.until(lambda: all(copy.content.endswith("我今天很累") for copy in copies))
    await span.sandbox.delete(span.english.id, message.id)
    await span.sandbox.until(lambda: not span.copies() and not span.copies(span.lounge))
    assert await span.house.stores.links.of_original(message.id) == []


async def test_five_edits_in_a_second_end_with_the_last(span: Span) -> None:
    message = await span.say(CHINESE)
    copy = await span.arrived()
    for number in range(1, 6):
        span.edit(message, f"我改了{number}次", number)
    await span.sandbox.until(lambda: copy.content == "我改了5次")
    assert span.copies() == [copy]


async def test_edits_of_a_copy_that_is_in_flight_follow_it(span: Span) -> None:
    await span.say(ENGLISH)
    await span.arrived()
    slow = span.sandbox.faults.add(r"/webhooks/\d+/[^/]+$", method="POST", status=0, delay_ms=100)
    message = await span.say(CHINESE)
    await span.sandbox.until(lambda: not slow.times)
    await span.sandbox.edit(span.english.id, message.id, "我改了一次")
    await span.sandbox.until(lambda: len(span.copies()) == 2 and span.copies()[-1].content == "我改了一次")


async def test_a_message_deleted_on_its_way_does_not_stay(span: Span) -> None:
    await span.say(ENGLISH)
    await span.arrived()
    span.sandbox.faults.add(r"/webhooks/\d+/[^/]+$", method="POST", status=0, delay_ms=100, times=2)
    first, second = await span.say(ENGLISH), await span.say(ENGLISH)
    await span.sandbox.delete_many(span.english.id, [first.id, second.id])
    await span.house.settled(3)
    await span.sandbox.until(lambda: len(span.copies()) == 1)
    assert span.house.ledger.open == 0


async def test_a_bulk_deletion_takes_all_copies(span: Span) -> None:
    said = [await span.say(ENGLISH) for _ in range(4)]
    await span.house.settled(4)
    await span.sandbox.delete_many(span.english.id, [message.id for message in said])
    await span.sandbox.until(lambda: not span.copies())


async def test_a_reply_quotes_and_links_what_stands_in_the_other_channel(span: Span) -> None:
    span.house.model.enqueue("你好吗，我亲爱的朋友？", "我今天很好")
    first = await span.say("How are you doing, my dear friend?")
    there = await span.arrived()
    await span.say("I am very well today.", "Jake", reply_to=first.id)
    reply = await span.arrived(2)
    jump = f"https://discord.com/channels/{span.guild_id}/{span.chinese.id}/{there.id}"
    assert reply.content == f"> **Amy**: 你好吗，我亲爱的朋友？ [↗](<{jump}>)\n我今天很好"


async def test_a_reply_to_a_copy_points_back_to_its_original(span: Span) -> None:
    span.house.model.enqueue("你好吗？", "I am fine.", "那就好", "Good to hear.")
    first = await span.say(ENGLISH)
    there = await span.arrived()
    answer = await span.say("我很好，谢谢你", "小李", span.chinese, reply_to=there.id)
    back = await span.arrived(1, span.english)
    assert back.content.startswith(f"> **Amy**: {ENGLISH} [↗](<https://discord.com/channels/")
    assert f"/{span.english.id}/{first.id}>)" in back.content
    await span.say("Good for you, my friend.", reply_to=back.id)
    last = await span.arrived(2)
    assert last.content.split("\n")[0].startswith("> **小李**: 我很好，谢谢你 [↗]")
    assert f"/{span.chinese.id}/{answer.id}>)" in last.content


async def test_a_reply_right_behind_its_message_is_quoted_where_it_arrives(span: Span) -> None:
    first = await span.say(CHINESE)
    await span.say("太好了", "Jake", reply_to=first.id)
    await span.house.settled(2)
    quoted = [post for post in span.copies() if post.content.startswith("> **Amy**")]
    assert len(quoted) == 1
    assert f"/{span.chinese.id}/" in quoted[0].content


async def test_a_reply_to_what_was_never_copied_quotes_it_where_it_stands(span: Span) -> None:
    await span.house.stores.bridges.remove(span.english.id)
    old = await span.say("Said before the bridge.")
    await span.build()
    await span.say("太好了", "Jake", reply_to=old.id)
    copy = await span.arrived()
    assert copy.content.startswith("> **Amy**: Said before the bridge. [↗]")
    assert f"/{span.english.id}/{old.id}>)" in copy.content


async def test_an_edited_reply_keeps_its_quote(span: Span) -> None:
    first = await span.say(CHINESE)
    await span.arrived()
    reply = await span.say("太好了", "Jake", reply_to=first.id)
    copy = await span.arrived(2)
    await span.sandbox.edit(span.english.id, reply.id, "真是太好了")
    await span.sandbox.until(lambda: copy.content.endswith("\n真是太好了"))
    assert copy.content.startswith("> **Amy**: 我在回家的路上")


async def test_reactions_are_copied_and_go_with_the_last_person(span: Span) -> None:
    message = await span.say(ENGLISH)
    copy = await span.arrived()
    await span.react(message, "👍")
    await span.sandbox.until(lambda: span.reactions(copy))
    await span.react(message, "👍", "Jake")
    await span.react(message, "👍", take=True)
    await span.react(message, "🎉")
    await span.sandbox.until(lambda: "🎉" in span.reactions(copy))
    assert "👍" in span.reactions(copy)
    await span.react(message, "👍", "Jake", take=True)
    await span.sandbox.until(lambda: "👍" not in (copy.reactions or {}))
    assert "🎉" in span.reactions(copy)


async def test_reactions_to_a_copy_reach_the_original_and_the_other_copies(span: Span) -> None:
    await span.build(lounge=True)
    message = await span.say(ENGLISH)
    copy, other = await span.arrived(), await span.arrived(1, span.lounge)
    await span.house.settled(2)
    await span.react(copy, "❤", "小李")
    await span.sandbox.until(lambda: span.reactions(message) and span.reactions(other))
    assert span.reactions(copy) == {}
    await span.react(message, "❤", "Amy")
    await span.sandbox.until(lambda: span.reactions(copy))
    await span.react(copy, "❤", "小李", take=True)
    await span.sandbox.until(lambda: not span.reactions(message))
    assert span.reactions(other)
    assert span.reactions(copy)
    await span.react(message, "❤", "Amy", take=True)
    await span.sandbox.until(lambda: not any(each.reactions for each in (message, copy, other)))


async def test_small_files_are_uploaded_again_and_large_ones_linked(
    span: Span, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 100)
    monkeypatch.setattr(attachments, "TOGETHER", 150)
    span.upload(
        ("a.txt", b"a" * 90), ("SPOILER_b.txt", b"b" * 50), ("c.txt", b"c" * 120), ("d.txt", b"d" * 90), text="看"
    )
    copy = await span.arrived()
    attached = (copy.extra or {})["attachments"]
    assert [each["filename"] for each in attached] == ["a.txt", "SPOILER_b.txt"]
    assert span.world.files[int(attached[0]["id"])][1] == b"a" * 90
    lines = copy.content.split("\n")
    assert lines[0] == "看"
    assert [line.split("(")[0] for line in lines[1:]] == ["📎 [c.txt]", "📎 [d.txt]"]


async def test_a_file_alone_crosses_too(span: Span) -> None:
    span.upload(("cat.png", b"meow"))
    copy = await span.arrived()
    assert copy.content == ""
    assert [each["filename"] for each in (copy.extra or {})["attachments"]] == ["cat.png"]
    assert copy.name == "Amy"


async def test_a_file_that_is_gone_is_linked(span: Span) -> None:
    span.upload(("cat.png", b"meow"))
    span.world.files.clear()
    copy = await span.arrived()
    assert copy.content.startswith("📎 [cat.png](")


async def test_stickers_come_as_their_pictures(span: Span) -> None:
    await span.say("", sticker_ids=["77"])
    copy = await span.arrived()
    assert copy.content.startswith("🏷️ [sticker 77](https://")
    assert "/77.png)" in copy.content


async def test_a_file_crosses_though_the_webhook_was_deleted(span: Span) -> None:
    await span.say(ENGLISH)
    await span.arrived()
    span.world.webhooks.clear()
    span.upload(("cat.png", b"meow"))
    copy = await span.arrived(2)
    attached = (copy.extra or {})["attachments"]
    assert span.world.files[int(attached[0]["id"])][1] == b"meow"
    assert len(span.world.webhooks) == 1


async def test_without_webhooks_copies_come_signed_and_follow(span: Span) -> None:
    span.world.withheld[span.chinese.id] = int(Permission.MANAGE_WEBHOOKS)
    span.upload(("cat.png", b"meow"), text="看")
    copy = await span.arrived()
    assert copy.persona is None
    assert copy.content.startswith("-# **Amy** [↗](<")
    assert "\n看\n📎 [cat.png](" in copy.content
    message = next(iter(span.english.messages.values()))
    await span.sandbox.edit(span.english.id, message.id, "看看")
    await span.sandbox.until(lambda: "\n看看\n" in copy.content)
    assert copy.content.startswith("-# **Amy** [↗](<")
    await span.sandbox.delete(span.english.id, message.id)
    await span.sandbox.until(lambda: not span.copies())


async def test_who_leaves_meanwhile_is_heard_all_the_same(span: Span) -> None:
    await span.say(ENGLISH)
    await span.arrived()
    span.sandbox.faults.add(r"/webhooks/\d+/[^/]+$", method="POST", status=0, delay_ms=50)
    await span.say(CHINESE, "Jake")
    guild = span.world.guilds[span.guild_id]
    await span.sandbox.leave(guild, span.world.person("Jake"))
    assert (await span.arrived(2)).name == "Jake"


async def test_what_cannot_be_translated_now_crosses_as_it_is(span: Span) -> None:
    span.house.model.enqueue(EngineError("broken"))
    await span.say(ENGLISH)
    assert (await span.arrived()).content == ENGLISH
    assert span.house.ledger.outcomes == {"posted": 1}


async def test_a_copy_that_discord_refuses_is_in_the_books(span: Span) -> None:
    span.world.withheld[span.chinese.id] = int(Permission.MANAGE_WEBHOOKS | Permission.SEND_MESSAGES)
    await span.say(ENGLISH)
    await span.house.settled(1)
    assert span.house.ledger.outcomes == {"failed": 1}


async def test_a_restart_follows_what_was_copied_before(sandbox: Sandbox, tmp_path: Path) -> None:
    before = House(sandbox, tmp_path)
    span = Span(before)
    await before.open(enabled=False)
    await span.build()
    message = await span.say(ENGLISH)
    copy = await span.arrived()
    await before.close()
    span.house = House(sandbox, tmp_path)
    await span.house.open(enabled=False)
    try:
        await sandbox.edit(span.english.id, message.id, CHINESE)
        await sandbox.until(lambda: copy.content == CHINESE)
        await span.react(message, "👍")
        await sandbox.until(lambda: span.reactions(copy))
        await span.say(CHINESE)
        await span.arrived(2)
        assert len(span.world.webhooks) == 1
        await sandbox.delete(span.english.id, message.id)
        await sandbox.until(lambda: len(span.copies()) == 1)
    finally:
        await span.house.close()


async def test_a_bridged_channel_that_is_on_is_translated_in_place_for_its_own_readers(span: Span) -> None:
    await span.house.stores.channels.set(ChannelPreferences(span.english.id, span.guild_id, enabled=True))
    span.house.model.enqueue("I am on my way home.")
    message = await span.say(CHINESE)
    await span.house.settled(2)
    assert span.copies()[0].content == CHINESE
    reply = span.copies(span.english)[0]
    assert reply.content == "I am on my way home."
    await span.sandbox.edit(span.english.id, message.id, ENGLISH)
    await span.sandbox.until(lambda: not span.copies(span.english))
    await span.sandbox.until(lambda: span.copies()[0].edited)
    await span.sandbox.delete(span.english.id, message.id)
    await span.sandbox.until(lambda: not span.copies())


async def test_a_deleted_channel_leaves_its_bridge_and_the_log_channel_is_told(span: Span) -> None:
    quiet = span.world.named("quiet")
    await span.house.stores.guilds.set(GuildPreferences(span.guild_id, log_channel_id=quiet.id))
    await span.build(lounge=True)
    channels.remove(span.world, span.chinese)
    await span.sandbox.until(lambda: span.house.posts(quiet.id))
    [told] = span.house.posts(quiet.id)
    assert f"<#{span.english.id}> <#{span.lounge.id}>" in told.content
    await span.say(ENGLISH)
    await span.arrived(1, span.lounge)
    channels.remove(span.world, span.lounge)
    await span.sandbox.until(lambda: len(span.house.posts(quiet.id)) == 2)
    assert await span.house.stores.bridges.of_guild(span.guild_id) == []


async def test_a_channel_deleted_while_the_bot_was_away_leaves_its_bridge(sandbox: Sandbox, tmp_path: Path) -> None:
    before = House(sandbox, tmp_path)
    span = Span(before)
    await before.open(enabled=False)
    await span.build(lounge=True)
    await before.close()
    channels.remove(span.world, span.chinese)
    quiet = span.world.named("quiet")
    span.world.withheld[span.lounge.id] = int(Permission.VIEW_CHANNEL)
    span.house = House(sandbox, tmp_path)
    await span.house.open(enabled=False)
    try:
        await span.house.stores.guilds.set(GuildPreferences(span.guild_id, log_channel_id=quiet.id))
        await span.say(ENGLISH)
        await span.house.settled(1)
        left = [row.channel_id for row in await span.house.stores.bridges.of_guild(span.guild_id)]
        assert left == [span.english.id, span.lounge.id]
    finally:
        await span.house.close()


class TestCommands:
    async def test_a_bridge_is_built_listed_and_taken_down(self, sandbox: Sandbox, tmp_path: Path) -> None:
        house = House(sandbox, tmp_path)
        span = Span(house)
        await house.open(enabled=False)
        try:
            await house.stores.guilds.set(GuildPreferences(span.guild_id, "zh-Hant"))
            assert "还没有桥接" in await house.asked("王芳", "bridge list")
            made = await house.asked("王芳", "bridge create", first=span.english.id, second=span.chinese.id)
            assert f"<#{span.english.id}>（English · 英语） ↔ <#{span.chinese.id}>（台灣繁體）" in made
            house.model.enqueue("这个游戏真好玩")
            await span.say("This game is really fun.")
            assert (await span.arrived()).content == "這個遊戲真好玩"
            assert f"<#{span.chinese.id}>" in await house.asked("王芳", "bridge list")
            gone = await house.asked("王芳", "bridge remove", channel=span.chinese.id)
            assert "解散" in gone
            assert "不在任何桥接里" in await house.asked("王芳", "bridge remove", channel=span.chinese.id)
        finally:
            await house.close()

    async def test_a_second_bridge_that_would_close_a_loop_is_refused(self, span: Span) -> None:
        answer = await span.house.asked("王芳", "bridge create", first=span.chinese.id, second=span.english.id)
        assert answer.count("已经在一个桥接里") == 2
        answer = await self.create(span, span.chinese, span.lounge)
        assert "已经在一个桥接里" in answer
        assert await span.house.stores.bridges.get(span.lounge.id) is None

    async def create(self, span: Span, first: Channel, second: Channel, **more: object) -> str:
        return await span.house.asked("王芳", "bridge create", first=first.id, second=second.id, **more)

    async def test_a_channel_with_itself_is_no_bridge(self, span: Span) -> None:
        assert "两个不同的频道" in await self.create(span, span.lounge, span.lounge)

    async def test_a_name_that_tells_no_language_is_asked_about(self, span: Span) -> None:
        quiet = span.world.named("quiet")
        answer = await self.create(span, span.lounge, quiet)
        assert answer.count("看不出") == 2
        given = {"first-language": "both", "second-language": "zh-HK"}
        assert "香港繁體" in await self.create(span, span.lounge, quiet, **given)
        rows = await span.house.stores.bridges.of_guild(span.guild_id)
        languages = {row.channel_id: row.language for row in rows}
        assert (languages[span.lounge.id], languages[quiet.id]) == (None, "zh-HK")

    async def test_missing_permissions_are_named(self, span: Span) -> None:
        quiet = span.world.named("quiet")
        given = {"first-language": "both", "second-language": "zh-HK"}
        span.world.overwrite(quiet, span.world.bot, deny=int(Permission.MANAGE_WEBHOOKS))
        channels.announce(span.world, "CHANNEL_UPDATE", quiet)
        answer = await self.create(span, span.lounge, quiet, **given)
        assert "管理 Webhook" in answer

    async def test_who_may_not_manage_channels_is_not_offered_the_command(self, span: Span) -> None:
        with pytest.raises(Exception, match="nknown"):
            await span.house.asked("Amy", "bridge list")
