"""Bridged channels."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.chat.relay import attachments
from bot.errors import EngineError
from bot.sandbox import channels, messages
from bot.sandbox.messages import Upload
from bot.sandbox.model import Channel, ChannelType, Message, MessageFlag
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types import BridgedChannel, ChannelPreferences, GuildPreferences, MemberPreferences
from tests.chat.harness import BotHarness

ENGLISH = "How are you doing today, my friend?"
CHINESE = "我在回家的路上"


class BridgeHarness:
    """Three channels to bridge: `#english`, `#中文`, and `#lounge` for both languages."""

    def __init__(self, harness: BotHarness) -> None:
        self.harness, self.world, self.sandbox = harness, harness.world, harness.sandbox
        guild = next(iter(self.world.guilds.values()))
        self.guild_id = guild.id
        self.english = self.world.add_channel(guild, "english")
        self.chinese = self.world.add_channel(guild, "中文")
        self.lounge = self.world.add_channel(guild, "休息室-lounge")

    async def build(self, *, lounge: bool = False) -> None:
        rows = [(self.english, "en"), (self.chinese, "zh"), *([(self.lounge, None)] if lounge else [])]
        await self.harness.stores.bridges.add(
            [BridgedChannel(channel.id, self.guild_id, 1, language) for channel, language in rows]
        )

    async def say(self, text: str, who: str = "Amy", channel: Channel | None = None, **more: object) -> Message:
        return await self.harness.say(text, who, (channel or self.english).id, **more)

    def copies(self, channel: Channel | None = None) -> list[Message]:
        return [post for post in (channel or self.chinese).messages.values() if post.author is self.world.bot]

    async def arrived(self, count: int = 1, channel: Channel | None = None) -> Message:
        await self.sandbox.until(lambda: len(self.copies(channel)) >= count)
        await self.harness.settled(self.harness.ledger.submitted)
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
        """Edit at a given millisecond, because edits in a fast test would otherwise get the same timestamp."""
        messages.edit(self.world, message, message.author, {"content": text})
        message.edited = f"2026-01-01T00:00:00.{millisecond:03}000+00:00"
        messages.announce(self.world, "MESSAGE_UPDATE", message)

    def reactions(self, message: Message) -> dict[str, int]:
        """The bot's own reactions to a message, counted by emoji."""
        return {emoji: 1 for emoji, each in (message.reactions or {}).items() if self.world.bot.id in each.users}


