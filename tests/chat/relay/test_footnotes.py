from dataclasses import replace

from bot.chat.relay.footnotes import DAY, Footnotes
from bot.chat.relay.message import Message
from bot.text.language import Language
from bot.translation.types import Target
from tests.chat.fakes import Clock
from tests.chat.harness import BotHarness

TEXT = "这个游戏真是yyds"


def message(number: int = 1, text: str = TEXT, channel_id: int = 20) -> Message:
    return Message(number, channel_id, 7, 30, "小李", text)


def notes_on(notes: Footnotes, about: Message) -> str:
    return notes.add(about, Language.CHINESE, Target.ENGLISH)


def test_a_term_is_explained_once_a_day_and_channel() -> None:
    clock = Clock()
    notes = Footnotes(clock)
    assert notes_on(notes, message(1)).startswith("-# **yyds** · ")
    assert notes_on(notes, message(2)) == ""
    assert notes_on(notes, message(3, channel_id=21))
    clock.now += DAY
    assert notes_on(notes, message(4))


def test_a_message_keeps_its_notes_when_it_is_translated_again() -> None:
    notes = Footnotes()
    first = notes_on(notes, message(1))
    assert notes_on(notes, message(2)) == ""
    assert notes_on(notes, message(1)) == first != ""
    assert notes_on(notes, message(1, "这个游戏真好玩")) == ""


def test_the_note_is_in_the_language_and_script_of_the_translation() -> None:
    simplified = Footnotes().add(message(text="iykyk"), Language.ENGLISH, Target.SIMPLIFIED)
    traditional = Footnotes().add(message(text="iykyk"), Language.ENGLISH, Target.TRADITIONAL)
    assert any("\u4e00" <= char <= "\u9fff" for char in simplified)
    assert simplified != traditional


def test_ordinary_words_get_no_note() -> None:
    assert Footnotes().add(message(text="I like to drink tea"), Language.ENGLISH, Target.SIMPLIFIED) == ""


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


async def test_notes_follow_the_edits_of_a_message(harness: BotHarness) -> None:
    chosen = await harness.stores.channels.get(harness.channel)
    assert chosen is not None
    await harness.stores.channels.set(replace(chosen, footnotes=True))
    harness.model.enqueue("This game is really ⟦0⟧", "Yesterday this game was ⟦0⟧", "This game is great")
    message = await harness.say(TEXT, "小李")
    reply = await harness.answer_to(message)
    await harness.sandbox.edit(harness.channel, message.id, f"昨天{TEXT}")
    await harness.sandbox.until(lambda: "Yesterday" in reply.content)
    assert "\n-# **yyds** · " in reply.content
    await harness.sandbox.edit(harness.channel, message.id, "这个游戏真的很好玩")
    await harness.sandbox.until(lambda: "great" in reply.content)
    assert "-#" not in reply.content
