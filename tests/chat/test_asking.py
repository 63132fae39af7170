"""Flags as reactions."""

import asyncio

import pytest

from bot.chat.features.translate.requests import FLAGS, REQUESTS
from bot.errors import OverloadedError
from bot.sandbox import payloads
from bot.sandbox.model import Event, Json, Message, MessageFlag, Reaction, User
from bot.storage.types import MemberPreferences
from tests.chat.house import House

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


def react(house: House, message: Message, emoji: str, who: User | None = None) -> None:
    """Put an emoji under a message, or say so though the message is gone."""
    world = house.world
    user = who or world.person("Amy")
    channel = world.channel(message.channel_id)
    data: Json = {
        "channel_id": str(channel.id),
        "message_id": str(message.id),
        "user_id": str(user.id),
        "emoji": {"id": None, "name": emoji},
        "type": 0,
        "burst": False,
    }
    if channel.guild_id:
        member = payloads.member(world.guilds[channel.guild_id].members[user.id])
        data |= {"guild_id": str(channel.guild_id), "member": member}
    message.reactions = {**(message.reactions or {}), emoji: Reaction({"id": None, "name": emoji})}
    world.emit(Event("MESSAGE_REACTION_ADD", data, channel.guild_id, channel))


@pytest.fixture
def quiet(house: House) -> int:
    """A channel in which nothing is translated without being asked."""
    return house.world.named("quiet").id


@pytest.mark.parametrize(
    ("flag", "answer"), [("🇨🇳", "里面的软件"), ("🇹🇼", "裡面的軟體"), ("🇭🇰", "裏面的軟件"), ("🌐", "里面的软件")]
)
async def test_a_flag_is_answered_in_its_language(house: House, quiet: int, flag: str, answer: str) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    house.model.enqueue(CHINESE)
    react(house, message, flag)
    reply = await house.answer_to(message)
    assert reply.content == answer
    assert reply.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert not reply.pinged


@pytest.mark.parametrize("flag", ["🇺🇸", "🇬🇧", "🌐"])
async def test_chinese_is_answered_in_english(house: House, quiet: int, flag: str) -> None:
    message = await house.say("你们晚饭去哪里吃？", "小李", channel=quiet)
    house.model.enqueue("Where are you going for dinner?")
    react(house, message, flag)
    assert (await house.answer_to(message)).content == "Where are you going for dinner?"


async def test_a_storm_of_one_flag_is_answered_once(house: House, quiet: int) -> None:
    guild = next(iter(house.world.guilds.values()))
    crowd = [house.world.add_user(f"fan {n}", guilds=[guild]) for n in range(300)]
    message = await house.say(ENGLISH, channel=quiet)
    for fan in crowd:
        react(house, message, "🇨🇳", fan)
    await house.answer_to(message)
    other = await house.say(ENGLISH, channel=quiet)
    react(house, other, "🇨🇳")
    await house.answer_to(other)
    assert len(house.posts(quiet)) == 2
    assert len(house.model.history) == 2


async def test_the_globe_and_a_flag_make_one_answer(house: House, quiet: int) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    react(house, message, "🌐")
    react(house, message, "🇨🇳")
    react(house, message, "🇹🇼")
    await house.sandbox.until(lambda: len(house.posts(quiet)) == 2)
    assert len({post.content for post in house.posts(quiet)}) == 2


async def test_one_person_is_answered_so_often_a_minute(house: House, quiet: int) -> None:
    messages = [await house.say(f"This is sentence number {n} of many.", channel=quiet) for n in range(REQUESTS + 5)]
    for message in messages:
        react(house, message, "🇨🇳")
    last = await house.say(ENGLISH, channel=quiet)
    react(house, last, "🇨🇳", house.world.person("小李"))
    await house.answer_to(last)
    await house.sandbox.until(lambda: len(house.posts(quiet)) == REQUESTS + 1)
    assert all(house.reply(message) is None for message in messages[REQUESTS:])


async def test_where_it_is_translated_anyway_nothing_is_added(house: House) -> None:
    message = await house.say(ENGLISH)
    reply = await house.answer_to(message)
    react(house, message, "🇨🇳")
    react(house, message, "🌐")
    react(house, message, "🇹🇼")
    await house.sandbox.until(lambda: len(house.posts()) == 2)
    await house.sandbox.until(lambda: len(house.model.history) == 4)
    assert house.reply(message) is reply
    assert len(house.posts()) == 2


