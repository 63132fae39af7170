"""Requests with flags as reactions."""

import asyncio
from typing import Any

import pytest

from bot.chat.features.translate.requests import FLAGS, REQUESTS_PER_MINUTE
from bot.errors import OverloadedError
from bot.sandbox import messages
from bot.sandbox.model import MessageFlag, MessageType
from bot.storage.types.preferences import MemberPreferences
from tests.chat.harness import BotHarness

ENGLISH = "The software inside is dear"
CHINESE = "里面的软件"
LONG_CHINESE = (
    "我和朋友们今天早上一起去了海边的那个小镇，在那里看到了许多很漂亮的老房子，也吃到了非常新鲜的海鱼，"
    "大家都说下个月还想再去一次，只是车票实在太贵了。"
)
LONG_ENGLISH = (
    "My friends and I went together to that small town by the sea this morning, saw many beautiful old houses "
    "there, ate very fresh fish, and everyone said they want to go again next month, but tickets are too dear."
)


@pytest.fixture
def quiet(harness: BotHarness) -> int:
    """A channel without automatic translation."""
    return harness.world.named("quiet").id


@pytest.mark.parametrize(
    ("flag", "answer"), [("🇨🇳", "里面的软件"), ("🇹🇼", "裡面的軟體"), ("🇭🇰", "裏面的軟件"), ("🌐", "里面的软件")]
)
async def test_a_flag_requests_its_language(harness: BotHarness, quiet: int, flag: str, answer: str) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    harness.model.enqueue(CHINESE)
    harness.react(message, flag)
    reply = await harness.answer_to(message)
    assert reply.content == answer
    assert reply.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert not reply.pinged


@pytest.mark.parametrize("flag", ["🇺🇸", "🇬🇧", "🌐"])
async def test_chinese_is_translated_to_english(harness: BotHarness, quiet: int, flag: str) -> None:
    message = await harness.say("你们晚饭去哪里吃？", "小李", channel=quiet)
    harness.model.enqueue("Where are you going for dinner?")
    harness.react(message, flag)
    assert (await harness.answer_to(message)).content == "Where are you going for dinner?"


async def test_many_flags_of_one_language_are_answered_once(harness: BotHarness, quiet: int) -> None:
    guild = next(iter(harness.world.guilds.values()))
    crowd = [harness.world.add_user(f"fan {n}", guilds=[guild]) for n in range(300)]
    message = await harness.say(ENGLISH, channel=quiet)
    for fan in crowd:
        harness.react(message, "🇨🇳", fan)
    await harness.answer_to(message)
    other = await harness.say(ENGLISH, channel=quiet)
    harness.react(other, "🇨🇳")
    await harness.answer_to(other)
    assert len(harness.posts(quiet)) == 2
    assert len(harness.model.history) == 2


async def test_a_globe_and_a_flag_get_one_answer(harness: BotHarness, quiet: int) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    harness.react(message, "🌐")
    harness.react(message, "🇨🇳")
    harness.react(message, "🇹🇼")
    await harness.sandbox.until(lambda: len(harness.posts(quiet)) == 2)
    assert len({post.content for post in harness.posts(quiet)}) == 2


async def test_requests_are_limited_per_person(harness: BotHarness, quiet: int) -> None:
    messages = [
        await harness.say(f"This is sentence number {n} of many.", channel=quiet)
        for n in range(REQUESTS_PER_MINUTE + 5)
    ]
    for message in messages:
        harness.react(message, "🇨🇳")
    last = await harness.say(ENGLISH, channel=quiet)
    harness.react(last, "🇨🇳", harness.world.person("小李"))
    await harness.answer_to(last)
    await harness.sandbox.until(lambda: len(harness.posts(quiet)) == REQUESTS_PER_MINUTE + 1)
    assert all(harness.reply(message) is None for message in messages[REQUESTS_PER_MINUTE:])


async def test_flags_add_nothing_to_automatic_translations(harness: BotHarness) -> None:
    message = await harness.say(ENGLISH)
    reply = await harness.answer_to(message)
    harness.react(message, "🇨🇳")
    harness.react(message, "🌐")
    harness.react(message, "🇹🇼")
    await harness.sandbox.until(lambda: len(harness.posts()) == 2)
    await harness.until(lambda: len(harness.model.history) == 4)
    assert harness.reply(message) is reply
    assert len(harness.posts()) == 2


