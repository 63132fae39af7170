"""The modes of posting."""

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
from bot.storage.types.preferences import ChannelPreferences, Mode
from tests.chat.harness import PATIENCE, BotHarness, HeldRequest

CHINESE = (
    "我和朋友们今天早上一起去了海边的那个小镇，在那里看到了许多很漂亮的老房子，也吃到了非常新鲜的海鱼，"
    "大家都说下个月还想再去一次，只是车票实在太贵了。"
)
ENGLISH = "How are you doing today, my friend?"


async def choose(harness: BotHarness, mode: str) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    before = await harness.stores.channels.get(harness.channel) or ChannelPreferences(
        harness.channel, guild_id, enabled=True
    )
    await harness.stores.channels.set(replace(before, mode=Mode(mode)))


def through_webhooks(harness: BotHarness, channel: int | None = None) -> list[Message]:
    return [post for post in harness.posts(channel) if post.persona]


async def next_webhook_post(harness: BotHarness, count: int = 1, channel: int | None = None) -> Message:
    await harness.sandbox.until(lambda: len(through_webhooks(harness, channel)) >= count)
    return through_webhooks(harness, channel)[-1]


def aside(harness: BotHarness) -> Channel | None:
    return next((each for each in harness.world.channels.values() if each.thread and each.name == NAME), None)


async def first_aside(harness: BotHarness) -> Message:
    thread = await harness.sandbox.until(lambda: aside(harness))
    return await harness.sandbox.until(lambda: next(iter(harness.posts(thread.id)), None))


def told(harness: BotHarness, who: str) -> list[str]:
    """What the bot told a person in private."""
    person = harness.world.person(who).id
    return [
        message.content
        for channel in harness.world.channels.values()
        if person in channel.recipients
        for message in channel.messages.values()
    ]


def own_by(harness: BotHarness, who: str = "王芳") -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    harness.world.guilds[guild_id].owner_id = harness.world.person(who).id


def nothing_pinged(harness: BotHarness) -> bool:
    return not [ping for ping in harness.world.pings if ping.author_id == harness.world.bot.id]