@pytest.fixture
async def bridge(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[BridgeHarness]:
    harness = BotHarness(sandbox, tmp_path)
    bridge = BridgeHarness(harness)
    await harness.open(enabled=False)
    await bridge.build()
    yield bridge
    own = [ping for ping in harness.world.pings if ping.author_id == harness.world.bot.id]
    await harness.close()
    assert own == []


async def test_a_message_is_copied_translated_in_the_authors_name(bridge: BridgeHarness) -> None:
    bridge.harness.model.enqueue("朋友，你今天过得怎么样？")
    await bridge.say(ENGLISH)
    copy = await bridge.arrived()
    assert (copy.name, copy.content) == ("Amy", "朋友，你今天过得怎么样？")
    assert copy.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert bridge.copies(bridge.english) == []
    assert bridge.harness.ledger.outcomes == {"posted": 1}


async def test_copies_go_both_ways_without_a_loop(bridge: BridgeHarness) -> None:
    await bridge.say(ENGLISH)
    await bridge.arrived()
    await bridge.say(CHINESE, "小李", bridge.chinese)
    await bridge.arrived(1, bridge.english)
    await bridge.say(ENGLISH)
    await bridge.arrived(2)
    assert len(bridge.copies()) == 2
    assert len(bridge.copies(bridge.english)) == 1
    assert bridge.harness.ledger.submitted == 3


async def test_text_in_the_language_of_the_channel_is_copied_unchanged(bridge: BridgeHarness) -> None:
    await bridge.say(CHINESE)
    assert (await bridge.arrived()).content == CHINESE
    await bridge.say("👍 https://example.com")
    assert (await bridge.arrived(2)).content == "👍 https://example.com"
    assert bridge.harness.model.asked == []


async def test_channels_for_both_languages_show_both(bridge: BridgeHarness) -> None:
    await bridge.build(lounge=True)
    bridge.harness.model.enqueue("你今天过得怎么样？")
    await bridge.say(ENGLISH)
    await bridge.arrived()
    await bridge.arrived(1, bridge.lounge)
    await bridge.harness.settled(2)
    [copy] = bridge.copies(bridge.lounge)
    assert copy.content.startswith(f"{ENGLISH}\n")


async def test_neither_a_copy_nor_its_edit_pings(bridge: BridgeHarness) -> None:
    text = f"hey @everyone and <@{bridge.world.person('小李').id}>, how are you doing today?"
    message = await bridge.say(text)
    copy = await bridge.arrived()
    assert "@everyone" in copy.content
    await bridge.sandbox.edit(bridge.english.id, message.id, text + " I am fine.")
    await bridge.sandbox.until(lambda: copy.edited)


async def test_bots_and_people_who_opted_out_are_not_copied(bridge: BridgeHarness) -> None:
    await bridge.sandbox.say(bridge.english.id, bridge.world.bot.id, ENGLISH)
    await bridge.harness.stores.members.set(MemberPreferences(bridge.world.person("Jake").id, ignored=True))
    await bridge.say(ENGLISH, "Jake")
    await bridge.say("The one that counts.")
    await bridge.arrived()
    assert len(bridge.copies()) == 1


async def test_copies_keep_the_order_of_the_chat(bridge: BridgeHarness) -> None:
    for number in range(12):
        await bridge.say(f"This is sentence number {number} of many.")
    await bridge.harness.settled(12)
    assert bridge.harness.ledger.outcomes == {"posted": 12}
    links = [
        link
        for message in bridge.english.messages.values()
        for link in await bridge.harness.stores.links.of_original(message.id)
    ]
    assert len(links) == 12
    assert [(link.post_id, link.line or 0) for link in links] == sorted(
        (link.post_id, link.line or 0) for link in links
    )


async def test_a_burst_is_a_digest_that_follows_edits_and_deletions(bridge: BridgeHarness) -> None:
    await bridge.say(ENGLISH)
    await bridge.arrived()
    async with bridge.harness.held_post(r"/webhooks/\d+/[^/]+$", ENGLISH, ready=2, channel=bridge.english.id):
        said = [await bridge.say(f"This is sentence number {n} of many.", who) for n, who in enumerate(["Jake", "Amy"])]
    await bridge.harness.settled(4)
    digest = bridge.copies()[-1]
    assert "**Jake**" in digest.content
    bridge.harness.model.enqueue("这一行改过了")
    await bridge.sandbox.edit(bridge.english.id, said[0].id, "This line has been changed now.")
    await bridge.sandbox.until(lambda: "这一行改过了" in digest.content)
    await bridge.sandbox.delete(bridge.english.id, said[0].id)
    await bridge.sandbox.until(lambda: "**Jake**" not in digest.content)


async def test_edits_and_deletions_reach_every_copy(bridge: BridgeHarness) -> None:
    await bridge.build(lounge=True)
    message = await bridge.say(ENGLISH)
    copies = [await bridge.arrived(), await bridge.arrived(1, bridge.lounge)]
    await bridge.harness.settled(2)
    bridge.harness.model.enqueue("我今天很累", "我今天很累")
    await bridge.sandbox.edit(bridge.english.id, message.id, "I am very tired today.")
    await bridge.sandbox.until(lambda: all(copy.content.endswith("我今天很累") for copy in copies))
    await bridge.sandbox.delete(bridge.english.id, message.id)
    await bridge.sandbox.until(lambda: not bridge.copies() and not bridge.copies(bridge.lounge))
    assert await bridge.harness.stores.links.of_original(message.id) == []


async def test_the_last_of_several_quick_edits_wins(bridge: BridgeHarness) -> None:
    message = await bridge.say(CHINESE)
    copy = await bridge.arrived()
    for number in range(1, 6):
        bridge.edit(message, f"我改了{number}次", number)
    await bridge.sandbox.until(lambda: copy.content == "我改了5次")
    assert bridge.copies() == [copy]


async def test_an_edit_during_the_post_of_a_copy_follows_it(bridge: BridgeHarness) -> None:
    await bridge.say(ENGLISH)
    await bridge.arrived()
    slow = bridge.sandbox.faults.add(r"/webhooks/\d+/[^/]+$", method="POST", status=0, delay_ms=100)
    message = await bridge.say(CHINESE)
    await bridge.sandbox.until(lambda: not slow.times)
    await bridge.sandbox.edit(bridge.english.id, message.id, "我改了一次")
    await bridge.sandbox.until(lambda: len(bridge.copies()) == 2 and bridge.copies()[-1].content == "我改了一次")


async def test_a_message_deleted_during_its_post_is_removed(bridge: BridgeHarness) -> None:
    await bridge.say(ENGLISH)
    await bridge.arrived()
    bridge.sandbox.faults.add(r"/webhooks/\d+/[^/]+$", method="POST", status=0, delay_ms=100, times=2)
    first, second = await bridge.say(ENGLISH), await bridge.say(ENGLISH)
    await bridge.sandbox.delete_many(bridge.english.id, [first.id, second.id])
    await bridge.harness.settled(3)
    await bridge.sandbox.until(lambda: len(bridge.copies()) == 1)
    assert bridge.harness.ledger.open == 0


async def test_a_bulk_deletion_removes_all_copies(bridge: BridgeHarness) -> None:
    said = [await bridge.say(ENGLISH) for _ in range(4)]
    await bridge.harness.settled(4)
    await bridge.sandbox.delete_many(bridge.english.id, [message.id for message in said])
    await bridge.sandbox.until(lambda: not bridge.copies())


async def test_a_reply_quotes_and_links_the_copy_in_the_other_channel(bridge: BridgeHarness) -> None:
    bridge.harness.model.enqueue("你好吗，我亲爱的朋友？", "我今天很好")
    first = await bridge.say("How are you doing, my dear friend?")
    there = await bridge.arrived()
    await bridge.say("I am very well today.", "Jake", reply_to=first.id)
    reply = await bridge.arrived(2)
    jump = f"https://discord.com/channels/{bridge.guild_id}/{bridge.chinese.id}/{there.id}"
    assert reply.content == f"> **Amy**: 你好吗，我亲爱的朋友？ [↗](<{jump}>)\n我今天很好"


async def test_a_reply_to_a_copy_quotes_the_original(bridge: BridgeHarness) -> None:
    bridge.harness.model.enqueue("你好吗？", "I am fine.", "那就好", "Good to hear.")
    first = await bridge.say(ENGLISH)
    there = await bridge.arrived()
    answer = await bridge.say("我很好，谢谢你", "小李", bridge.chinese, reply_to=there.id)
    back = await bridge.arrived(1, bridge.english)
    assert back.content.startswith(f"> **Amy**: {ENGLISH} [↗](<https://discord.com/channels/")
    assert f"/{bridge.english.id}/{first.id}>)" in back.content
    await bridge.say("Good for you, my friend.", reply_to=back.id)
    last = await bridge.arrived(2)
    assert last.content.split("\n")[0].startswith("> **小李**: 我很好，谢谢你 [↗]")
    assert f"/{bridge.chinese.id}/{answer.id}>)" in last.content


async def test_an_immediate_reply_quotes_the_copy(bridge: BridgeHarness) -> None:
    first = await bridge.say(CHINESE)
    await bridge.say("太好了", "Jake", reply_to=first.id)
    await bridge.harness.settled(2)
    quoted = [post for post in bridge.copies() if post.content.startswith("> **Amy**")]
    assert len(quoted) == 1
    assert f"/{bridge.chinese.id}/" in quoted[0].content


async def test_a_reply_to_an_uncopied_message_quotes_the_original(bridge: BridgeHarness) -> None:
    await bridge.harness.stores.bridges.remove(bridge.english.id)
    old = await bridge.say("Said before the bridge.")
    # Events are handled in order: the bot knows of that message when it answers this one.
    direct = bridge.world.dm(bridge.world.person("Amy"), bridge.world.bot)
    await bridge.harness.answer_to(await bridge.harness.say(ENGLISH, channel=direct.id))
    await bridge.build()
    await bridge.say("太好了", "Jake", reply_to=old.id)
    copy = await bridge.arrived()
    assert copy.content.startswith("> **Amy**: Said before the bridge. [↗]")
    assert f"/{bridge.english.id}/{old.id}>)" in copy.content


async def test_an_edited_reply_keeps_its_quote(bridge: BridgeHarness) -> None:
    first = await bridge.say(CHINESE)
    await bridge.arrived()
    reply = await bridge.say("太好了", "Jake", reply_to=first.id)
    copy = await bridge.arrived(2)
    await bridge.sandbox.edit(bridge.english.id, reply.id, "真是太好了")
    await bridge.sandbox.until(lambda: copy.content.endswith("\n真是太好了"))
    assert copy.content.startswith("> **Amy**: 我在回家的路上")


async def test_reactions_are_mirrored_until_the_last_person_removes_them(bridge: BridgeHarness) -> None:
    message = await bridge.say(ENGLISH)
    copy = await bridge.arrived()
    await bridge.react(message, "👍")
    await bridge.sandbox.until(lambda: bridge.reactions(copy))
    await bridge.react(message, "👍", "Jake")
    await bridge.react(message, "👍", take=True)
    await bridge.react(message, "🎉")
    await bridge.sandbox.until(lambda: "🎉" in bridge.reactions(copy))
    assert "👍" in bridge.reactions(copy)
    await bridge.react(message, "👍", "Jake", take=True)
    await bridge.sandbox.until(lambda: "👍" not in (copy.reactions or {}))
    assert "🎉" in bridge.reactions(copy)


async def test_reactions_to_a_copy_are_mirrored_everywhere(bridge: BridgeHarness) -> None:
    await bridge.build(lounge=True)
    message = await bridge.say(ENGLISH)
    copy, other = await bridge.arrived(), await bridge.arrived(1, bridge.lounge)
    await bridge.harness.settled(2)
    await bridge.react(copy, "❤", "小李")
    await bridge.sandbox.until(lambda: bridge.reactions(message) and bridge.reactions(other))
    assert bridge.reactions(copy) == {}
    await bridge.react(message, "❤", "Amy")
    await bridge.sandbox.until(lambda: bridge.reactions(copy))
    await bridge.react(copy, "❤", "小李", take=True)
    await bridge.sandbox.until(lambda: not bridge.reactions(message))
    assert bridge.reactions(other)
    assert bridge.reactions(copy)
    await bridge.react(message, "❤", "Amy", take=True)
    await bridge.sandbox.until(lambda: not any(each.reactions for each in (message, copy, other)))


async def test_small_files_are_uploaded_again_and_large_ones_linked(
    bridge: BridgeHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 100)
    monkeypatch.setattr(attachments, "TOGETHER", 150)
    bridge.upload(
        ("a.txt", b"a" * 90), ("SPOILER_b.txt", b"b" * 50), ("c.txt", b"c" * 120), ("d.txt", b"d" * 90), text="看"
    )
    copy = await bridge.arrived()
    attached = (copy.extra or {})["attachments"]
    assert [each["filename"] for each in attached] == ["a.txt", "SPOILER_b.txt"]
    assert bridge.world.files[int(attached[0]["id"])][1] == b"a" * 90
    lines = copy.content.split("\n")
    assert lines[0] == "看"
    assert [line.split("(")[0] for line in lines[1:]] == ["📎 [c.txt]", "📎 [d.txt]"]


async def test_a_file_without_text_is_copied(bridge: BridgeHarness) -> None:
    bridge.upload(("cat.png", b"meow"))
    copy = await bridge.arrived()
    assert copy.content == ""
    assert [each["filename"] for each in (copy.extra or {})["attachments"]] == ["cat.png"]
    assert copy.name == "Amy"


async def test_a_file_that_cannot_be_downloaded_is_linked(bridge: BridgeHarness) -> None:
    bridge.upload(("cat.png", b"meow"))
    bridge.world.files.clear()
    copy = await bridge.arrived()
    assert copy.content.startswith("📎 [cat.png](")


async def test_stickers_are_copied_as_images(bridge: BridgeHarness) -> None:
    await bridge.say("", sticker_ids=["77"])
    copy = await bridge.arrived()
    assert copy.content.startswith("🏷️ [sticker 77](https://")
    assert "/77.png)" in copy.content


async def test_a_file_is_copied_although_the_webhook_was_deleted(bridge: BridgeHarness) -> None:
    await bridge.say(ENGLISH)
    await bridge.arrived()
    bridge.world.webhooks.clear()
    bridge.upload(("cat.png", b"meow"))
    copy = await bridge.arrived(2)
    attached = (copy.extra or {})["attachments"]
    assert bridge.world.files[int(attached[0]["id"])][1] == b"meow"
    assert len(bridge.world.webhooks) == 1


async def test_without_webhooks_copies_show_the_author_and_follow_edits(bridge: BridgeHarness) -> None:
    bridge.world.withheld[bridge.chinese.id] = int(Permission.MANAGE_WEBHOOKS)
    bridge.upload(("cat.png", b"meow"), text="看")
    copy = await bridge.arrived()
    assert copy.persona is None
    assert copy.content.startswith("-# **Amy** [↗](<")
    assert "\n看\n📎 [cat.png](" in copy.content
    message = next(iter(bridge.english.messages.values()))
    await bridge.sandbox.edit(bridge.english.id, message.id, "看看")
    await bridge.sandbox.until(lambda: "\n看看\n" in copy.content)
    assert copy.content.startswith("-# **Amy** [↗](<")
    await bridge.sandbox.delete(bridge.english.id, message.id)
    await bridge.sandbox.until(lambda: not bridge.copies())


async def test_messages_of_members_who_leave_are_copied(bridge: BridgeHarness) -> None:
    await bridge.say(ENGLISH)
    await bridge.arrived()
    bridge.sandbox.faults.add(r"/webhooks/\d+/[^/]+$", method="POST", status=0, delay_ms=50)
    await bridge.say(CHINESE, "Jake")
    guild = bridge.world.guilds[bridge.guild_id]
    await bridge.sandbox.leave(guild, bridge.world.person("Jake"))
    assert (await bridge.arrived(2)).name == "Jake"


async def test_a_message_that_cannot_be_translated_is_copied_unchanged(bridge: BridgeHarness) -> None:
    bridge.harness.model.enqueue(EngineError("broken"))
    await bridge.say(ENGLISH)
    assert (await bridge.arrived()).content == ENGLISH
    assert bridge.harness.ledger.outcomes == {"posted": 1}


async def test_a_refused_copy_has_an_outcome(bridge: BridgeHarness) -> None:
    bridge.world.withheld[bridge.chinese.id] = int(Permission.MANAGE_WEBHOOKS | Permission.SEND_MESSAGES)
    await bridge.say(ENGLISH)
    await bridge.harness.settled(1)
    assert bridge.harness.ledger.outcomes == {"failed": 1}


async def test_copies_from_before_a_restart_follow_their_messages(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    bridge = BridgeHarness(before)
    await before.open(enabled=False)
    await bridge.build()
    message = await bridge.say(ENGLISH)
    copy = await bridge.arrived()
    await before.close()
    bridge.harness = BotHarness(sandbox, tmp_path)
    await bridge.harness.open(enabled=False)
    try:
        await sandbox.edit(bridge.english.id, message.id, CHINESE)
        await sandbox.until(lambda: copy.content == CHINESE)
        await bridge.react(message, "👍")
        await sandbox.until(lambda: bridge.reactions(copy))
        await bridge.say(CHINESE)
        await bridge.arrived(2)
        assert len(bridge.world.webhooks) == 1
        await sandbox.delete(bridge.english.id, message.id)
        await sandbox.until(lambda: len(bridge.copies()) == 1)
    finally:
        await bridge.harness.close()


async def test_an_enabled_bridged_channel_is_also_translated_in_place(bridge: BridgeHarness) -> None:
    await bridge.harness.stores.channels.set(ChannelPreferences(bridge.english.id, bridge.guild_id, enabled=True))
    bridge.harness.model.enqueue("I am on my way home.")
    message = await bridge.say(CHINESE)
    await bridge.harness.settled(2)
    assert bridge.copies()[0].content == CHINESE
    reply = bridge.copies(bridge.english)[0]
    assert reply.content == "I am on my way home."
    await bridge.sandbox.edit(bridge.english.id, message.id, ENGLISH)
    await bridge.sandbox.until(lambda: not bridge.copies(bridge.english))
    await bridge.sandbox.until(lambda: bridge.copies()[0].edited)
    await bridge.sandbox.delete(bridge.english.id, message.id)
    await bridge.sandbox.until(lambda: not bridge.copies())


async def test_an_answer_below_a_copy_follows_the_copy(bridge: BridgeHarness) -> None:
    bridge.harness.model.enqueue("朋友，你今天过得怎么样？")
    message = await bridge.say(ENGLISH)
    copy = await bridge.arrived()
    bridge.harness.model.enqueue("My friend, how are you today?")
    await bridge.react(copy, "🇺🇸", "小李")
    answer = await bridge.harness.answer_to(copy)
    assert answer.content == "My friend, how are you today?"
    bridge.harness.model.enqueue("我今天晚上很累了", "I am so tired tonight.")
    bridge.edit(message, "I am very tired this evening.", 5)
    await bridge.sandbox.until(lambda: copy.content == "我今天晚上很累了")
    await bridge.sandbox.until(lambda: answer.content == "I am so tired tonight.")


async def test_a_deleted_channel_is_removed_from_its_bridge_and_reported(bridge: BridgeHarness) -> None:
    quiet = bridge.world.named("quiet")
    await bridge.harness.stores.guilds.set(GuildPreferences(bridge.guild_id, log_channel_id=quiet.id))
    await bridge.build(lounge=True)
    channels.remove(bridge.world, bridge.chinese)
    await bridge.sandbox.until(lambda: bridge.harness.posts(quiet.id))
    [told] = bridge.harness.posts(quiet.id)
    assert f"<#{bridge.english.id}> <#{bridge.lounge.id}>" in told.content
    await bridge.say(ENGLISH)
    await bridge.arrived(1, bridge.lounge)
    channels.remove(bridge.world, bridge.lounge)
    await bridge.sandbox.until(lambda: len(bridge.harness.posts(quiet.id)) == 2)
    assert await bridge.harness.stores.bridges.of_guild(bridge.guild_id) == []


async def test_a_channel_deleted_while_offline_is_removed_from_its_bridge(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    bridge = BridgeHarness(before)
    await before.open(enabled=False)
    await bridge.build(lounge=True)
    quiet = bridge.world.named("quiet")
    await before.stores.guilds.set(GuildPreferences(bridge.guild_id, log_channel_id=quiet.id))
    await before.close()
    channels.remove(bridge.world, bridge.chinese)
    bridge.world.withheld[bridge.lounge.id] = int(Permission.VIEW_CHANNEL)
    bridge.harness = BotHarness(sandbox, tmp_path)
    await bridge.harness.open(enabled=False)
    try:
        await sandbox.until(lambda: bridge.harness.posts(quiet.id))
        await bridge.say(ENGLISH)
        await bridge.harness.settled(1)
        left = [row.channel_id for row in await bridge.harness.stores.bridges.of_guild(bridge.guild_id)]
        assert left == [bridge.english.id, bridge.lounge.id]
    finally:
        await bridge.harness.close()


class TestCommands:
    async def test_a_bridge_is_created_listed_and_removed(self, sandbox: Sandbox, tmp_path: Path) -> None:
        harness = BotHarness(sandbox, tmp_path)
        bridge = BridgeHarness(harness)
        await harness.open(enabled=False)
        try:
            await harness.stores.guilds.set(GuildPreferences(bridge.guild_id, "zh-Hant"))
            assert "还没有桥接" in await harness.use("王芳", "bridge list")
            made = await harness.use("王芳", "bridge create", first=bridge.english.id, second=bridge.chinese.id)
            assert f"<#{bridge.english.id}>（English · 英语） ↔ <#{bridge.chinese.id}>（台灣繁體）" in made
            harness.model.enqueue("这个游戏真好玩")
            await bridge.say("This game is really fun.")
            assert (await bridge.arrived()).content == "這個遊戲真好玩"
            assert f"<#{bridge.chinese.id}>" in await harness.use("王芳", "bridge list")
            gone = await harness.use("王芳", "bridge remove", channel=bridge.chinese.id)
            assert "解散" in gone
            assert "不在任何桥接里" in await harness.use("王芳", "bridge remove", channel=bridge.chinese.id)
        finally:
            await harness.close()

    async def test_a_channel_can_be_in_only_one_bridge(self, bridge: BridgeHarness) -> None:
        answer = await bridge.harness.use("王芳", "bridge create", first=bridge.chinese.id, second=bridge.english.id)
        assert answer.count("已经在一个桥接里") == 2
        answer = await self.create(bridge, bridge.chinese, bridge.lounge)
        assert "已经在一个桥接里" in answer
        assert await bridge.harness.stores.bridges.get(bridge.lounge.id) is None

    async def create(self, bridge: BridgeHarness, first: Channel, second: Channel, **more: object) -> str:
        return await bridge.harness.use("王芳", "bridge create", first=first.id, second=second.id, **more)

    async def test_a_channel_cannot_be_bridged_with_itself(self, bridge: BridgeHarness) -> None:
        assert "两个不同的频道" in await self.create(bridge, bridge.lounge, bridge.lounge)

    async def test_an_ambiguous_channel_name_is_reported(self, bridge: BridgeHarness) -> None:
        quiet = bridge.world.named("quiet")
        answer = await self.create(bridge, bridge.lounge, quiet)
        assert answer.count("看不出") == 2
        given = {"first-language": "both", "second-language": "zh-HK"}
        assert "香港繁體" in await self.create(bridge, bridge.lounge, quiet, **given)
        rows = await bridge.harness.stores.bridges.of_guild(bridge.guild_id)
        languages = {row.channel_id: row.language for row in rows}
        assert (languages[bridge.lounge.id], languages[quiet.id]) == (None, "zh-HK")

    async def test_missing_permissions_are_named(self, bridge: BridgeHarness) -> None:
        quiet = bridge.world.named("quiet")
        given = {"first-language": "both", "second-language": "zh-HK"}
        bridge.world.overwrite(quiet, bridge.world.bot, deny=int(Permission.MANAGE_WEBHOOKS))
        channels.announce(bridge.world, "CHANNEL_UPDATE", quiet)
        answer = await self.create(bridge, bridge.lounge, quiet, **given)
        assert "管理 Webhook" in answer

    @pytest.mark.parametrize(("kind", "problem"), [(ChannelType.FORUM, "只能互相桥接"), (ChannelType.VOICE, "连接")])
    async def test_forums_are_bridged_with_forums_and_voice_chats_need_connect(
        self, bridge: BridgeHarness, kind: int, problem: str
    ) -> None:
        guild = bridge.world.guilds[bridge.guild_id]
        given = {"first-language": "en", "second-language": "zh"}
        rooms = [await bridge.sandbox.create_channel(guild, name, kind=kind) for name in ("tea", "coffee")]
        for room in rooms:
            bridge.world.overwrite(room, bridge.world.bot, deny=Permission.CONNECT)
            channels.announce(bridge.world, "CHANNEL_UPDATE", room)
        assert problem in await self.create(bridge, bridge.lounge, rooms[0], **given)
        for room in rooms:
            room.overwrites.clear()
            channels.announce(bridge.world, "CHANNEL_UPDATE", room)
        assert f"<#{rooms[1].id}>（" in await self.create(bridge, rooms[0], rooms[1], **given)

    async def test_age_restricted_channels_are_bridged_with_each_other(self, bridge: BridgeHarness) -> None:
        quiet = bridge.world.named("quiet")
        given = {"first-language": "both", "second-language": "zh"}
        channels.change(quiet, {"nsfw": True})
        channels.announce(bridge.world, "CHANNEL_UPDATE", quiet)
        assert "年龄限制" in await self.create(bridge, bridge.lounge, quiet, **given)
        assert await bridge.harness.stores.bridges.get(quiet.id) is None

    async def test_members_without_manage_channels_are_not_offered_the_command(self, bridge: BridgeHarness) -> None:
        with pytest.raises(Exception, match="nknown"):
            await bridge.harness.use("Amy", "bridge list")
