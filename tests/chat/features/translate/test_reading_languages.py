"""Readers of several languages: what they read is not translated for them unless they say so."""

import pytest

from bot.chat.strings import languages_of
from bot.sandbox.interactions import Interaction
from bot.sandbox.model import MessageFlag
from bot.storage.types.preferences import AUTO, MemberPreferences
from bot.translation.types import Target
from tests.chat.harness import BotHarness, response_text

ENGLISH = "The software inside is dear"
CHINESE = "里面的软件真的很好用"
ALREADY = "You read this already."


async def translated(harness: BotHarness, text: str, who: str = "Amy") -> Interaction:
    """Use the message menu on a text in a quiet channel."""
    quiet = harness.world.named("quiet").id
    message = await harness.say(text, "小李", channel=quiet)
    return await harness.sandbox.invoke_message(harness.world.person(who).id, quiet, message.id, "Translate")


def test_the_language_for_translations_comes_first_and_each_one_once() -> None:
    assert languages_of(MemberPreferences(1), "zh-HK") == (Target.HONG_KONG,)
    assert languages_of(MemberPreferences(1, AUTO, also="zh en"), "en-US") == (Target.ENGLISH, Target.SIMPLIFIED)
    both = (Target.TRADITIONAL, Target.ENGLISH)
    assert languages_of(MemberPreferences(1, "zh-Hant", also="en"), "fr") == both


async def test_a_list_of_languages_is_stored_and_shown(harness: BotHarness) -> None:
    told = await harness.use("Amy", "language set", language="en", second="zh", third="zh-Hant", fourth="en")
    assert "Your language is now English." in told
    also = "You also read: 简体中文 · Simplified Chinese, 台灣繁體 · Traditional Chinese (Taiwan)."
    assert also in told
    assert also in await harness.use("Amy", "language show")
    stored = await harness.stores.members.get(harness.world.person("Amy").id)
    assert stored == MemberPreferences(stored.user_id, "en", also="zh zh-Hant")


async def test_choosing_one_language_replaces_the_list(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="en", second="zh")
    assert "also" not in await harness.use("Amy", "language set", language="auto")
    assert "Your language is automatic." in await harness.use("Amy", "language show")


@pytest.mark.parametrize(
    ("others", "text"),
    [
        ({"second": "zh"}, CHINESE),
        ({"second": "zh"}, ENGLISH),
        ({"second": "zh"}, f"{ENGLISH}.\n{CHINESE}。"),
        ({"second": "zh-Hant"}, "裡面的軟體真的很好用"),
        ({"second": "zh-HK"}, "裡面的軟體真的很好用"),
        ({"second": "zh", "third": "zh-Hant"}, "裡面的軟體真的很好用"),
    ],
)
async def test_what_someone_reads_is_not_translated_for_them(
    harness: BotHarness, others: dict[str, str], text: str
) -> None:
    await harness.use("Amy", "language set", language="en", **others)
    assert await response_text(await translated(harness, text)) == ALREADY
    assert harness.model.history == []


async def test_a_script_that_someone_does_not_read_becomes_the_one_that_they_read(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="en", second="zh-Hant")
    assert await response_text(await translated(harness, "里面的软件真的很好用")) == "裡面的軟體真的很好用"
    assert harness.model.history == []


async def test_readers_of_two_scripts_get_english_translated(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="zh-Hant", second="zh")
    harness.model.enqueue("里面的软件")
    assert await response_text(await translated(harness, ENGLISH)) == "裡面的軟體"


async def test_what_someone_reads_is_translated_anyway_at_the_press_of_a_button(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="en", second="zh")
    answer = await (await harness.ended(translated(harness, CHINESE))).response()
    assert answer.flags & MessageFlag.EPHEMERAL
    harness.model.enqueue("The software in there is really good.")
    pressed = await harness.sandbox.press(harness.world.person("Amy").id, answer, "anyway")
    post = await pressed.followup()
    assert post.content == "The software in there is really good."
    assert post.flags & MessageFlag.EPHEMERAL
    assert not answer.components


async def test_a_text_that_someone_types_is_translated_into_the_other_language(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="en", second="zh")
    harness.model.enqueue("The software in there is really good.")
    assert await harness.use("Amy", "translate", text=CHINESE) == "The software in there is really good."


async def test_text_in_no_known_language_is_explained_as_before(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="en", second="zh")
    assert await response_text(await translated(harness, "オラ、元気ですか、みなさん")) == (
        "That's neither English nor Chinese, the only languages I know."
    )


async def test_a_mention_says_that_someone_reads_the_message_already(harness: BotHarness) -> None:
    await harness.use("Jake", "language set", language="en", second="zh")
    quiet = harness.world.named("quiet").id
    message = await harness.say(CHINESE, "小李", channel=quiet)
    request = await harness.say(f"<@{harness.world.bot.id}>", "Jake", quiet, reply_to=message.id)
    assert (await harness.answer_to(request)).content.startswith(ALREADY)
    harness.model.enqueue("The software in there is really good.")
    harness.react(message, "🇺🇸", harness.world.person("Jake"))
    assert (await harness.answer_to(message)).content == "The software in there is really good."


async def test_someone_whose_app_decides_reads_one_more_language(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="auto", second="zh")
    assert await response_text(await translated(harness, CHINESE)) == ALREADY
    assert await response_text(await translated(harness, ENGLISH)) == ALREADY


async def test_direct_messages_use_the_script_among_the_languages(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="en", second="zh-HK")
    direct = harness.world.dm(harness.world.person("Amy"), harness.world.bot)
    harness.model.enqueue("里面的软件")
    assert (await harness.answer_to(await harness.say(ENGLISH, channel=direct.id))).content == "裏面的軟件"