async def test_a_webhook_shows_the_name_and_avatar_of_the_author(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    person = harness.world.person("小李").id
    message = await harness.say(f"{ENGLISH} @everyone <@{person}>")
    post = await next_webhook_post(harness)
    assert post.name == "Amy"
    assert post.persona
    assert "avatar" in (post.persona[1] or "")
    assert post.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert nothing_pinged(harness)
    await harness.settled(1)
    [link] = await harness.stores.links.of_original(message.id)
    assert link.webhook_id == post.webhook_id


async def test_one_webhook_posts_for_all_authors(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    await harness.say(ENGLISH)
    await next_webhook_post(harness)
    amy = harness.world.person("Amy")
    amy.name = "Discord Clyde"
    await harness.sandbox.say(harness.channel, amy.id, ENGLISH)
    await next_webhook_post(harness, 2)
    await harness.say("你们今晚玩什么游戏？", "小李")
    await next_webhook_post(harness, 3)
    assert [post.name for post in through_webhooks(harness)] == ["Amy", "Dis·cord Cly·de", "小李"]
    assert len(harness.world.webhooks) == 1


async def test_edits_and_deletions_go_through_the_webhook(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    message = await harness.say(ENGLISH)
    post = await next_webhook_post(harness)
    await harness.settled(1)
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today. @everyone")
    await harness.sandbox.until(lambda: post.edited)
    assert "@everyone" in post.content
    assert nothing_pinged(harness)
    await harness.sandbox.delete(harness.channel, message.id)
    await harness.sandbox.until(lambda: not harness.posts())


async def test_a_webhook_posts_a_long_translation_in_several_posts(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    english = (
        "My friends and I went together to that small town by the sea this morning, saw many beautiful old houses "
        "there, ate very fresh fish, and everyone said they want to go again next month, but tickets are too dear."
    )
    harness.model.enqueue(*[english] * 12)
    message = await harness.say("\n".join([CHINESE] * 12), "小李")
    await harness.settled(1)
    assert len(through_webhooks(harness)) > 1
    harness.model.enqueue("It is short now.")
    await harness.sandbox.edit(harness.channel, message.id, "现在变短了。")
    await harness.sandbox.until(lambda: [post.content for post in through_webhooks(harness)] == ["It is short now."])


async def test_a_thread_uses_the_webhook_of_its_channel(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    thread = harness.start_thread(await harness.say("gg"))
    message = await harness.say(ENGLISH, channel=thread.id)
    post = await next_webhook_post(harness, channel=thread.id)
    await harness.settled(1)
    harness.model.enqueue("我今天很累")
    await harness.sandbox.edit(thread.id, message.id, "I am very tired today.")
    await harness.sandbox.until(lambda: post.content == "我今天很累")
    await harness.sandbox.delete(thread.id, message.id)
    await harness.sandbox.until(lambda: not harness.posts(thread.id))


async def test_a_deleted_webhook_is_recreated_once(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    await harness.say(ENGLISH)
    first = await next_webhook_post(harness)
    harness.world.webhooks.clear()
    await harness.say(ENGLISH)
    second = await next_webhook_post(harness, 2)
    assert second.webhook_id != first.webhook_id
    assert list(harness.world.webhooks) == [second.webhook_id]


async def test_a_post_of_a_deleted_webhook_is_replaced_on_an_edit(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    message = await harness.say(ENGLISH)
    first = await next_webhook_post(harness)
    await harness.settled(1)
    harness.world.webhooks.clear()
    harness.model.enqueue("我今天很累")
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today.")
    await harness.sandbox.until(lambda: [post.content for post in harness.posts()] == ["我今天很累"])
    assert through_webhooks(harness)[0].webhook_id != first.webhook_id
    await harness.sandbox.delete(harness.channel, message.id)
    await harness.sandbox.until(lambda: not harness.posts())


async def test_a_message_deleted_while_its_post_is_replaced_leaves_nothing(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    message = await harness.say(ENGLISH)
    first = await next_webhook_post(harness)
    await harness.settled(1)
    deleted: list[int] = []
    harness.world.listeners.append(
        lambda event: deleted.append(int(event.data["id"])) if event.name == "MESSAGE_DELETE" else None
    )
    harness.world.webhooks.clear()
    held = HeldRequest(rf"/channels/{harness.channel}/webhooks")  # the post that replaces the first one needs another
    harness.sandbox.faults.rest.append(held)
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today.")
    await held.arrived.wait()
    await harness.sandbox.delete(harness.channel, message.id)
    # Events are handled in order, so that the deletion was heard of by then.
    await harness.use("Amy", "help")
    held.released.set()
    await harness.sandbox.until(lambda: len(deleted) == 3)  # the first post, the message, and the second post
    assert deleted[:2] == [first.id, message.id]
    assert harness.posts() == []


@pytest.mark.parametrize("mode", ["reply", "webhook", "thread"])
async def test_webhook_posts_from_before_a_restart_follow_their_messages(
    sandbox: Sandbox, tmp_path: Path, mode: str
) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    await choose(before, mode)
    message = await before.say(ENGLISH)
    await before.settled(1)
    await before.close()
    after = BotHarness(sandbox, tmp_path)
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


async def test_without_permission_for_webhooks_it_replies_and_reports_that_once(harness: BotHarness) -> None:
    own_by(harness)
    await choose(harness, "webhook")
    await harness.sandbox.until(lambda: harness.client.guilds)
    harness.world.withheld[harness.channel] = int(Permission.MANAGE_WEBHOOKS)
    harness.client.guilds[0].owner_id = harness.world.person("王芳").id
    for _ in range(3):
        await harness.answer_to(await harness.say(ENGLISH))
    assert through_webhooks(harness) == []
    [text] = told(harness, "王芳")
    assert "Manage Webhooks" in text
    assert "管理 Webhook" in text
    assert harness.world.metrics["GET /channels/{channel_id}/webhooks"] <= 1


async def test_with_fifteen_webhooks_it_replies_and_reports_that_once(harness: BotHarness) -> None:
    harness.client.guilds[0].owner_id = harness.world.person("王芳").id
    await choose(harness, "webhook")
    guild_id, owner = harness.world.channel(harness.channel).guild_id or 0, harness.world.person("王芳")
    for number in range(15):
        hook = Webhook(harness.world.snowflake(), "token", harness.channel, guild_id, f"hook {number}", owner)
        harness.world.webhooks[hook.id] = hook
    for _ in range(2):
        await harness.answer_to(await harness.say(ENGLISH))
    [text] = told(harness, "王芳")
    assert "15 webhooks" in text
    harness.world.webhooks.popitem()
    await harness.use("王芳", "channel mode", mode="webhook")
    await harness.say(ENGLISH)
    await next_webhook_post(harness)


async def test_a_rejected_webhook_post_becomes_a_reply(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    harness.sandbox.faults.add(
        r"/webhooks/\d+/[^/]+$", method="POST", status=400, body={"code": 50035, "message": "no"}
    )
    await harness.answer_to(await harness.say(ENGLISH))


async def test_rate_limits_of_webhooks_are_respected(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    harness.sandbox.faults.add(
        r"/webhooks/\d+/[^/]+$",
        method="POST",
        status=429,
        times=3,
        headers={"Via": "1.1 sandbox", "Retry-After": "1"},
        body={"message": "slow down", "retry_after": 0.02, "global": False},
    )
    messages = [await harness.say(f"{ENGLISH} {n}") for n in range(6)]
    await harness.settled(6)
    assert harness.ledger.outcomes == {"posted": 6}
    for message in messages:
        assert len(await harness.stores.links.of_original(message.id)) == 1


async def test_digests_are_posted_in_our_own_name(harness: BotHarness) -> None:
    await choose(harness, "webhook")
    await harness.say(ENGLISH)
    await next_webhook_post(harness)
    async with harness.held_post(r"/webhooks/\d+/[^/]+$", ENGLISH, ready=4):
        for number in range(4):
            await harness.say(f"{ENGLISH} {number}")
    await harness.settled(6)
    digest = next(post for post in harness.posts() if not post.persona)
    assert digest.content.count("**Amy**") > 1
    assert nothing_pinged(harness)


@pytest.mark.parametrize("mode", ["reply", "webhook", "thread"])
async def test_controls_are_below_posts_in_every_mode(harness: BotHarness, mode: str) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.channels.set(
        ChannelPreferences(harness.channel, guild_id, enabled=True, mode=Mode(mode), votes=True)
    )
    await harness.say(ENGLISH)
    post = (
        await first_aside(harness)
        if mode == "thread"
        else await harness.sandbox.until(lambda: (*harness.posts(), None)[0])
    )
    assert post.components
    assert bool(post.persona) == (mode == "webhook")


async def test_translations_are_posted_in_a_thread(harness: BotHarness) -> None:
    await choose(harness, "thread")
    message = await harness.say(f"{ENGLISH} @everyone")
    post = await first_aside(harness)
    assert post.content.startswith("-# **Amy** [↗](<https://discord.com/channels/")
    assert f"/{harness.channel}/{message.id}>)\n" in post.content
    assert post.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert nothing_pinged(harness)
    await harness.say(ENGLISH)
    await harness.settled(2)
    assert len([each for each in harness.world.channels.values() if each.thread]) == 1


async def test_posts_in_an_archived_thread_follow_edits_and_deletions(harness: BotHarness) -> None:
    await choose(harness, "thread")
    message = await harness.say(ENGLISH)
    post = await first_aside(harness)
    await harness.settled(1)
    await archive(harness)
    harness.model.enqueue("我今天很累")
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today.")
    await harness.sandbox.until(lambda: post.content.endswith(")\n我今天很累"))
    assert post.content.startswith("-# **Amy**")
    thread = aside(harness)
    assert thread
    assert thread.thread
    assert not thread.thread.archived
    await archive(harness)
    await harness.sandbox.delete(harness.channel, message.id)
    await harness.sandbox.until(lambda: not [post for post in harness.posts(thread.id) if post.content])


async def archive(harness: BotHarness) -> None:
    thread = aside(harness)
    assert thread
    heard = asyncio.create_task(harness.client.wait_for("raw_thread_update", timeout=PATIENCE))
    await asyncio.sleep(0)
    channels.change(thread, {"archived": True})
    channels.announce(harness.world, "THREAD_UPDATE", thread)
    await heard


async def test_an_archived_thread_is_found_again(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    world = sandbox.world
    channel = world.channel(harness.channel)
    decoy = start_thread(world, channel, world.person("Amy"), {"name": NAME, "type": 11})
    ours = start_thread(world, channel, world.bot, {"name": NAME, "type": 11})
    channels.change(ours, {"archived": True})
    await harness.open()
    try:
        await choose(harness, "thread")
        await harness.say(ENGLISH)
        await harness.settled(1)
        assert [post.content for post in harness.posts(ours.id) if "Amy" in post.content]
        assert not harness.posts(decoy.id)
    finally:
        await harness.close()


async def test_a_deleted_thread_is_recreated(harness: BotHarness) -> None:
    await choose(harness, "thread")
    message = await harness.say(ENGLISH)
    await harness.settled(1)
    thread = aside(harness)
    assert thread
    channels.remove(harness.world, thread)
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today.")
    await harness.say(ENGLISH)
    await harness.settled(2)
    assert aside(harness) is not None
    assert aside(harness) is not thread
    assert harness.ledger.outcomes == {"posted": 2}


async def test_digests_are_posted_in_the_thread(harness: BotHarness) -> None:
    await choose(harness, "thread")
    await harness.say(ENGLISH)
    await harness.settled(1)
    thread = aside(harness)
    assert thread
    async with harness.held_post(rf"/channels/{thread.id}/messages", ENGLISH, ready=4):
        last = [await harness.say(f"{ENGLISH} {number}") for number in range(4)][-1]
    await harness.settled(6)
    digest = harness.posts(thread.id)[-1]
    assert digest.content.count("**Amy**") > 1
    harness.model.enqueue("改过了")
    await harness.sandbox.edit(harness.channel, last.id, "This line has been changed now.")
    await harness.sandbox.until(lambda: digest.content.endswith("改过了"))


async def test_translations_in_threads_are_replies(harness: BotHarness) -> None:
    await choose(harness, "thread")
    thread = harness.start_thread(await harness.say("gg"))
    reply = await harness.answer_to(await harness.say(ENGLISH, channel=thread.id))
    assert reply.channel_id == thread.id


async def test_without_permission_for_threads_it_replies_and_reports_that_once(harness: BotHarness) -> None:
    harness.client.guilds[0].owner_id = harness.world.person("王芳").id
    await choose(harness, "thread")
    harness.world.withheld[harness.channel] = int(Permission.CREATE_PUBLIC_THREADS)
    for _ in range(2):
        await harness.answer_to(await harness.say(ENGLISH))
    [text] = told(harness, "王芳")
    assert "Create Public Threads" in text


@pytest.mark.parametrize("code", [160006, 50035])
async def test_without_room_for_a_thread_it_replies_and_reports_that_once(harness: BotHarness, code: int) -> None:
    harness.client.guilds[0].owner_id = harness.world.person("王芳").id
    await choose(harness, "thread")
    path, body = f"/channels/{harness.channel}/threads$", {"code": code, "message": "no"}
    fault = harness.sandbox.faults.add(path, method="POST", status=400, times=9, body=body)
    for _ in range(2):
        await harness.answer_to(await harness.say(ENGLISH))
    assert fault.times == 8
    [text] = told(harness, "王芳")
    assert "active threads" in text
    assert "活跃子区" in text


async def test_choosing_the_webhook_mode_shows_a_warning(harness: BotHarness) -> None:
    answer = await harness.use("王芳", "channel mode", mode="webhook")
    assert "屏蔽" in answer or "拉黑" in answer
    await harness.say(ENGLISH)
    await next_webhook_post(harness)
    assert "屏蔽" not in await harness.use("王芳", "channel mode", mode="thread")
    await harness.say(ENGLISH)
    await first_aside(harness)
    await harness.use("王芳", "channel mode", mode="reply")
    await harness.answer_to(await harness.say(ENGLISH))


async def test_a_missing_permission_for_a_mode_is_named(harness: BotHarness) -> None:
    harness.world.withheld[harness.channel] = int(Permission.MANAGE_WEBHOOKS)
    assert "管理 Webhook" in await harness.use("王芳", "channel mode", mode="webhook")


@pytest.mark.usefixtures("discord_restored")
async def test_no_message_is_lost_under_rate_limits(tmp_path: Path) -> None:
    fast = Limits(routes={"webhook.execute": (Window(2, 0.2), Window(4, 0.4, shared=True))})
    async with Sandbox(limits=fast) as sandbox:
        harness = BotHarness(sandbox, tmp_path)
        await harness.open()
        await choose(harness, "webhook")
        for number in range(8):
            await harness.say(f"{ENGLISH} {number}")
        await harness.settled(8)
        assert harness.ledger.outcomes == {"posted": 8}
        await harness.close()
