"""Whole messages and sentences with a translation that moderators approved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.translation.lookup.memory import Memory, Settled
from bot.translation.service import Translator
from bot.translation.terms import Term, Terms
from bot.translation.types import Skip, Target, Translation
from tests.translation.fakes import FakeSegments

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE
TERMS = Terms(
    [Term("raid", "团本", ENGLISH)],
    Memory(
        [
            Settled("I am dead.", "笑死我了。", ENGLISH),
            Settled("Nice raid! See you.", "打得漂亮！回见。", ENGLISH),
            Settled("hey <@42>, gg", "嗨 <@42>，打得好", ENGLISH),
            Settled("软件真好用", "What a program", CHINESE),
        ]
    ),
)


@pytest.fixture
def model() -> FakeSegments:
    return FakeSegments()


async def translated(model: FakeSegments, text: str, target: Target | None = None) -> Translation | Skip:
    return await Translator(model).translate(text, target=target, terms=TERMS)


@pytest.mark.parametrize(
    ("text", "target", "result"),
    [
        ("I am dead.", None, "笑死我了。"),
        ("  i AM\tdead. ", None, "笑死我了。"),
        ("Nice raid! See you.", None, "打得漂亮！回见。"),
        ("hey <@42>, gg", None, "嗨 <@42>，打得好"),
        ("I am dead.", Target.TRADITIONAL, "笑死我了。"),
        ("Nice raid! See you.", Target.TRADITIONAL, "打得漂亮！回見。"),
        ("軟件真好用", None, "What a program"),
    ],
)
async def test_settled_text_needs_no_model(model: FakeSegments, text: str, target: Target | None, result: str) -> None:
    outcome = await translated(model, text, target)
    assert isinstance(outcome, Translation)
    assert (outcome.text, outcome.confidence) == (result, 1.0)
    assert model.history == []


async def test_a_sentence_among_others_is_settled_too(model: FakeSegments) -> None:
    model.enqueue("你今天过得怎么样？")
    outcome = await translated(model, "How are you doing today?\nI am dead.")
    assert isinstance(outcome, Translation)
    assert outcome.text == "你今天过得怎么样？\n笑死我了。"


async def test_part_of_a_sentence_is_not_settled(model: FakeSegments) -> None:
    model.enqueue("我累死了。")
    outcome = await translated(model, "I am dead tired.")
    assert isinstance(outcome, Translation)
    assert outcome.text == "我累死了。"


async def test_text_in_the_requested_language_is_not_translated(model: FakeSegments) -> None:
    assert isinstance(await translated(model, "I am dead.", Target.ENGLISH), Skip)


FOLDED = Memory(
    [
        Settled("I am dead.", "笑死我了。", ENGLISH),
        Settled("No way", "不会吧", ENGLISH),
        Settled("are you there?", "在吗？", ENGLISH),
        Settled("太好看了吧 😍", "So pretty 😍", CHINESE),
        Settled("今晚打团，来不来？", "Raid tonight, you in?", CHINESE),
        Settled("wait 5 minutes", "等五分钟", ENGLISH),
        Settled("we're back", "我们回来了", ENGLISH),
        Settled("let's go", "走吧", ENGLISH),
        Settled("**gg** all", "**打得好**", ENGLISH),
        Settled("!!!", "?", ENGLISH),
    ]
)


@pytest.mark.parametrize(
    ("text", "language", "target"),
    [
        ("i am dead", ENGLISH, "笑死我了。"),
        ("I AM DEAD!!!", ENGLISH, "笑死我了。"),
        ("I am dead... 💀💀", ENGLISH, "笑死我了。 💀💀"),
        ("i, am dead", ENGLISH, "笑死我了。"),
        ("no way!!", ENGLISH, "不会吧"),
        ("NO WAY <:kek:123456>", ENGLISH, "不会吧 <:kek:123456>"),
        ("“No way”", ENGLISH, "不会吧"),
        ("Are you there??", ENGLISH, "在吗？"),
        ("太好看了吧", CHINESE, "So pretty 😍"),
        ("太好看了吧！！", CHINESE, "So pretty 😍"),
        ("太好看了吧[doge]", CHINESE, "So pretty[doge]"),
        ("太好看了吧 🥰", CHINESE, "So pretty 🥰"),
        ("😂太好看了吧", CHINESE, "😂So pretty 😍"),
        ("今晚打團 來不來?", CHINESE, "Raid tonight, you in?"),
        ("今晚打团来不来？", CHINESE, "Raid tonight, you in?"),
        ("今晚打团 来不来?", CHINESE, "Raid tonight, you in?"),
        ("We’re back!", ENGLISH, "我们回来了"),
        ("no way?", ENGLISH, None),
        ("are you there", ENGLISH, "在吗？"),
        ("Are you there 👀", ENGLISH, "在吗？ 👀"),
        ("are you there :eyes:", ENGLISH, "在吗？ :eyes:"),
        ("no way out", ENGLISH, None),
        ("wait 5 minutes", ENGLISH, "等五分钟"),
        ("wait 5 minutes!", ENGLISH, "等五分钟"),
        ("Wait, 5 minutes 🙏", ENGLISH, "等五分钟 🙏"),
        ("wait 5.5 minutes!", ENGLISH, None),
        ("wait -5 minutes", ENGLISH, None),
        ("wait 5% minutes", ENGLISH, None),
        ("5 minutes wait", ENGLISH, None),
        ("were back", ENGLISH, None),
        ("lets go!!", ENGLISH, "走吧"),
        ("LET’S GO", ENGLISH, "走吧"),
        ("let's go?", ENGLISH, None),
        ("今晚打团，来不来", CHINESE, "Raid tonight, you in?"),
        ("今晚打团来不来！", CHINESE, "Raid tonight, you in?"),
        ("**gg** all!", ENGLISH, "**打得好**"),
        ("**GG** all...", ENGLISH, "**打得好**"),
        ("gg all", ENGLISH, None),
        ("**gg** all?", ENGLISH, None),
        ("no way", CHINESE, None),
        ("?", ENGLISH, None),
        ("😂", ENGLISH, None),
        ("", ENGLISH, None),
    ],
)
def test_only_typing_differences_are_ignored(text: str, language: Language, target: str | None) -> None:
    assert FOLDED.find(text, language) == target


def test_an_exact_match_comes_first() -> None:
    memory = Memory(
        [Settled("fine.", "行吧。", ENGLISH), Settled("fine", "好", ENGLISH), Settled("fine!", "好！", ENGLISH)]
    )
    assert [memory.find(text, ENGLISH) for text in ("Fine.", "FINE", "fine!", "fine~")] == [
        "行吧。",
        "好",
        "好！",
        "好！",
    ]


@given(st.text(), st.sampled_from([ENGLISH, CHINESE]))
def test_any_text_may_be_looked_up_and_settled(text: str, language: Language) -> None:
    FOLDED.find(text, language)
    assert Memory([Settled(text, "t", language)]).find(text, language) == "t"


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("good morning", "Good morning!", ENGLISH),
        ("good morning!", "good morning", ENGLISH),
        ("Good morning.", "GOOD MORNING ！！", ENGLISH),
        ("good morning", "ｇｏｏｄ　ｍｏｒｎｉｎｇ", ENGLISH),
        ("good morning", "good morning~", ENGLISH),
        ("good morning", "good morning :)", ENGLISH),
        ("thanks, <@42>", "Thanks, <@42>!", ENGLISH),
        ("see <https://example.com/a>", "See <https://example.com/a>.", ENGLISH),
        ("use `make run`", "Use `make run`!", ENGLISH),
        ("so " * 120 + "long", "So " * 120 + "long!", ENGLISH),
        ("are you coming?", "Are you coming", ENGLISH),
        ("how are you", "how are you??", ENGLISH),
        ("thanks for the game, everyone, see you", "thanks for the game everyone see you", ENGLISH),
        ("你好，世界", "你好, 世界！", CHINESE),
        ("你好世界", "你好 世界。", CHINESE),
        ("后天见", "後天見！", CHINESE),
        ("你是谁？", "你是誰", CHINESE),
        ("５００元", "500元！", CHINESE),
    ],
)
def test_how_a_text_is_typed_and_ended_makes_no_difference(source: str, text: str, language: Language) -> None:
    assert Memory([Settled(source, "X", language)]).find(text, language) in {"X", "X :)"}


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("you are coming", "you are coming?", ENGLISH),
        ("really", "really?", ENGLISH),
        ("what a day", "what a day?", ENGLISH),
        ("how nice", "how nice?", ENGLISH),
        ("do it", "do it?", ENGLISH),
        ("should be fine", "should be fine?", ENGLISH),
        ("which is nice", "which is nice?", ENGLISH),
        ("**you are** coming", "**you are** coming?", ENGLISH),
        ("no, stop", "no stop", ENGLISH),
        ("No. Stop!", "no stop", ENGLISH),
        ("well, done", "well done", ENGLISH),
        ("let's eat, grandma", "let's eat grandma!", ENGLISH),
        ("(not) great", "not great", ENGLISH),
        ("C++ is great", "C is great", ENGLISH),
        ("C# is great", "C is great", ENGLISH),
        ("good job /s", "good job s", ENGLISH),
        ("5² is enough", "52 is enough", ENGLISH),
        ("thanks, <@42>", "thanks, <@43>!", ENGLISH),
        ("!!!", "...", ENGLISH),
        ("你来", "你来？", CHINESE),
        ("什么都行", "什么都行？", CHINESE),
        ("没什么", "没什么？", CHINESE),
        ("不，好", "不好", CHINESE),
        ("不，好", "不好！", CHINESE),
        ("别，停下来", "别停下来", CHINESE),
    ],
)
def test_signs_that_change_the_meaning_make_a_difference(source: str, text: str, language: Language) -> None:
    assert Memory([Settled(source, "X", language)]).find(text, language) is None
    assert Memory([Settled(text, "X", language)]).find(source, language) is None