async def test_shed_messages_can_be_requested(harness: BotHarness) -> None:
    harness.model.enqueue(OverloadedError("full"))
    message = await harness.say(ENGLISH)
    await harness.settled(1)
    await harness.sandbox.until(lambda: len(harness.posts()) == 1)
    harness.model.enqueue(CHINESE)
    harness.react(message, "🇨🇳")
    assert (await harness.answer_to(message)).content == CHINESE


@pytest.mark.parametrize("emoji", ["👍", "🇯🇵", "🏁"])
async def test_other_emoji_are_ignored(harness: BotHarness, quiet: int, emoji: str) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    harness.react(message, emoji)
    harness.react(message, "🇨🇳")
    await harness.answer_to(message)
    assert len(harness.posts(quiet)) == 1


async def test_reactions_of_bots_and_to_our_posts_are_ignored(harness: BotHarness, quiet: int) -> None:
    guild = next(iter(harness.world.guilds.values()))
    robot = harness.world.add_user("Robot", bot=True, guilds=[guild])
    message = await harness.say(ENGLISH, channel=quiet)
    harness.react(message, "🇨🇳", robot)
    harness.react(message, "🇹🇼")
    reply = await harness.answer_to(message)
    harness.react(reply, "🇺🇸")
    last = await harness.say(ENGLISH, channel=quiet)
    harness.react(last, "🇨🇳")
    await harness.answer_to(last)
    assert len(harness.posts(quiet)) == 2


async def test_deleted_messages_are_ignored(harness: BotHarness, quiet: int) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    await harness.sandbox.delete(quiet, message.id)
    harness.react(message, "🇨🇳")
    last = await harness.say(ENGLISH, channel=quiet)
    harness.react(last, "🇨🇳")
    await harness.answer_to(last)
    assert len(harness.posts(quiet)) == 1


async def test_people_who_opted_out_are_not_translated(harness: BotHarness, quiet: int) -> None:
    await harness.stores.members.set(MemberPreferences(harness.world.person("Jake").id, ignored=True))
    message = await harness.say(ENGLISH, "Jake", channel=quiet)
    harness.react(message, "🇨🇳")
    last = await harness.say(ENGLISH, channel=quiet)
    harness.react(last, "🇨🇳")
    await harness.answer_to(last)
    assert harness.reply(message) is None


async def test_a_request_can_be_repeated_after_a_failure(harness: BotHarness, quiet: int) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    harness.model.enqueue(OverloadedError("full"))
    harness.react(message, "🇨🇳")
    while harness.reply(message) is None:
        harness.react(message, "🇨🇳")
        await asyncio.sleep(0)
    assert len(harness.model.history) == 2


async def test_answers_follow_edits_and_deletions(harness: BotHarness, quiet: int) -> None:
    message = await harness.say("你们晚饭去哪里吃？", channel=quiet)
    harness.react(message, "🇬🇧")
    reply = await harness.answer_to(message)
    harness.model.enqueue("I am very tired today.")
    await harness.sandbox.edit(quiet, message.id, "我今天真的很累。")
    await harness.sandbox.until(lambda: reply.content == "I am very tired today.")
    harness.model.enqueue(*[LONG_ENGLISH] * 12)
    await harness.sandbox.edit(quiet, message.id, "\n".join([LONG_CHINESE] * 12))
    await harness.sandbox.until(lambda: len(harness.posts(quiet)) == 2)
    harness.model.enqueue("It is short now.")
    await harness.sandbox.edit(quiet, message.id, "现在变短了。")
    await harness.sandbox.until(lambda: len(harness.posts(quiet)) == 1)
    await harness.sandbox.delete(quiet, message.id)
    await harness.sandbox.until(lambda: not harness.posts(quiet))


async def test_a_channel_that_refuses_posts_is_paused(harness: BotHarness, quiet: int) -> None:
    refused = harness.sandbox.faults.add(
        rf"/channels/{quiet}/messages", method="POST", status=403, times=10, body={"code": 50013, "message": "no"}
    )
    messages = [await harness.say(f"This is sentence number {n} of many.", channel=quiet) for n in range(3)]
    for message in messages:
        harness.react(message, "🇨🇳")
        await harness.sandbox.until(lambda: refused.times == 9)
    await harness.answer_to(await harness.say(ENGLISH))
    assert refused.times == 9


