"""Posts in forum and media channels, whose titles are translated with them."""

import pytest

from bot.errors import OverloadedError
from bot.sandbox import channels, messages
from bot.sandbox.model import Channel, Message, ThreadState
from bot.sandbox.snowflake import iso
from bot.storage.types.preferences import ChannelPreferences, MemberPreferences
from tests.chat.harness import BotHarness, response_text

FORUM, MEDIA = 15, 16
PUBLIC_THREAD = 11
TITLE, QUESTION, ANSWER = "今天晚上去哪里吃饭", "大家有什么推荐的餐馆吗？", "我觉得街角的那家面馆很好吃。"
TITLE_EN, QUESTION_EN, ANSWER_EN = (
    "Where to go for dinner tonight",
    "Does anyone have a restaurant to recommend?",
    "I think the noodle place on the corner is very tasty.",
)


async def forum(harness: BotHarness, kind: int = FORUM, *, enabled: bool = True) -> Channel:
    """Create a forum or media channel."""
    guild = next(iter(harness.world.guilds.values()))
    channel = harness.world.add_channel(guild, "help", kind=kind)
    channels.announce(harness.world, "CHANNEL_CREATE", channel)
    await harness.stores.channels.set(ChannelPreferences(channel.id, guild.id, enabled=enabled))
    await harness.until(lambda: harness.client.get_channel(channel.id))
    return channel


def post(harness: BotHarness, channel: Channel, title: str, text: str, who: str = "小李") -> Message:
    """Start a post; its thread has the id of its first message."""
    world, author = harness.world, harness.world.person(who)
    now = iso()
    thread = Channel(world.snowflake(), PUBLIC_THREAD, title, channel.guild_id, parent_id=channel.id)
    thread.thread = ThreadState(author.id, now, 4320, {author.id: now}, archive_timestamp=now)
    world.channels[thread.id] = world.guilds[channel.guild_id or 0].channels[thread.id] = thread
    channels.announce(world, "THREAD_CREATE", thread, {"newly_created": True})
    first = Message(thread.id, thread.id, author, text)
    messages.add(world, thread, first)
    return first


async def menu(harness: BotHarness, message: Message, who: str = "Amy") -> str:
    person = harness.world.person(who).id
    return await response_text(
        await harness.sandbox.invoke_message(person, message.channel_id, message.id, "Translate")
    )


@pytest.mark.parametrize("kind", [FORUM, MEDIA])
async def test_the_translation_of_the_first_message_says_the_title(harness: BotHarness, kind: int) -> None:
    harness.model.enqueue(TITLE_EN, QUESTION_EN, ANSWER_EN)
    first = post(harness, await forum(harness, kind), TITLE, QUESTION)
    assert (await harness.answer_to(first)).content == f"**{TITLE_EN}**\n{QUESTION_EN}"
    second = await harness.say(ANSWER, "小李", first.channel_id)
    assert (await harness.answer_to(second)).content == ANSWER_EN


async def test_a_picture_is_translated_with_its_title_alone(harness: BotHarness) -> None:
    harness.model.enqueue(TITLE_EN)
    first = post(harness, await forum(harness, MEDIA), TITLE, "")
    assert (await harness.answer_to(first)).content == f"**{TITLE_EN}**"


async def test_the_title_stays_when_the_first_message_is_edited(harness: BotHarness) -> None:
    first = post(harness, await forum(harness), TITLE, QUESTION)
    reply = await harness.answer_to(first)
    harness.model.enqueue(TITLE_EN, ANSWER_EN)
    await harness.sandbox.edit(first.channel_id, first.id, ANSWER)
    await harness.sandbox.until(lambda: reply.content == f"**{TITLE_EN}**\n{ANSWER_EN}")


async def test_a_later_message_says_the_title_if_the_first_has_no_translation(harness: BotHarness) -> None:
    await harness.stores.members.set(MemberPreferences(harness.world.person("小李").id, ignored=True))
    first = post(harness, await forum(harness), TITLE, QUESTION)
    harness.model.enqueue(ANSWER_EN, TITLE_EN)
    second = await harness.say(ANSWER, "王芳", first.channel_id)
    reply = await harness.answer_to(second)
    assert reply.content == f"**{TITLE_EN}**\n{ANSWER_EN}"
    harness.model.enqueue(QUESTION_EN)
    third = await harness.say(QUESTION, "王芳", first.channel_id)
    assert (await harness.answer_to(third)).content == QUESTION_EN
    harness.model.enqueue("The noodle place has closed.", TITLE_EN)
    await harness.sandbox.edit(first.channel_id, second.id, "那家面馆已经关门了。")
    await harness.sandbox.until(lambda: reply.content == f"**{TITLE_EN}**\nThe noodle place has closed.")


async def test_a_title_in_the_language_of_the_readers_is_not_repeated(harness: BotHarness) -> None:
    await harness.stores.members.set(MemberPreferences(harness.world.person("小李").id, ignored=True))
    first = post(harness, await forum(harness), TITLE, QUESTION)
    harness.model.enqueue(ANSWER)
    assert (await harness.answer_to(await harness.say(ANSWER_EN, channel=first.channel_id))).content == ANSWER


async def test_a_message_is_translated_even_if_the_title_cannot_be(harness: BotHarness) -> None:
    await harness.stores.members.set(MemberPreferences(harness.world.person("小李").id, ignored=True))
    first = post(harness, await forum(harness), TITLE, QUESTION)
    harness.model.enqueue(ANSWER_EN, OverloadedError("full"))
    assert (await harness.answer_to(await harness.say(ANSWER, "王芳", first.channel_id))).content == ANSWER_EN
    harness.model.enqueue(QUESTION_EN, TITLE_EN)
    third = await harness.say(QUESTION, "王芳", first.channel_id)
    assert (await harness.answer_to(third)).content == f"**{TITLE_EN}**\n{QUESTION_EN}"


async def test_the_title_is_said_when_the_first_message_is_asked_for(harness: BotHarness) -> None:
    first = post(harness, await forum(harness, enabled=False), TITLE, QUESTION)
    harness.model.enqueue(TITLE_EN, QUESTION_EN)
    assert await menu(harness, first) == f"**{TITLE_EN}**\n{QUESTION_EN}"
    harness.react(first, "🇺🇸")
    assert (await harness.answer_to(first)).content.startswith("**")


async def test_the_title_is_said_once_after_a_restart(harness: BotHarness) -> None:
    first = post(harness, await forum(harness), TITLE, QUESTION)
    await harness.answer_to(first)
    await harness.client.close()
    again = BotHarness(harness.sandbox, harness.folder)
    await again.open(enabled=False)
    try:
        again.model.enqueue(ANSWER_EN)
        second = await again.say(ANSWER, "小李", first.channel_id)
        assert (await again.answer_to(second)).content == ANSWER_EN
    finally:
        await again.close()


async def test_threads_of_text_channels_have_no_title_to_translate(harness: BotHarness) -> None:
    message = await harness.say("hm", "小李")
    thread = harness.start_thread(message, "小李")
    harness.model.enqueue(ANSWER_EN)
    assert (await harness.answer_to(await harness.say(ANSWER, "小李", thread.id))).content == ANSWER_EN
