"""Threads and posts below bridged channels."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import channels, threads
from bot.sandbox.model import Channel, ChannelType, Message, MessageType
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.preferences import ChannelPreferences
from tests.chat.features.bridges.test_bridges import CHINESE, ENGLISH, BridgeHarness
from tests.chat.harness import BotHarness


class ThreadHarness(BridgeHarness):
    """A bridge with threads."""

    def open(self, name: str, parent: Channel | None = None, kind: int = ChannelType.PUBLIC_THREAD) -> Channel:
        """Start a thread as Amy."""
        body = {"name": name, "type": kind}
        return threads.start(self.world, parent or self.english, self.world.person("Amy"), body)

    def below(self, channel: Channel) -> list[Channel]:
        return [each for each in self.world.channels.values() if each.thread and each.parent_id == channel.id]

    async def copied(self, count: int, channel: Channel | None = None) -> Message:
        """Wait for copies in the only thread below a channel."""
        parent = channel or self.chinese
        await self.sandbox.until(lambda: self.below(parent) and len(self.copies(self.below(parent)[0])) >= count)
        await self.harness.settled(self.harness.ledger.submitted)
        return self.copies(self.below(parent)[0])[-1]


@pytest.fixture
async def bridge(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[ThreadHarness]:
    harness = BotHarness(sandbox, tmp_path)
    bridge = ThreadHarness(harness)
    await harness.open(enabled=False)
    await bridge.build()
    yield bridge
    await harness.close()


async def test_a_thread_has_a_counterpart_with_a_translated_title(bridge: ThreadHarness) -> None:
    thread = bridge.open("Where do we eat tonight?")
    bridge.harness.model.enqueue("今晚去哪儿吃？", "我今天很累")
    await bridge.say("I am very tired today.", channel=thread)
    copy = await bridge.copied(1)
    [there] = bridge.below(bridge.chinese)
    assert (there.name, there.type) == ("今晚去哪儿吃？", ChannelType.PUBLIC_THREAD)
    assert (copy.name, copy.content, copy.channel_id) == ("Amy", "我今天很累", there.id)
    assert [each.type for each in bridge.copies()] == [MessageType.THREAD_CREATED]
    # It goes both ways, in the same two threads.
    await bridge.say(CHINESE, "小李", there)
    assert (await bridge.copied(1, bridge.english)).name == "小李"
    await bridge.say(ENGLISH, channel=thread)
    await bridge.copied(2)
    assert (len(bridge.below(bridge.english)), len(bridge.below(bridge.chinese))) == (1, 1)


async def test_a_thread_of_a_message_hangs_on_its_copy(bridge: ThreadHarness) -> None:
    message = await bridge.say(CHINESE)
    copy = await bridge.arrived()
    thread = threads.start(bridge.world, bridge.english, bridge.world.person("Amy"), {"name": "茶"}, message)
    await bridge.say(CHINESE, channel=thread)
    await bridge.sandbox.until(lambda: [each.id for each in bridge.below(bridge.chinese)] == [copy.id])
    await bridge.copied(1)


async def test_a_thread_on_a_copy_hangs_on_the_original(bridge: ThreadHarness) -> None:
    message = await bridge.say(CHINESE)
    copy = await bridge.arrived()
    thread = threads.start(bridge.world, bridge.chinese, bridge.world.person("小李"), {"name": "茶"}, copy)
    await bridge.say(CHINESE, "小李", thread)
    await bridge.sandbox.until(lambda: [each.id for each in bridge.below(bridge.english)] == [message.id])
    await bridge.copied(1, bridge.english)


async def test_a_thread_that_both_messages_have_already_is_used(bridge: ThreadHarness) -> None:
    message = await bridge.say(CHINESE)
    copy = await bridge.arrived()
    amy = bridge.world.person("Amy")
    there = threads.start(bridge.world, bridge.chinese, amy, {"name": "那边"}, copy)
    here = threads.start(bridge.world, bridge.english, amy, {"name": "here"}, message)
    await bridge.say(CHINESE, channel=here)
    await bridge.sandbox.until(lambda: bridge.copies(there))
    assert bridge.below(bridge.chinese) == [there]


async def test_messages_of_a_new_thread_share_one_counterpart(bridge: ThreadHarness) -> None:
    await bridge.build(lounge=True)
    thread = bridge.open("茶")
    for _ in range(5):
        await bridge.say(CHINESE, channel=thread)
    await bridge.harness.settled(10)
    for parent in (bridge.chinese, bridge.lounge):
        [there] = bridge.below(parent)
        assert len(bridge.copies(there)) >= 1
    assert bridge.harness.ledger.outcomes == {"posted": 10}


async def test_edits_deletions_and_reactions_reach_threads(bridge: ThreadHarness) -> None:
    thread = bridge.open("茶")
    message = await bridge.say(CHINESE, channel=thread)
    copy = await bridge.copied(1)
    await bridge.react(message, "👍")
    await bridge.sandbox.until(lambda: bridge.reactions(copy))
    await bridge.sandbox.edit(thread.id, message.id, "我改了一次")
    await bridge.sandbox.until(lambda: copy.content == "我改了一次")
    await bridge.sandbox.delete(thread.id, message.id)
    await bridge.sandbox.until(lambda: not bridge.copies(bridge.below(bridge.chinese)[0]))


async def test_an_archived_counterpart_is_unarchived_for_messages_and_edits(bridge: ThreadHarness) -> None:
    thread = bridge.open("茶")
    message = await bridge.say(CHINESE, channel=thread)
    copy = await bridge.copied(1)
    [there] = bridge.below(bridge.chinese)
    for change in ("say", "edit"):
        channels.change(there, {"archived": True})
        channels.announce(bridge.world, "THREAD_UPDATE", there)
        if change == "say":
            await bridge.say(CHINESE, channel=thread)
            await bridge.copied(2)
        else:
            await bridge.sandbox.edit(thread.id, message.id, "我改了一次")
            await bridge.sandbox.until(lambda: copy.content == "我改了一次")
        assert there.thread
        assert not there.thread.archived
    assert bridge.below(bridge.chinese) == [there]


async def test_what_cannot_go_into_a_locked_counterpart_is_translated_in_place(bridge: ThreadHarness) -> None:
    guild = bridge.world.guilds[bridge.guild_id]
    role = next(role for role in guild.roles.values() if role.name == bridge.world.bot.name)
    role.permissions &= ~Permission.MANAGE_THREADS
    thread = bridge.open("茶")
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(1)
    [there] = bridge.below(bridge.chinese)
    channels.change(there, {"archived": True, "locked": True})
    channels.announce(bridge.world, "THREAD_UPDATE", there)
    bridge.harness.model.enqueue("I am on my way home.")
    message = await bridge.say(CHINESE, channel=thread)
    assert (await bridge.harness.answer_to(message)).content == "I am on my way home."
    assert len(bridge.copies(there)) == 1
    # Other threads are not affected.
    await bridge.say(CHINESE, channel=bridge.open("咖啡"))
    await bridge.sandbox.until(lambda: len(bridge.below(bridge.chinese)) == 2)


async def test_a_deleted_counterpart_is_replaced(bridge: ThreadHarness) -> None:
    thread = bridge.open("茶")
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(1)
    channels.remove(bridge.world, bridge.below(bridge.chinese)[0])
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(1)
    assert len(bridge.below(bridge.chinese)) == 1


async def test_a_locked_thread_locks_its_counterparts(bridge: ThreadHarness) -> None:
    thread = bridge.open("茶")
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(1)
    [there] = bridge.below(bridge.chinese)
    for locked in (True, False):
        channels.change(there, {"locked": locked})
        channels.announce(bridge.world, "THREAD_UPDATE", there)
        state = thread.thread
        assert state
        await bridge.sandbox.until(partial(lambda state, locked: state.locked is locked, state, locked))
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(2)


async def test_a_renamed_thread_renames_its_counterparts_once(bridge: ThreadHarness) -> None:
    thread = bridge.open("茶")
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(1)
    [there] = bridge.below(bridge.chinese)
    bridge.harness.model.enqueue("今晚去哪儿吃？")
    channels.change(thread, {"name": "Where do we eat tonight?"})
    channels.announce(bridge.world, "THREAD_UPDATE", thread)
    await bridge.sandbox.until(lambda: there.name == "今晚去哪儿吃？")
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(2)
    assert thread.name == "Where do we eat tonight?"


async def test_threads_of_an_enabled_bridged_channel_translate_only_into_its_language(bridge: ThreadHarness) -> None:
    await bridge.harness.stores.channels.set(ChannelPreferences(bridge.english.id, bridge.guild_id, enabled=True))
    thread = bridge.open("茶")
    await bridge.say(ENGLISH, channel=thread)
    await bridge.copied(1)
    bridge.harness.model.enqueue("I am on my way home.")
    message = await bridge.say(CHINESE, channel=thread)
    assert (await bridge.harness.answer_to(message)).content == "I am on my way home."
    assert len([post for post in bridge.copies(thread) if post.content]) == 1


async def test_age_restricted_messages_stay_in_age_restricted_channels(bridge: ThreadHarness) -> None:
    channels.change(bridge.english, {"nsfw": True})
    channels.announce(bridge.world, "CHANNEL_UPDATE", bridge.english)
    await bridge.say(CHINESE)
    await bridge.say(CHINESE, channel=bridge.open("茶"))
    await bridge.say(CHINESE, "小李", bridge.chinese)
    await bridge.arrived(1, bridge.english)
    assert (bridge.copies(), bridge.below(bridge.chinese)) == ([], [])
    channels.change(bridge.chinese, {"nsfw": True})
    channels.announce(bridge.world, "CHANNEL_UPDATE", bridge.chinese)
    await bridge.say(CHINESE)
    await bridge.arrived()


async def test_threads_from_before_a_restart_keep_their_counterparts(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    bridge = ThreadHarness(before)
    await before.open(enabled=False)
    await bridge.build()
    thread = bridge.open("茶")
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(1)
    await before.close()
    bridge.harness = BotHarness(sandbox, tmp_path)
    await bridge.harness.open(enabled=False)
    try:
        await bridge.say(CHINESE, channel=thread)
        await bridge.copied(2)
        assert len(bridge.below(bridge.chinese)) == 1
    finally:
        await bridge.harness.close()


async def test_a_private_thread_is_translated_in_place(bridge: ThreadHarness) -> None:
    thread = bridge.open("secret", kind=ChannelType.PRIVATE_THREAD)
    bridge.harness.model.enqueue("I am on my way home.", "朋友，你今天过得怎么样？")
    for text, translation in ((CHINESE, "I am on my way home."), (ENGLISH, "朋友，你今天过得怎么样？")):
        message = await bridge.say(text, channel=thread)
        assert (await bridge.harness.answer_to(message)).content == translation
    assert bridge.below(bridge.chinese) == []


async def test_a_thread_that_was_turned_off_is_not_translated_in_place(bridge: ThreadHarness) -> None:
    thread = bridge.open("secret", kind=ChannelType.PRIVATE_THREAD)
    preferences = ChannelPreferences(thread.id, bridge.guild_id, enabled=False)
    await bridge.harness.stores.channels.set(preferences)
    await bridge.say(CHINESE, channel=thread)
    await bridge.say(CHINESE)
    await bridge.arrived()
    assert bridge.copies(thread) == []


@pytest.mark.parametrize("missing", [Permission.CREATE_PUBLIC_THREADS, Permission.MANAGE_WEBHOOKS])
async def test_without_permissions_threads_are_translated_in_place_or_copied_in_our_name(
    bridge: ThreadHarness, missing: Permission
) -> None:
    bridge.world.withheld[bridge.chinese.id] = int(missing)
    thread = bridge.open("茶")
    bridge.harness.model.enqueue("I am on my way home.")
    message = await bridge.say(CHINESE, channel=thread)
    if missing is Permission.MANAGE_WEBHOOKS:
        copy = await bridge.copied(1)
        assert copy.persona is None
        assert copy.content.startswith("-# **Amy** [↗](<")
    else:
        assert (await bridge.harness.answer_to(message)).content == "I am on my way home."
        assert bridge.below(bridge.chinese) == []


async def test_a_thread_bridged_with_a_voice_channel_is_translated_in_place(bridge: ThreadHarness) -> None:
    guild = bridge.world.guilds[bridge.guild_id]
    voice = await bridge.sandbox.create_channel(guild, "语音", kind=ChannelType.VOICE)
    quiet = bridge.world.named("quiet")
    rows = [BridgedChannel(quiet.id, guild.id, 2, "en"), BridgedChannel(voice.id, guild.id, 2, "zh")]
    await bridge.harness.stores.bridges.add(rows)
    message = await bridge.say(CHINESE, channel=bridge.open("茶", quiet))
    await bridge.harness.answer_to(message)
    await bridge.say(CHINESE, channel=quiet)
    await bridge.sandbox.until(lambda: bridge.copies(voice))


@pytest.mark.parametrize("webhooks", [True, False])
async def test_posts_in_a_forum_are_bridged_into_posts(bridge: ThreadHarness, webhooks: bool) -> None:  # noqa: FBT001 - parametrized
    guild = bridge.world.guilds[bridge.guild_id]
    forum = await bridge.sandbox.create_channel(guild, "help", kind=ChannelType.FORUM)
    other = await bridge.sandbox.create_channel(guild, "求助", kind=ChannelType.MEDIA)
    for channel, tag in ((forum, "Tea"), (other, "tea")):
        channels.update(bridge.world, channel, {"available_tags": [{"name": tag}]})
        channels.announce(bridge.world, "CHANNEL_UPDATE", channel)
    if not webhooks:
        bridge.world.withheld[other.id] = int(Permission.MANAGE_WEBHOOKS)
    rows = [BridgedChannel(forum.id, guild.id, 2, "en"), BridgedChannel(other.id, guild.id, 2, "zh")]
    await bridge.harness.stores.bridges.add(rows)
    bridge.harness.model.enqueue("我的茶凉了", "我该怎么办？")
    tags = [channel.extra["available_tags"][0]["id"] for channel in (forum, other)]
    body = {"name": "My tea is cold now", "applied_tags": tags[:1]}
    amy = bridge.world.person("Amy")
    post = threads.open_post(bridge.world, forum, amy, body, starter={"content": "What should I do about it?"})
    await bridge.copied(2, other)
    [there] = bridge.below(other)
    assert (there.name, there.extra["applied_tags"]) == ("我的茶凉了", tags[1:])
    first, copy = bridge.copies(there)
    assert str(post.id) in first.content
    assert copy.content.endswith("我该怎么办？")
    assert first.name == ("Amy" if webhooks else bridge.world.bot.name)


async def test_a_preview_in_a_thread_opens_no_thread(bridge: ThreadHarness) -> None:
    async def preview() -> str:
        amy = bridge.world.person("Amy").id
        used = await bridge.sandbox.invoke(amy, thread.id, "preview", {"text": ENGLISH})
        return (await used.response()).content

    thread = bridge.open("茶")
    assert f"<#{bridge.chinese.id}>" in await preview()
    assert (bridge.below(bridge.chinese), await bridge.harness.stores.bridges.threads(thread.id)) == ([], [])
    await bridge.say(CHINESE, channel=thread)
    await bridge.copied(1)
    assert f"<#{bridge.below(bridge.chinese)[0].id}>" in await preview()
    assert "<#" not in (await preview()).replace(f"<#{bridge.below(bridge.chinese)[0].id}>", "")


async def test_a_preview_reports_nothing_that_an_age_restriction_keeps_back(bridge: ThreadHarness) -> None:
    channels.change(bridge.english, {"nsfw": True})
    channels.announce(bridge.world, "CHANNEL_UPDATE", bridge.english)
    used = await bridge.sandbox.invoke(bridge.world.person("Amy").id, bridge.english.id, "preview", {"text": ENGLISH})
    assert f"<#{bridge.chinese.id}>" not in (await used.response()).content
    assert not bridge.harness.client.refusals.is_unavailable(bridge.chinese.id, "fallback.age")


@pytest.mark.parametrize("trouble", [{"drop": True, "times": 6}, {"status": 401, "times": 2}])
async def test_opening_a_counterpart_outlasts_an_outage(bridge: ThreadHarness, trouble: dict[str, Any]) -> None:
    bridge.harness.client.outages.first_delay = 0.01
    fault = bridge.sandbox.faults.add(f"/channels/{bridge.chinese.id}/threads$", method="POST", **trouble)
    thread = bridge.open("Where do we eat tonight?")
    await bridge.say(ENGLISH, channel=thread)
    await bridge.copied(1)
    assert not fault.times
    assert len(bridge.below(bridge.chinese)) == 1


async def test_without_room_for_a_counterpart_a_thread_is_translated_in_place(bridge: ThreadHarness) -> None:
    fault = bridge.sandbox.faults.add(
        f"/channels/{bridge.chinese.id}/threads$",
        method="POST",
        status=400,
        times=9,
        body={"code": 160006, "message": "Maximum number of active threads reached"},
    )
    thread = bridge.open("Where do we eat tonight?")
    for _ in range(3):
        await bridge.harness.answer_to(await bridge.say(ENGLISH, channel=thread))
    assert fault.times == 8
