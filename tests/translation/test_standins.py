"""A server's terms inside sentences: familiar words stand in for them where placeholders make a poor sentence."""

import pytest

from bot.nmt.types import Direction, Hypothesis
from bot.text.language import Language
from bot.translation.service import Translator
from bot.translation.terms import Term, Terms
from bot.translation.types import Translation
from tests.translation.fakes import FakeSegments

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE
TERMS = Terms(
    [
        Term("hotpot", "火锅", ENGLISH),
        Term("raid", "团本", ENGLISH),
        Term("成都", "Chengdu", CHINESE),
        Term("上海", "Shanghai", CHINESE),
        Term("深渊", "the Abyss", CHINESE),
    ]
)


async def translated(answers: dict[str, str | Hypothesis], text: str, terms: Terms = TERMS) -> tuple[str, list[str]]:
    """A translation by a model that knows a few sentences, and the sentences that it read."""

    class Model(FakeSegments):
        def _one(self, segment: str, direction: Direction) -> Hypothesis:
            answer = answers[segment]
            return answer if isinstance(answer, Hypothesis) else Hypothesis(answer, -0.5, 6)

    model = Model()
    outcome = await Translator(model).translate(text, terms=terms)
    assert isinstance(outcome, Translation), outcome
    return outcome.text, model.asked


@pytest.mark.parametrize(
    ("text", "answers", "result"),
    [
        (
            "I had hotpot yesterday.",
            {
                "I had ⟦0⟧ yesterday.": "我昨天 ⟦0⟧。",
                "I had pizza yesterday.": "我昨天吃了披萨。",
                "I had beef yesterday.": "我昨天过牛肉。",
            },
            "我昨天吃了火锅。",
        ),
        (
            "我到上海了",
            {
                "我到⟦0⟧了": "I'm ⟦0⟧.",
                "我到伦敦了": "I got to London.",
                "我到北京了": "I got to Beijing.",
            },
            "I got to Shanghai.",
        ),
        (
            "我是成都人",
            {
                "我是⟦0⟧人": "I'm ⟦0⟧ people.",
                "我来自伦敦": "I'm from London.",
                "我来自北京": "I'm from Beijing.",
            },
            "I'm from Chengdu.",
        ),
        (
            "我从上海到成都了",
            {
                "我从⟦0⟧到⟦1⟧了": "I'm from ⟦0⟧ ⟦1⟧.",
                "我从伦敦到北京了": "I went from London to Beijing.",
                "我从北京到伦敦了": "I got from Beijing to London.",
            },
            "I went from Shanghai to Chengdu.",
        ),
    ],
)
async def test_the_sentence_around_a_place_or_a_dish_is_right(
    text: str, answers: dict[str, str | Hypothesis], result: str
) -> None:
    assert (await translated(answers, text))[0] == result


async def test_a_word_that_is_lost_leaves_the_placeholder() -> None:
    answers: dict[str, str | Hypothesis] = {
        "I had ⟦0⟧ yesterday.": "我昨天吃了⟦0⟧。",
        "I had pizza yesterday.": "我昨天吃了比萨。",
        "I had beef yesterday.": "我昨天吃了牛肉和牛肉。",
    }
    assert (await translated(answers, "I had hotpot yesterday."))[0] == "我昨天吃了火锅。"


async def test_a_sure_sentence_with_another_term_is_translated_once() -> None:
    text, asked = await translated({"the ⟦0⟧ is really hard": "这个⟦0⟧真的很难"}, "the raid is really hard")
    assert (text, asked) == ("这个团本真的很难", ["the ⟦0⟧ is really hard"])


@pytest.mark.parametrize(("score", "result"), [(-0.6, "我们今晚做深渊吧。"), (-0.9, "今晚深渊今晚吧。")])
async def test_an_unlikely_sentence_gives_way_to_a_likelier_one(score: float, result: str) -> None:
    answers: dict[str, str | Hypothesis] = {
        "let's do ⟦0⟧ tonight": Hypothesis("今晚 ⟦0⟧ 今晚吧。", -0.89, 6),
        "let's do football tonight": Hypothesis("我们今晚做足球吧。", score, 6),
        "let's do computer tonight": Hypothesis("我们今晚做电脑吧。", score - 0.2, 6),
    }
    assert (await translated(answers, "let's do 深渊 tonight"))[0] == result


async def test_the_people_of_a_place_are_left_to_the_model() -> None:
    text, asked = await translated({"⟦0⟧人真热情啊": "⟦0⟧ people are so warm"}, "成都人真热情啊")
    assert (text, len(asked)) == ("Chengdu people are so warm", 1)


@pytest.mark.parametrize("name", ["Tom", "小明"])
async def test_names_have_no_stand_in(name: str) -> None:
    model = FakeSegments()
    await Translator(model).translate(f"I had lunch with {name} yesterday, it was nice", names=[name])
    assert not any("football" in asked or "London" in asked for asked in model.asked)
