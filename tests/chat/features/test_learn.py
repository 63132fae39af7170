"""'Explain' and `/pinyin` as users see them."""

import pytest

from bot.chat.features.learn import MAX_WORDS, format_explanation
from bot.chat.strings import say
from bot.learning.types import Explanation, Word
from bot.sandbox.interactions import Interaction
from bot.sandbox.model import Message, MessageFlag
from bot.text.limits import MESSAGE, length
from bot.translation.known.slang import Slang
from bot.translation.types import Target
from tests.chat.harness import BotHarness

SLANG = {entry.term: entry for entry in Slang.shipped().entries}

pytestmark = pytest.mark.usefixtures("dictionaries")


async def use_menu(harness: BotHarness, reader: str, text: str) -> tuple[Interaction, Message]:
    """Use the message menu in a channel without automatic translation, and return the first post of the answer."""
    quiet = harness.world.named("quiet").id
    message = await harness.say(text, "小李", channel=quiet)
    used = await harness.sandbox.invoke_message(harness.world.person(reader).id, quiet, message.id, "Explain")
    post = await used.response()
    assert post.flags & MessageFlag.EPHEMERAL
    assert harness.posts(quiet) == []
    return used, post


async def explained(harness: BotHarness, reader: str, text: str) -> list[str]:
    """The lines of an answer in one post."""
    used, post = await use_menu(harness, reader, text)
    assert used.followups == []
    return post.content.split("\n")


async def test_a_chinese_message_is_explained_word_by_word(harness: BotHarness) -> None:
    lines = await explained(harness, "Amy", "我在银行工作，银行！")
    assert lines[0] == "**Words**"
    assert "- **银行** yínháng · bank" in lines
    assert sum("银行" in line for line in lines) == 1
    assert lines[-1] == "-# Words: CC-CEDICT, CC BY-SA 4.0"


async def test_slang_comes_first_with_its_note_in_the_readers_language(harness: BotHarness) -> None:
    entry = SLANG["绝绝子"]
    english = await explained(harness, "Amy", "这个真的绝绝子")
    assert english[:3] == ["**Slang**", f"- **绝绝子** · {entry.translation}", f"-# {entry.note_en}"]
    chinese = await explained(harness, "小李", "这个真的绝绝子")
    assert chinese[0] == "**网络用语**"
    assert chinese[2] == f"-# {entry.note_zh}"


async def test_an_english_message_is_explained_in_the_readers_script(harness: BotHarness) -> None:
    text = "no cap, the landlord is ridiculous"
    simplified = await explained(harness, "小李", text)
    assert f"- **no cap** · {SLANG['no cap'].translation}" in simplified
    assert "- **landlord** · 地主；房东；东" in simplified
    traditional = await explained(harness, "阿明", text)
    assert traditional[0] == "**網路用語**"
    assert "- **landlord** · 地主；房東；東" in traditional


async def test_traditional_is_shown_as_written(harness: BotHarness) -> None:
    assert "- **頭髮** tóufa · hair" in await explained(harness, "Amy", "我們的頭髮很長")


async def test_slang_is_explained_without_an_identified_language(harness: BotHarness) -> None:
    assert f"- **yyds** · {SLANG['yyds'].translation}" in await explained(harness, "Amy", "yyds")


async def test_a_long_message_is_explained_in_several_posts(harness: BotHarness) -> None:
    text = "，".join(chr(code) for code in range(0x4E00, 0x4E00 + 1000))[:2000]
    used, post = await use_menu(harness, "Amy", text)
    posts = [post, await used.followup()]
    while "CC-CEDICT" not in posts[-1].content:
        posts.append(await used.followup(len(posts) - 1))
    assert all(length(post.content) <= MESSAGE for post in posts)
    whole = "\n".join(post.content for post in posts)
    assert whole.partition("**Words**")[2].count("\n- ") == MAX_WORDS
    assert "more words" in posts[-1].content


@pytest.mark.parametrize("text", ["😂😂😂", "https://example.com", "12345"])
async def test_a_message_without_words_is_answered_with_a_sentence(harness: BotHarness, text: str) -> None:
    assert await explained(harness, "Amy", text) == ["There's nothing here for me to explain."]


async def test_a_message_in_another_language_is_reported(harness: BotHarness) -> None:
    lines = await explained(harness, "小李", "オラ、元気ですか、みなさん")
    assert lines == [say("zh-CN", "skip.other_language")]


async def test_nothing_in_an_explanation_pings(harness: BotHarness) -> None:
    text = f"@everyone <@{harness.world.person('Jake').id}> 银行"
    lines = await explained(harness, "Amy", text)
    assert not any("@" in line for line in lines)


async def test_chinese_is_written_in_pinyin(harness: BotHarness) -> None:
    assert (
        await harness.use("Amy", "pinyin", text="我們在銀行工作，對不對？") == "wǒmen zài yínháng gōngzuò, duì bù duì?"
    )
    assert "no Chinese characters" in await harness.use("Amy", "pinyin", text="hello")
    assert "沒有漢字" in await harness.use("阿明", "pinyin", text="hello")


async def test_explain_is_localized(harness: BotHarness) -> None:
    commands = {command["name"]: command for command in harness.world.commands[0].values()}
    assert commands["Explain"]["name_localizations"] == {"zh-CN": "讲解", "zh-TW": "講解"}
    assert commands["pinyin"]["name_localizations"]["zh-CN"] == "拼音"


def test_spoilers_stay_spoilers() -> None:
    words = (Word("猫", "māo", "cat"), Word("||"), Word("死", "sǐ", "to die"), Word("||"), Word("狗", "gǒu", "dog"))
    lines = format_explanation(Explanation(words), Target.ENGLISH).split("\n")
    assert lines[1:4] == ["- **猫** māo · cat", "- ||**死** sǐ · to die||", "- **狗** gǒu · dog"]


def test_markup_in_glosses_is_escaped() -> None:
    text = format_explanation(Explanation((Word("的", "de", "~'s *"),)), Target.ENGLISH)
    assert "- **的** de · \\~'s \\*" in text


def test_hong_kong_readers_get_their_own_script() -> None:
    text = format_explanation(Explanation((Word("harness", "", "房子里"),)), Target.HONG_KONG)
    assert "房子裏" in text
