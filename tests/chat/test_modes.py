"""The ways of posting that moderators can choose, each against the server that plays Discord."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.posting.threads import NAME
from bot.sandbox import channels
from bot.sandbox.model import Channel, Message, MessageFlag, Webhook
from bot.sandbox.permissions import Permission
from bot.sandbox.ratelimit import Limits, Window
from bot.sandbox.server import Sandbox
from bot.sandbox.threads import start as start_thread
from bot.storage.types import ChannelPreferences, Mode
from tests.chat.house import PATIENCE, House

CHINESE = (
    "我和朋友们今天早上一起去了海边的那个小镇，在那里看到了许多很漂亮的老房子，也吃到了非常新鲜的海鱼，"
    "大家都说下个月还想再去一次，只是车票实在太贵了。"
)
ENGLISH = "How are you doing today, my friend?"


async def choose(house: House, mode: str) -> None:
    guild_id = house.world.channel(house.channel).guild_id or 0
    before = await house.stores.channels.get(house.channel) or ChannelPreferences(house.channel, guild_id, enabled=True)
    await house.stores.channels.set(replace(before, mode=Mode(mode)))


def through_webhooks(house: House, channel: int | None = None) -> list[Message]:
    return [post for post in house.posts(channel) if post.persona]


async def next_webhook_post(house: House, count: int = 1, channel: int | None = None) -> Message:
    await house.sandbox.until(lambda: len(through_webhooks(house, channel)) >= count)
    return through_webhooks(house, channel)[-1]


def aside(house: House) -> Channel | None:
    return next((each for each in house.world.channels.values() if each.thread and each.name == NAME), None)


async def first_aside(house: House) -> Message:
    thread = await house.sandbox.until(lambda: aside(house))
    return await house.sandbox.until(lambda: next(iter(house.posts(thread.id)), None))


def told(house: House, who: str) -> list[str]:
    """What the bot told a person in private."""
    person = house.world.person(who).id
    return [
        message.content
        for channel in house.world.channels.values()
        if person in channel.recipients
        for message in channel.messages.values()
    ]


def own_by(house: House, who: str = "王芳") -> None:
    guild_id = house.world.channel(house.channel).guild_id or 0
    house.world.guilds[guild_id].owner_id = house.world.person(who).id


def nothing_pinged(house: House) -> bool:
    return not [ping for ping in house.world.pings if ping.author_id == house.world.bot.id]


async def test_a_webhook_speaks_in_the_speakers_name_and_picture(house: House) -> None:
    await choose(house, "webhook")
    person = house.world.person("小李").id
    message = await house.say(f"{ENGLISH} @everyone <@{person}>")
    post = await next_webhook_post(house)
    assert post.name == "Amy"
    assert post.persona
    assert "avatar" in (post.persona[1] or "")
    assert post.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert nothing_pinged(house)
    await house.settled(1)
    [link] = await house.stores.links.of_original(message.id)
    assert link.webhook_id == post.webhook_id


async def test_one_webhook_serves_all_and_the_name_follows_the_speaker(house: House) -> None:
    await choose(house, "webhook")
    await house.say(ENGLISH)
    await next_webhook_post(house)
    amy = house.world.person("Amy")
    amy.name = "Discord Clyde"
    await house.sandbox.say(house.channel, amy.id, ENGLISH)
    await next_webhook_post(house, 2)
    await house.say("你们今晚玩什么游戏？", "小李")
    await next_webhook_post(house, 3)
    assert [post.name for post in through_webhooks(house)] == ["Amy", "Dis·cord Cly·de", "小李"]
    assert len(house.world.webhooks) == 1


async def test_edits_and_deletions_go_through_the_webhook(house: House) -> None:
    await choose(house, "webhook")
    message = await house.say(ENGLISH)
    post = await next_webhook_post(house)
    await house.settled(1)
    await house.sandbox.edit(house.channel, message.id, "I am very tired today. @everyone")
    await house.sandbox.until(lambda: post.edited)
    assert "@everyone" in post.content
    assert nothing_pinged(house)
    await house.sandbox.delete(house.channel, message.id)
    await house.sandbox.until(lambda: not house.posts())


async def test_a_long_translation_goes_through_the_webhook_in_several_posts(house: House) -> None:
    await choose(house, "webhook")
    english = (
        "My friends and I went together to that small town by the sea this morning, saw many beautiful old houses "
        "there, ate very fresh fish, and everyone said they want to go again next month, but tickets are too dear."
    )
    house.model.enqueue(*[english] * 12)
    message = await house.say("\n".join([CHINESE] * 12), "小李")
    await house.settled(1)
    assert len(through_webhooks(house)) > 1
    house.model.enqueue("It is short now.")
    await house.sandbox.edit(house.channel, message.id, "现在变短了。")
    await house.sandbox.until(lambda: [post.content for post in through_webhooks(house)] == ["It is short now."])


async def test_in_a_thread_the_webhook_of_its_channel_is_used(house: House) -> None:
    await choose(house, "webhook")
    thread = house.start_thread(await house.say("gg"))
    message = await house.say(ENGLISH, channel=thread.id)
    post = await next_webhook_post(house, channel=thread.id)
    await house.settled(1)
    house.model.enqueue("我今天很累")
    await house.sandbox.edit(thread.id, message.id, "I am very tired today.")
    await house.sandbox.until(lambda: post.content == "我今天很累")
    await house.sandbox.delete(thread.id, message.id)
    await house.sandbox.until(lambda: not house.posts(thread.id))


async def test_a_webhook_deleted_by_hand_is_made_anew_once(house: House) -> None:
    await choose(house, "webhook")
    await house.say(ENGLISH)
    first = await next_webhook_post(house)
    house.world.webhooks.clear()
    await house.say(ENGLISH)
    second = await next_webhook_post(house, 2)
    assert second.webhook_id != first.webhook_id
    assert list(house.world.webhooks) == [second.webhook_id]


async def test_what_a_lost_webhook_posted_is_replaced_on_an_edit(house: House) -> None:
    await choose(house, "webhook")
    message = await house.say(ENGLISH)
    first = await next_webhook_post(house)
    await house.settled(1)
    house.world.webhooks.clear()
    house.model.enqueue("我今天很累")
    await house.sandbox.edit(house.channel, message.id, "I am very tired today.")
    await house.sandbox.until(lambda: [post.content for post in house.posts()] == ["我今天很累"])
    assert through_webhooks(house)[0].webhook_id != first.webhook_id
    await house.sandbox.delete(house.channel, message.id)
    await house.sandbox.until(lambda: not house.posts())


@pytest.mark.parametrize("mode", ["reply", "webhook", "thread"])
async def test_a_restart_goes_on_where_it_was(sandbox: Sandbox, tmp_path: Path, mode: str) -> None:
    before = House(sandbox, tmp_path)
    await before.open()
    await choose(before, mode)
    message = await before.say(ENGLISH)
    await before.settled(1)
    await before.close()
    after = House(sandbox, tmp_path)
    await after.open(enabled=False)
    try:
        place = aside(after).id if mode == "thread" else after.channel  # type: ignore[union-attr]
        [post] = [post for post in after.posts(place) if post.content]
        after.model.enqueue("我今天很累")
        await sandbox.edit(after.channel, message.id, "I am very tired today.")
        await sandbox.until(lambda: post.content.endswith("我今天很累"))
        await after.say(ENGLISH)
        await after.settled(1)
        assert len(after.world.webhooks) == (mode == "webhook")
        assert len([each for each in after.world.channels.values() if each.name == NAME]) == (mode == "thread")
        assert len([post for post in after.posts(place) if post.content and post.content != NAME]) == 2
        await sandbox.delete(after.channel, message.id)
        await sandbox.until(lambda: post.id not in after.world.channel(place).messages)
    finally:
        await after.close()


async def test_without_the_permission_for_webhooks_it_replies_and_says_so_once(house: House) -> None:
    own_by(house)
    await choose(house, "webhook")
    await house.sandbox.until(lambda: house.client.guilds)
    house.world.withheld[house.channel] = int(Permission.MANAGE_WEBHOOKS)
    house.client.guilds[0].owner_id = house.world.person("王芳").id
    for _ in range(3):
        await house.answer_to(await house.say(ENGLISH))
    assert through_webhooks(house) == []
    [text] = told(house, "王芳")
    assert "Manage Webhooks" in text
    assert "管理 Webhook" in text
    assert house.world.metrics["GET /channels/{channel_id}/webhooks"] <= 1


async def test_with_fifteen_webhooks_it_replies_and_says_so_once(house: House) -> None:
    house.client.guilds[0].owner_id = house.world.person("王芳").id
    await choose(house, "webhook")
    guild_id, owner = house.world.channel(house.channel).guild_id or 0, house.world.person("王芳")
    for number in range(15):
        hook = Webhook(house.world.snowflake(), "token", house.channel, guild_id, f"hook {number}", owner)
        house.world.webhooks[hook.id] = hook
    for _ in range(2):
        await house.answer_to(await house.say(ENGLISH))
    [text] = told(house, "王芳")
    assert "15 webhooks" in text
    house.world.webhooks.popitem()
    await house.asked("王芳", "channel mode", mode="webhook")
    await house.say(ENGLISH)
    await next_webhook_post(house)


async def test_a_webhook_post_that_discord_refuses_becomes_a_reply(house: House) -> None:
    await choose(house, "webhook")
    house.sandbox.faults.add(r"/webhooks/\d+/[^/]+$", method="POST", status=400, body={"code": 50035, "message": "no"})
    await house.answer_to(await house.say(ENGLISH))


async def test_rate_limits_of_webhooks_are_waited_for(house: House) -> None:
    await choose(house, "webhook")
    house.sandbox.faults.add(
        r"/webhooks/\d+/[^/]+$",
        method="POST",
        status=429,
        times=3,
        headers={"Via": "1.1 sandbox", "Retry-After": "1"},
        body={"message": "slow down", "retry_after": 0.02, "global": False},
    )
    messages = [await house.say(f"{ENGLISH} {n}") for n in range(6)]
    await house.settled(6)
    assert house.ledger.outcomes == {"posted": 6}
    for message in messages:
        assert len(await house.stores.links.of_original(message.id)) == 1


async def test_under_load_digests_come_in_our_own_name(house: House) -> None:
    await choose(house, "webhook")
    await house.say(ENGLISH)
    await next_webhook_post(house)
    async with house.held_post(r"/webhooks/\d+/[^/]+$", ENGLISH, ready=4):
        for number in range(4):
            await house.say(f"{ENGLISH} {number}")
    await house.settled(6)
    digest = next(post for post in house.posts() if not post.persona)
    assert digest.content.count("**Amy**") > 1
    assert nothing_pinged(house)


@pytest.mark.parametrize("mode", ["reply", "webhook", "thread"])
async def test_controls_stand_below_a_post_whatever_the_mode(house: House, mode: str) -> None:
    guild_id = house.world.channel(house.channel).guild_id or 0
    await house.stores.channels.set(
        ChannelPreferences(house.channel, guild_id, enabled=True, mode=Mode(mode), votes=True)
    )
    await house.say(ENGLISH)
    post = (
        await first_aside(house) if mode == "thread" else await house.sandbox.until(lambda: (*house.posts(), None)[0])
    )
    assert post.components
    assert bool(post.persona) == (mode == "webhook")


async def test_a_thread_beside_the_channel_takes_the_translations(house: House) -> None:
    await choose(house, "thread")
    message = await house.say(f"{ENGLISH} @everyone")
    post = await first_aside(house)
    assert post.content.startswith("-# **Amy** [↗](<https://discord.com/channels/")
    assert f"/{house.channel}/{message.id}>)\n" in post.content
    assert post.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert nothing_pinged(house)
    await house.say(ENGLISH)
    await house.settled(2)
    assert len([each for each in house.world.channels.values() if each.thread]) == 1


async def test_posts_in_the_thread_follow_edits_and_deletions_though_it_was_archived(house: House) -> None:
    await choose(house, "thread")
    message = await house.say(ENGLISH)
    post = await first_aside(house)
    await house.settled(1)
    await archive(house)
    house.model.enqueue("我今天很累")
    await house.sandbox.edit(house.channel, message.id, "I am very tired today.")
    await house.sandbox.until(lambda: post.content.endswith(")\n我今天很累"))
    assert post.content.startswith("-# **Amy**")
    thread = aside(house)
    assert thread
    assert thread.thread
    assert not thread.thread.archived
    await archive(house)
    await house.sandbox.delete(house.channel, message.id)
    await house.sandbox.until(lambda: not [post for post in house.posts(thread.id) if post.content])


async def archive(house: House) -> None:
    thread = aside(house)
    assert thread
    heard = asyncio.create_task(house.client.wait_for("raw_thread_update", timeout=PATIENCE))
    await asyncio.sleep(0)
    channels.change(thread, {"archived": True})
    channels.announce(house.world, "THREAD_UPDATE", thread)
    await heard


async def test_an_archived_thread_is_found_again(sandbox: Sandbox, tmp_path: Path) -> None:
    house = House(sandbox, tmp_path)
    world = sandbox.world
    channel = world.channel(house.channel)
    decoy = start_thread(world, channel, world.person("Amy"), {"name": NAME, "type": 11})
    ours = start_thread(world, channel, world.bot, {"name": NAME, "type": 11})
    channels.change(ours, {"archived": True})
    await house.open()
    try:
        await choose(house, "thread")
        await house.say(ENGLISH)
        await house.settled(1)
        assert [post.content for post in house.posts(ours.id) if "Amy" in post.content]
        assert not house.posts(decoy.id)
    finally:
        await house.close()


async def test_a_thread_deleted_by_hand_is_made_anew(house: House) -> None:
    await choose(house, "thread")
    message = await house.say(ENGLISH)
    await house.settled(1)
    thread = aside(house)
    assert thread
    channels.remove(house.world, thread)
    await house.sandbox.edit(house.channel, message.id, "I am very tired today.")
    await house.say(ENGLISH)
    await house.settled(2)
    assert aside(house) is not None
    assert aside(house) is not thread
    assert house.ledger.outcomes == {"posted": 2}


async def test_a_digest_goes_to_the_thread_too(house: House) -> None:
    await choose(house, "thread")
    await house.say(ENGLISH)
    await house.settled(1)
    thread = aside(house)
    assert thread
    async with house.held_post(rf"/channels/{thread.id}/messages", ENGLISH, ready=4):
        last = [await house.say(f"{ENGLISH} {number}") for number in range(4)][-1]
    await house.settled(6)
    digest = house.posts(thread.id)[-1]
    assert digest.content.count("**Amy**") > 1
    house.model.enqueue("改过了")
    await house.sandbox.edit(house.channel, last.id, "This line has been changed now.")
    await house.sandbox.until(lambda: digest.content.endswith("改过了"))


async def test_in_a_thread_translations_are_replies(house: House) -> None:
    await choose(house, "thread")
    thread = house.start_thread(await house.say("gg"))
    reply = await house.answer_to(await house.say(ENGLISH, channel=thread.id))
    assert reply.channel_id == thread.id


async def test_where_threads_are_not_allowed_it_replies_and_says_so_once(house: House) -> None:
    house.client.guilds[0].owner_id = house.world.person("王芳").id
    await choose(house, "thread")
    house.world.withheld[house.channel] = int(Permission.CREATE_PUBLIC_THREADS)
    for _ in range(2):
        await house.answer_to(await house.say(ENGLISH))
    [text] = told(house, "王芳")
    assert "Create Public Threads" in text


async def test_a_mode_is_chosen_with_a_warning_about_webhooks(house: House) -> None:
    answer = await house.asked("王芳", "channel mode", mode="webhook")
    assert "屏蔽" in answer or "拉黑" in answer
    await house.say(ENGLISH)
    await next_webhook_post(house)
    assert "屏蔽" not in await house.asked("王芳", "channel mode", mode="thread")
    await house.say(ENGLISH)
    await first_aside(house)
    await house.asked("王芳", "channel mode", mode="reply")
    await house.answer_to(await house.say(ENGLISH))


async def test_the_permission_that_a_mode_lacks_is_named(house: House) -> None:
    house.world.withheld[house.channel] = int(Permission.MANAGE_WEBHOOKS)
    assert "管理 Webhook" in await house.asked("王芳", "channel mode", mode="webhook")


@pytest.mark.usefixtures("_discord_restored")
async def test_real_limits_lose_nothing(tmp_path: Path) -> None:
    fast = Limits(routes={"webhook.execute": (Window(2, 0.2), Window(4, 0.4, shared=True))})
    async with Sandbox(limits=fast) as sandbox:
        house = House(sandbox, tmp_path)
        await house.open()
        await choose(house, "webhook")
        for number in range(8):
            await house.say(f"{ENGLISH} {number}")
        await house.settled(8)
        assert house.ledger.outcomes == {"posted": 8}
        await house.close()
