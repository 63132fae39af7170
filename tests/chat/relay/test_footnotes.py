from dataclasses import replace

from bot.chat.relay.footnotes import DAY, Footnotes
from bot.text.language import Language
from bot.translation.types import Target, Translation
from tests.chat.fakes import Clock
from tests.chat.harness import BotHarness

TEXT = "这个游戏真是yyds"
ENGLISH = Translation("This game is the GOAT", Language.CHINESE, Target.ENGLISH, 0.9)


def test_a_term_is_explained_once_a_day_and_channel() -> None:
    clock = Clock()
    notes = Footnotes(clock)
    assert notes.add(1, TEXT, ENGLISH).startswith("-# **yyds** · ")
    assert notes.add(1, TEXT, ENGLISH) == ""
    assert notes.add(2, TEXT, ENGLISH)
    clock.now += DAY
    assert notes.add(1, TEXT, ENGLISH)


def test_the_note_is_in_the_language_and_script_of_the_translation() -> None:
    chinese = Translation("笑死我了", Language.ENGLISH, Target.SIMPLIFIED, 0.9)
    simplified = Footnotes().add(1, "iykyk", chinese)
    traditional = Footnotes().add(1, "iykyk", replace(chinese, target=Target.TRADITIONAL))
    assert any("\u4e00" <= char <= "\u9fff" for char in simplified)
    assert simplified != traditional


def test_ordinary_words_get_no_note() -> None:
    plain = Translation("我喜欢喝茶", Language.ENGLISH, Target.SIMPLIFIED, 0.9)
    assert Footnotes().add(1, "I like to drink tea", plain) == ""


async def test_notes_are_posted_only_in_channels_with_the_setting(harness: BotHarness) -> None:
    harness.model.enqueue(*["This game is really ⟦0⟧"] * 3)
    first = await harness.answer_to(await harness.say(TEXT, "小李"))
    assert "-#" not in first.content
    chosen = await harness.stores.channels.get(harness.channel)
    assert chosen is not None
    await harness.stores.channels.set(replace(chosen, footnotes=True))
    second = await harness.answer_to(await harness.say(TEXT, "小李"))
    assert "\n-# **yyds** · " in second.content
    third = await harness.answer_to(await harness.say(TEXT, "小李"))
    assert "-#" not in third.content
