"""Whole messages and sentences whose translation moderators settled."""

import pytest

from bot.text.language import Language
from bot.translation.memory import Memory, Settled
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
async def test_what_is_settled_needs_no_model(
    model: FakeSegments, text: str, target: Target | None, result: str
) -> None:
    outcome = await translated(model, text, target)
    assert isinstance(outcome, Translation)
    assert (outcome.text, outcome.confidence) == (result, 1.0)
    assert model.history == []


async def test_a_sentence_among_others_is_settled_too(model: FakeSegments) -> None:
    model.enqueue("你今天过得怎么样？")
    outcome = await translated(model, "How are you doing today?\nI am dead.")
    assert isinstance(outcome, Translation)
    assert outcome.text == "你今天过得怎么样？\n笑死我了。"


async def test_a_part_of_a_sentence_is_not(model: FakeSegments) -> None:
    model.enqueue("我累死了。")
    outcome = await translated(model, "I am dead tired.")
    assert isinstance(outcome, Translation)
    assert outcome.text == "我累死了。"


async def test_who_asks_for_the_language_it_is_in_gets_no_translation(model: FakeSegments) -> None:
    assert isinstance(await translated(model, "I am dead.", Target.ENGLISH), Skip)
