"""Whose messages are translated automatically."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import messages
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from tests.chat.harness import BotHarness

ENGLISH = "How are you doing today, my friend?"
NEWS = {"title": "News of the day", "description": "It will rain all day tomorrow."}


@pytest.fixture
async def harness(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[BotHarness]:
    guild = next(iter(sandbox.world.guilds.values()))
    news = sandbox.world.add_user("Newsbot", bot=True, guilds=[guild])
    sandbox.world.add_user("Otherbot", bot=True, guilds=[guild])
    harness = BotHarness(sandbox, tmp_path, prefixes=("!",), bots=frozenset({news.id, sandbox.world.bot.id}))
    await harness.open()
    yield harness
    await harness.close()


async def test_commands_for_other_bots_are_ignored(harness: BotHarness) -> None:
    await harness.say("!play my favourite song please")
    assert await harness.answer_to(await harness.say(ENGLISH))
    assert len(harness.posts()) == 1


PUNCTUATED = [
    "?你认真的吗",
    "!真的太好吃了",
    "/真的假的",
    ".你说得对啊",
    "%的人都不知道这个",
    "!important: read the rules please",
]


@pytest.mark.parametrize("place", ["channel", "direct message"])
async def test_prefixes_before_sentences_are_punctuation(sandbox: Sandbox, tmp_path: Path, place: str) -> None:
    harness = BotHarness(sandbox, tmp_path, prefixes=Settings().ignored_prefixes)
    await harness.open()
    try:
        direct = harness.world.dm(harness.world.person("小李"), harness.world.bot)
        channel = harness.channel if place == "channel" else direct.id
        for text in PUNCTUATED:
            assert await harness.answer_to(await harness.say(text, "小李", channel))
    finally:
        await harness.close()


async def test_configured_bots_are_translated_with_their_embeds(harness: BotHarness) -> None:
    harness.model.enqueue("早上好，大家", "每日新闻", "明天会下一整天的雨。")
    message = await harness.say("Good morning, everybody", "Newsbot", embeds=[NEWS])
    assert (await harness.answer_to(message)).content == "早上好，大家\n**每日新闻**\n明天会下一整天的雨。"


async def test_other_bots_and_our_own_posts_are_not_translated(harness: BotHarness) -> None:
    await harness.say(ENGLISH, "Otherbot", embeds=[NEWS])
    await harness.sandbox.say(harness.channel, harness.world.bot.id, ENGLISH)
    reply = await harness.answer_to(await harness.say(ENGLISH))
    assert [post for post in harness.posts() if post.content != ENGLISH] == [reply]
    assert harness.ledger.submitted == 1


async def test_our_webhook_posts_are_never_translated(sandbox: Sandbox, tmp_path: Path) -> None:
    from bot.sandbox.model import Webhook

    world = sandbox.world
    channel = world.named("general")
    hooks = [
        Webhook(world.snowflake(), "t", channel.id, channel.guild_id or 0, "Hook", world.person("王芳"), None, ours)
        for ours in (world.application_id, None)
    ]
    world.webhooks.update((hook.id, hook) for hook in hooks)
    harness = BotHarness(sandbox, tmp_path, bots=frozenset(hook.id for hook in hooks))
    await harness.open()
    try:
        posts = [
            messages.post(
                world, channel, hook.user, {"content": ENGLISH}, origin=messages.Origin(webhook=hook, permitted=True)
            )
            for hook in hooks
        ]
        await harness.answer_to(posts[1])
        assert harness.reply(posts[0]) is None
        assert harness.ledger.submitted == 1
    finally:
        await harness.close()


async def test_an_edit_to_a_command_removes_the_translation(harness: BotHarness) -> None:
    message = await harness.say(ENGLISH)
    await harness.answer_to(message)
    await harness.sandbox.edit(harness.channel, message.id, "!play my favourite song please")
    await harness.sandbox.until(lambda: not harness.posts())


async def test_a_command_that_an_edit_makes_a_sentence_is_translated(harness: BotHarness) -> None:
    message = await harness.say("!what a nice day")
    harness.model.enqueue("今天天气真好！")
    await harness.sandbox.edit(harness.channel, message.id, "What a nice day!")
    assert (await harness.answer_to(message)).content == "今天天气真好！"


async def test_a_caption_that_an_edit_adds_to_a_picture_is_translated(harness: BotHarness) -> None:
    world = harness.world
    picture = messages.post(
        world, world.channel(harness.channel), world.person("Amy"), {}, [messages.Upload(0, "IMG_1.png", b"")]
    )
    harness.model.enqueue("这是我的猫。")
    await harness.sandbox.edit(harness.channel, picture.id, "This is my cat.")
    assert (await harness.answer_to(picture)).content == "这是我的猫。"
