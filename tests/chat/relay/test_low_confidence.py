"""Marks on translations that may be wrong."""

from bot.chat.relay.digest import SHORT
from bot.nmt.types import Hypothesis
from bot.storage.types.preferences import ChannelPreferences
from bot.text.limits import MESSAGE, length
from tests.chat.fakes import post_of
from tests.chat.harness import BotHarness, response_text

ENGLISH = "How are you doing today, my friend?"
DOUBTFUL = Hypothesis("朋友，你今天过得怎么样？", -3.0, 9)


async def test_the_mark_is_in_the_language_of_the_translation(harness: BotHarness) -> None:
    harness.model.enqueue(DOUBTFUL)
    reply = await harness.answer_to(await harness.say(ENGLISH))
    assert reply.content == "朋友，你今天过得怎么样？\n-# ≈ 译文仅供参考"
    harness.model.enqueue(Hypothesis("What are you playing tonight?", -3.0, 6))
    reply = await harness.answer_to(await harness.say("你们今晚玩什么游戏？", "小李"))
    assert reply.content == "What are you playing tonight?\n-# ≈ may be inaccurate"


async def test_sure_translations_have_no_mark(harness: BotHarness) -> None:
    harness.model.enqueue(Hypothesis("我的朋友，你今天过得怎么样？", -0.3, 9))
    assert "≈" not in (await harness.answer_to(await harness.say(ENGLISH))).content


async def test_an_edit_with_a_sure_translation_removes_the_mark(harness: BotHarness) -> None:
    harness.model.enqueue(DOUBTFUL)
    message = await harness.say(ENGLISH)
    reply = await harness.answer_to(message)
    harness.model.enqueue("我今天很累")
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today.")
    await harness.sandbox.until(lambda: reply.content == "我今天很累")


async def test_a_channel_can_turn_marks_off(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild_id, enabled=True, unsure=False))
    harness.model.enqueue(DOUBTFUL)
    assert (await harness.answer_to(await harness.say(ENGLISH))).content == DOUBTFUL.text


async def test_the_menu_shows_the_mark_and_help_explains_it(harness: BotHarness) -> None:
    message = await harness.say(ENGLISH, channel=harness.world.named("quiet").id)
    harness.model.enqueue(DOUBTFUL)
    used = await harness.sandbox.invoke_message(
        harness.world.person("阿明").id, message.channel_id, message.id, "Translate"
    )
    assert (await response_text(used)).endswith("\n-# ≈ 譯文僅供參考")
    assert "`≈` marks" in await harness.use("Amy", "help")


def test_digests_use_a_sign() -> None:
    doubtful = post_of(1, "你好", note="-# ≈ 译文仅供参考")
    assert doubtful.entry.line == "**Amy**: 你好 ≈"
    assert post_of(1, "你好").entry.line == "**Amy**: 你好"


def test_the_sign_survives_shortening() -> None:
    for text in ("很长的一句话。" * 100, "```\ncode\n```"):
        line = post_of(1, text, note="-# ≈").entry.short_line
        assert line.endswith(" ≈")
        assert length(line) <= SHORT


def test_the_mark_never_makes_a_post_too_long() -> None:
    pages = post_of(1, "好" * MESSAGE, note="-# ≈ 译文仅供参考").pages
    assert all(length(page) <= MESSAGE for page in pages)
    assert pages[-1].endswith("-# ≈ 译文仅供参考")