async def test_what_was_shed_can_be_asked_for(house: House) -> None:
    house.model.enqueue(OverloadedError("full"))
    message = await house.say(ENGLISH)
    await house.settled(1)
    await house.sandbox.until(lambda: len(house.posts()) == 1)
    house.model.enqueue(CHINESE)
    react(house, message, "🇨🇳")
    assert (await house.answer_to(message)).content == CHINESE


@pytest.mark.parametrize("emoji", ["👍", "🇯🇵", "🏁"])
async def test_other_emoji_mean_nothing(house: House, quiet: int, emoji: str) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    react(house, message, emoji)
    react(house, message, "🇨🇳")
    await house.answer_to(message)
    assert len(house.posts(quiet)) == 1


async def test_bots_are_not_answered_and_we_do_not_translate_ourselves(house: House, quiet: int) -> None:
    guild = next(iter(house.world.guilds.values()))
    robot = house.world.add_user("Robot", bot=True, guilds=[guild])
    message = await house.say(ENGLISH, channel=quiet)
    react(house, message, "🇨🇳", robot)
    react(house, message, "🇹🇼")
    reply = await house.answer_to(message)
    react(house, reply, "🇺🇸")
    last = await house.say(ENGLISH, channel=quiet)
    react(house, last, "🇨🇳")
    await house.answer_to(last)
    assert len(house.posts(quiet)) == 2


async def test_a_deleted_message_is_passed_over(house: House, quiet: int) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    await house.sandbox.delete(quiet, message.id)
    react(house, message, "🇨🇳")
    last = await house.say(ENGLISH, channel=quiet)
    react(house, last, "🇨🇳")
    await house.answer_to(last)
    assert len(house.posts(quiet)) == 1


async def test_who_wants_to_be_left_alone_is(house: House, quiet: int) -> None:
    await house.stores.members.set(MemberPreferences(house.world.person("Jake").id, ignored=True))
    message = await house.say(ENGLISH, "Jake", channel=quiet)
    react(house, message, "🇨🇳")
    last = await house.say(ENGLISH, channel=quiet)
    react(house, last, "🇨🇳")
    await house.answer_to(last)
    assert house.reply(message) is None


async def test_a_failure_may_be_asked_again(house: House, quiet: int) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    house.model.enqueue(OverloadedError("full"))
    react(house, message, "🇨🇳")
    while house.reply(message) is None:
        react(house, message, "🇨🇳")
        await asyncio.sleep(0)
    assert len(house.model.history) == 2


async def test_answers_follow_edits_and_deletions(house: House, quiet: int) -> None:
    message = await house.say("你们晚饭去哪里吃？", channel=quiet)
    react(house, message, "🇬🇧")
    reply = await house.answer_to(message)
    house.model.enqueue("I am very tired today.")
    await house.sandbox.edit(quiet, message.id, "我今天真的很累。")
    await house.sandbox.until(lambda: reply.content == "I am very tired today.")
    house.model.enqueue(*[LONG_ENGLISH] * 12)
    await house.sandbox.edit(quiet, message.id, "\n".join([LONG_CHINESE] * 12))
    await house.sandbox.until(lambda: len(house.posts(quiet)) == 2)
    house.model.enqueue("It is short now.")
    await house.sandbox.edit(quiet, message.id, "现在变短了。")
    await house.sandbox.until(lambda: len(house.posts(quiet)) == 1)
    await house.sandbox.delete(quiet, message.id)
    await house.sandbox.until(lambda: not house.posts(quiet))


async def test_a_refusing_channel_is_left_alone(house: House, quiet: int) -> None:
    refused = house.sandbox.faults.add(
        rf"/channels/{quiet}/messages", method="POST", status=403, times=10, body={"code": 50013, "message": "no"}
    )
    messages = [await house.say(f"This is sentence number {n} of many.", channel=quiet) for n in range(3)]
    for message in messages:
        react(house, message, "🇨🇳")
        await house.sandbox.until(lambda: refused.times == 9)
    await house.answer_to(await house.say(ENGLISH))
    assert refused.times == 9


async def test_direct_messages_know_flags_too(house: House) -> None:
    direct = house.world.dm(house.world.person("Amy"), house.world.bot)
    message = await house.say(ENGLISH, channel=direct.id)
    await house.answer_to(message)
    house.model.enqueue(CHINESE)
    react(house, message, "🇭🇰")
    await house.sandbox.until(lambda: [post.content for post in house.posts(direct.id)][1:] == ["裏面的軟件"])


def test_the_flags_are_those_of_the_help() -> None:
    assert list(FLAGS) == ["🇨🇳", "🇹🇼", "🇭🇰", "🇺🇸", "🇬🇧", "🌐"]