async def test_flags_work_in_direct_messages(harness: BotHarness) -> None:
    direct = harness.world.dm(harness.world.person("Amy"), harness.world.bot)
    message = await harness.say(ENGLISH, channel=direct.id)
    await harness.answer_to(message)
    harness.model.enqueue(CHINESE)
    harness.react(message, "🇭🇰")
    await harness.sandbox.until(lambda: [post.content for post in harness.posts(direct.id)][1:] == ["裏面的軟件"])


@pytest.mark.parametrize("bulk", [False, True])
async def test_an_answer_that_a_moderator_deleted_can_be_requested_again(
    harness: BotHarness, quiet: int, *, bulk: bool
) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    other = await harness.say("hm", "小李", channel=quiet)
    for _ in range(3):
        harness.react(message, "🇨🇳")
        reply = await harness.known_answer_to(message)
        await (
            harness.sandbox.delete_many(quiet, [reply.id, other.id])
            if bulk
            else harness.sandbox.delete(quiet, reply.id)
        )
    harness.react(message, "🇨🇳")
    harness.react(message, "🇨🇳", harness.world.person("小李"))
    await harness.known_answer_to(message)
    harness.react(message, "🇨🇳")  # ignored: the answer is there
    last = await harness.say(ENGLISH, channel=quiet)
    harness.react(last, "🇨🇳")
    await harness.answer_to(last)
    assert len(harness.posts(quiet)) == 2


async def test_a_deleted_automatic_translation_can_be_requested(harness: BotHarness) -> None:
    message = await harness.say(ENGLISH)
    reply = await harness.answer_to(message)
    harness.react(message, "🌐")  # answered already
    # Until that is known, another reaction counts as the same request.
    await harness.until(
        lambda: len(harness.model.history) == 2 and harness.client.outbox and not harness.client.outbox.waiting
    )
    await harness.sandbox.delete(harness.channel, reply.id)
    harness.react(message, "🌐")
    await harness.answer_to(message)


async def test_a_message_without_words_can_be_requested_after_an_edit(harness: BotHarness, quiet: int) -> None:
    message = await harness.say("🔥🔥🔥", channel=quiet)
    harness.react(message, "🇨🇳")
    last = await harness.say(ENGLISH, channel=quiet)
    harness.react(last, "🇨🇳")
    await harness.answer_to(last)
    await harness.sandbox.edit(quiet, message.id, ENGLISH)
    harness.react(message, "🇨🇳")
    await harness.answer_to(message)


@pytest.mark.parametrize("fault", [{"status": 400}, {"status": 403}, {"status": 503}])
async def test_a_message_that_could_not_be_read_can_be_requested_again(
    harness: BotHarness, quiet: int, fault: dict[str, Any]
) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    broken = harness.sandbox.faults.add(rf"/channels/{quiet}/messages/{message.id}", method="GET", **fault)
    harness.react(message, "🇨🇳")
    await harness.sandbox.until(lambda: not broken.times)
    while harness.reply(message) is None:
        harness.react(message, "🇨🇳")
        await asyncio.sleep(0)


@pytest.mark.parametrize("target", ["🇨🇳", "🇹🇼"])
async def test_an_answer_that_an_edit_removed_returns_with_a_later_edit(
    harness: BotHarness, quiet: int, target: str
) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    harness.react(message, target)
    reply = await harness.answer_to(message)
    await harness.sandbox.edit(quiet, message.id, "🔥🔥🔥")
    await harness.sandbox.until(lambda: not harness.posts(quiet))
    harness.model.enqueue(CHINESE)
    await harness.sandbox.edit(quiet, message.id, ENGLISH)
    again = await harness.answer_to(message)
    assert again.content == {"🇨🇳": CHINESE, "🇹🇼": "裡面的軟體"}[target]
    assert again.id != reply.id


async def test_system_messages_are_not_answered(harness: BotHarness, quiet: int) -> None:
    amy = harness.world.person("Amy")
    notice = messages.notice(harness.world, harness.world.channel(quiet), amy, MessageType.STAGE_TOPIC, ENGLISH)
    harness.react(notice, "🇨🇳")  # Discord permits no replies to it
    message = await harness.say(ENGLISH, channel=quiet)
    harness.react(message, "🇨🇳")
    await harness.answer_to(message)
    assert len(harness.model.history) == 1


def test_help_lists_all_flags() -> None:
    assert list(FLAGS) == ["🇨🇳", "🇹🇼", "🇭🇰", "🇺🇸", "🇬🇧", "🌐"]
