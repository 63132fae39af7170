"""The language and script of readers and channels."""

import pytest

from bot.chat.strings import TRADITIONAL, join_items, keys, say, target_of
from bot.storage.types import ChannelPreferences, GuildPreferences, MemberPreferences
from bot.translation.types import Target
from tests.chat.harness import BotHarness, response_text

ENGLISH = "The software inside is dear"
CHINESE = "里面的软件"


@pytest.mark.parametrize(
    ("language", "locale", "target"),
    [
        ("auto", "en-GB", Target.ENGLISH),
        ("auto", "fr", Target.ENGLISH),
        ("auto", "zh-CN", Target.SIMPLIFIED),
        ("auto", "zh-TW", Target.TRADITIONAL),
        ("auto", "zh-HK", Target.HONG_KONG),
        ("zh-HK", "en-US", Target.HONG_KONG),
        ("en", "zh-TW", Target.ENGLISH),
    ],
)
def test_the_chosen_language_overrides_the_locale(language: str, locale: str, target: Target) -> None:
    assert target_of(MemberPreferences(1, language), locale) is target


async def test_the_menu_answers_in_the_chosen_script(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="zh-HK")
    message = await harness.say(ENGLISH, channel=harness.world.named("quiet").id)
    harness.model.enqueue(CHINESE)
    used = await harness.sandbox.invoke_message(
        harness.world.person("Amy").id, message.channel_id, message.id, "Translate"
    )
    assert await response_text(used) == "裏面的軟件"


async def test_both_traditional_scripts_are_offered(harness: BotHarness) -> None:
    option, *_ = [
        option
        for command in harness.world.commands[0].values()
        if command["name"] == "language"
        for option in command["options"][0]["options"]
    ]
    assert [choice["value"] for choice in option["choices"]] == ["auto", "en", "zh", "zh-Hant", "zh-HK"]
    assert [choice["name_localizations"]["zh-TW"] for choice in option["choices"][3:]] == ["台灣繁體", "香港繁體"]


async def test_threads_inherit_the_script_of_their_channel(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.guilds.set(GuildPreferences(guild_id, "zh-Hant"))
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild_id, enabled=True, script="zh-HK"))
    message = await harness.say("gg")
    thread = harness.start_thread(message)
    for channel in (harness.channel, thread.id):
        harness.model.enqueue(CHINESE)
        assert (await harness.answer_to(await harness.say(ENGLISH, channel=channel))).content == "裏面的軟件"


async def test_a_channel_without_a_script_uses_the_one_of_its_server(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.guilds.set(GuildPreferences(guild_id, "zh-HK"))
    harness.model.enqueue(CHINESE)
    assert (await harness.answer_to(await harness.say(ENGLISH))).content == "裏面的軟件"


async def test_translations_on_request_use_the_script_of_the_channel(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild_id, script="zh-Hant"))
    harness.model.enqueue(CHINESE)
    assert await harness.use("Amy", "translate", text=ENGLISH) == "裡面的軟體"


@pytest.mark.parametrize("script", ["zh-Hant", "zh-HK"])
async def test_scripts_are_not_converted_without_a_request(harness: BotHarness, script: str) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.guilds.set(GuildPreferences(guild_id, script))
    harness.model.enqueue("The software in there.")
    assert (
        await harness.answer_to(await harness.say("里面的软件真的很好用", "小李"))
    ).content == "The software in there."
    assert len(harness.posts()) == 1


async def test_scripts_are_converted_on_request(harness: BotHarness) -> None:
    assert await harness.use("小李", "translate", text="里面的软件", to="zh-HK") == "裏面的軟件"
    assert await harness.use("小李", "translate", text="裏面的軟件", to="zh") == "里面的软件"
    assert harness.model.history == []


async def test_traditional_is_not_rewritten_for_the_other_region(harness: BotHarness) -> None:
    assert "已經" in await harness.use("阿明", "translate", text="裏面的軟件真的很好用", to="zh-HK")


async def test_direct_messages_use_the_script_that_the_person_chose(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="zh-HK")
    direct = harness.world.dm(harness.world.person("Amy"), harness.world.bot)
    harness.model.enqueue(CHINESE)
    assert (await harness.answer_to(await harness.say(ENGLISH, channel=direct.id))).content == "裏面的軟件"


def test_the_plural_form_follows_the_count() -> None:
    texts = [say("en-US", "glossary.left_out", count=count) for count in (1, 2)]
    assert texts == ["Skipped 1 row.", "Skipped 2 rows."]
    assert say("zh-CN", "glossary.left_out", count=1) == "已跳过 1 行。"


def test_traditional_texts_use_the_words_of_discords_client() -> None:
    assert join_items("zh-TW", ["一", "二"]) == "一、二"
    assert join_items("en-GB", ["one", "two"]) == "one, two"
    texts = [say("zh-TW", key) for key in keys(TRADITIONAL)]
    assert any("訊息" in text for text in texts)
    assert not [text for text in texts if "消息" in text or "許可權" in text or "“" in text]
