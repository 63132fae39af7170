"""Posts where Discord refuses replies, and quotes where there are none."""

import pytest

from bot.sandbox.model import Message
from bot.sandbox.permissions import Permission
from bot.storage.types import ChannelPreferences, Mode
from tests.chat.harness import BotHarness

ENGLISH, CHINESE = "How are you doing today, my friend?", "你们晚饭去哪里吃？"
TRANSLATED = "Where are you going for dinner?"


def link(message: Message, guild_id: int | None) -> str:
    return f" [↗](<https://discord.com/channels/{guild_id}/{message.channel_id}/{message.id}>)"


@pytest.fixture
def guild(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


@pytest.fixture
def no_history(harness: BotHarness, guild: int) -> None:
    harness.world.withheld[harness.channel] = Permission.READ_MESSAGE_HISTORY


@pytest.fixture
async def webhook_mode(harness: BotHarness, guild: int) -> None:
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild, enabled=True, mode=Mode.WEBHOOK))


async def posted(harness: BotHarness, count: int) -> Message:
    """The latest post, when there are as many as given."""
    await harness.sandbox.until(lambda: len(harness.posts()) == count)
    return harness.posts()[-1]


@pytest.mark.usefixtures("no_history")
async def test_without_message_history_translations_are_signed_instead_of_replies(
    harness: BotHarness, guild: int
) -> None:
    harness.model.enqueue(TRANSLATED)
    message = await harness.say(CHINESE, "小李")
    post = await posted(harness, 1)
    assert post.reference is None
    assert post.content == f"-# **小李**{link(message, guild)}\n{TRANSLATED}"
    other = await harness.say(CHINESE, "Jake")
    assert (await posted(harness, 2)).content.startswith(f"-# **Jake**{link(other, guild)}\n")
    assert harness.world.metrics["403"] == 1  # the refusal is remembered
    harness.model.enqueue("It is short now.")
    await harness.sandbox.edit(harness.channel, message.id, "现在变短了。")
    await harness.sandbox.until(lambda: post.content == f"-# **小李**{link(message, guild)}\nIt is short now.")
    await harness.sandbox.delete(harness.channel, message.id)
    await posted(harness, 1)


@pytest.mark.usefixtures("no_history")
async def test_the_owner_is_told_once_about_the_missing_permission(harness: BotHarness) -> None:
    await harness.sandbox.until(lambda: harness.client.guilds)
    harness.client.guilds[0].owner_id = harness.world.person("王芳").id
    for count in (1, 2):
        await harness.say(ENGLISH)
        await posted(harness, count)
    owner = harness.world.person("王芳").id
    told = await harness.sandbox.until(
        lambda: [
            message.content
            for channel in harness.world.channels.values()
            if owner in channel.recipients
            for message in channel.messages.values()
        ]
    )
    assert len(told) == 1
    assert "Read Message History" in told[0]


@pytest.mark.usefixtures("no_history")
async def test_a_mention_is_answered_without_message_history(harness: BotHarness, guild: int) -> None:
    quiet = harness.world.named("quiet").id
    harness.world.withheld[quiet] = Permission.READ_MESSAGE_HISTORY
    message = await harness.say(CHINESE, "小李", quiet)
    harness.model.enqueue(TRANSLATED)
    await harness.say(f"<@{harness.world.bot.id}>", "Jake", quiet, reply_to=message.id)
    await harness.sandbox.until(lambda: harness.posts(quiet))
    assert harness.posts(quiet)[0].content == f"-# **小李**{link(message, guild)}\n{TRANSLATED}"


@pytest.mark.usefixtures("no_history")
async def test_a_mention_that_cannot_be_answered_is_told_so_without_message_history(harness: BotHarness) -> None:
    message = await harness.say("🔥🔥🔥", "小李")
    await harness.say(f"<@{harness.world.bot.id}>", "Jake", reply_to=message.id)
    assert "no words" in (await posted(harness, 1)).content


async def test_a_digest_that_cannot_be_read_does_not_pause_the_channel(harness: BotHarness, guild: int) -> None:
    async with harness.held_post(f"/channels/{harness.channel}/messages", ENGLISH, ready=2):
        message = await harness.say("This is the second message.")
        await harness.say("This is the third message.")
    await posted(harness, 2)
    await harness.settled(3)
    harness.world.withheld[harness.channel] = Permission.READ_MESSAGE_HISTORY
    refused = harness.world.metrics["403"]
    await harness.sandbox.edit(harness.channel, message.id, "This is the second message, edited.")
    await harness.sandbox.until(lambda: harness.world.metrics["403"] > refused)
    await harness.say(CHINESE, "小李")
    assert (await posted(harness, 3)).content.startswith("-# **小李**")


@pytest.mark.usefixtures("webhook_mode")
async def test_a_reply_in_webhook_mode_quotes_what_it_replies_to(harness: BotHarness, guild: int) -> None:
    harness.model.enqueue(TRANSLATED, "我很好，谢谢你。", "We all think that noodle place is good.")
    question = await harness.say(CHINESE, "小李")
    asked = await posted(harness, 1)
    answer = await harness.say("I am fine, thank you.", reply_to=question.id)
    told = await posted(harness, 2)
    # The Chinese translation quotes the Chinese original.
    assert told.content == f"> **小李**: {CHINESE}{link(question, guild)}\n我很好，谢谢你。"
    await harness.say("我们都觉得那家面馆不错。", "小李", reply_to=answer.id)
    # The English translation quotes the English original, not its translation.
    assert (
        await posted(harness, 3)
    ).content == f"> **Amy**: I am fine, thank you.{link(answer, guild)}\nWe all think that noodle place is good."
    harness.model.enqueue("我不去。")
    await harness.say("I am not going there.", "Jake", reply_to=asked.id)
    # A reply to a translation is quoted with the original that its readers know.
    assert (await posted(harness, 4)).content == f"> **小李**: {CHINESE}{link(question, guild)}\n我不去。"
    harness.model.enqueue("我感觉比昨天好多了。")
    await harness.sandbox.edit(harness.channel, answer.id, "I feel much better than yesterday.")
    await harness.sandbox.until(
        lambda: told.content == f"> **小李**: {CHINESE}{link(question, guild)}\n我感觉比昨天好多了。"
    )


@pytest.mark.usefixtures("webhook_mode")
async def test_a_reply_in_the_same_language_quotes_the_translation(harness: BotHarness, guild: int) -> None:
    harness.model.enqueue(TRANSLATED, "To the noodle place.")
    question = await harness.say(CHINESE, "小李")
    await harness.say("去吃面。", "王芳", reply_to=question.id)
    post = await posted(harness, 2)
    assert post.content == f"> **小李**: {TRANSLATED}{link(harness.posts()[0], guild)}\nTo the noodle place."


@pytest.mark.usefixtures("webhook_mode")
async def test_without_webhooks_a_reply_needs_no_quote(harness: BotHarness) -> None:
    harness.world.withheld[harness.channel] = Permission.MANAGE_WEBHOOKS
    question = await harness.say(CHINESE, "小李")
    await harness.answer_to(question)
    harness.model.enqueue("我很好，谢谢你。")
    answer = await harness.say("I am fine, thank you.", reply_to=question.id)
    reply = await harness.answer_to(answer)
    assert reply.content == "我很好，谢谢你。"
    harness.model.enqueue("我感觉比昨天好多了。")
    await harness.sandbox.edit(harness.channel, answer.id, "I feel much better than yesterday.")
    await harness.sandbox.until(lambda: reply.content == "我感觉比昨天好多了。")
