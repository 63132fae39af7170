"""Translations that may be wrong are marked, as little as possible."""

from bot.chat.relay.digest import SHORT
from bot.nmt.types import Hypothesis
from bot.storage.types import ChannelPreferences
from bot.text.limits import MESSAGE, length
from tests.chat.fakes import post_of
from tests.chat.house import House, said

ENGLISH = "How are you doing today, my friend?"
DOUBTFUL = Hypothesis("朋友，你今天过得怎么样？", -3.0, 9)


async def test_a_reply_says_so_in_the_language_of_its_readers(house: House) -> None:
    house.model.enqueue(DOUBTFUL)
    reply = await house.answer_to(await house.say(ENGLISH))
    assert reply.content == "朋友，你今天过得怎么样？\n-# ≈ 译文仅供参考"
    house.model.enqueue(Hypothesis("What are you playing tonight?", -3.0, 6))
    reply = await house.answer_to(await house.say("你们今晚玩什么游戏？", "小李"))
    assert reply.content == "What are you playing tonight?\n-# ≈ may be inaccurate"


async def test_what_is_sure_has_no_mark(house: House) -> None:
    house.model.enqueue(Hypothesis("我的朋友，你今天过得怎么样？", -0.3, 9))
    assert "≈" not in (await house.answer_to(await house.say(ENGLISH))).content


async def test_an_edit_that_is_sure_takes_the_mark_away(house: House) -> None:
    house.model.enqueue(DOUBTFUL)
    message = await house.say(ENGLISH)
    reply = await house.answer_to(message)
    house.model.enqueue("我今天很累")
    await house.sandbox.edit(house.channel, message.id, "I am very tired today.")
    await house.sandbox.until(lambda: reply.content == "我今天很累")


async def test_a_channel_may_do_without(house: House) -> None:
    guild_id = house.world.channel(house.channel).guild_id or 0
    await house.stores.channels.set(ChannelPreferences(house.channel, guild_id, enabled=True, unsure=False))
    house.model.enqueue(DOUBTFUL)
    assert (await house.answer_to(await house.say(ENGLISH))).content == DOUBTFUL.text


async def test_the_menu_marks_it_too_and_help_explains(house: House) -> None:
    message = await house.say(ENGLISH, channel=house.world.named("quiet").id)
    house.model.enqueue(DOUBTFUL)
    used = await house.sandbox.invoke_message(
        house.world.person("阿明").id, message.channel_id, message.id, "Translate"
    )
    assert (await said(used)).endswith("\n-# ≈ 譯文僅供參考")
    assert "`≈` marks" in await house.asked("Amy", "help")


def test_in_a_digest_a_sign_stands_for_it() -> None:
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
