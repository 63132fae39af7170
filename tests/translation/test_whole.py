import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nmt.types import MAX_PLACEHOLDERS, Direction
from bot.text.markup import Kind
from bot.translation.options import RequestOptions
from bot.translation.plan import Plan, Task, make_plan
from bot.translation.service import Translator
from bot.translation.types import Translation
from bot.translation.whole import Piece, join_sentences, split_sentences
from tests.translation.fakes import FakeSegments

SENTENCES = st.sampled_from(
    [
        "I will see you at the station tonight.",
        "We should leave before the rain starts!",
        "Could you ask <@1234567890> about the tickets?",
        "我们今天晚上在车站见面。",
        "下雨之前我们应该出发！",
        "thanks",
        "||Nobody expected the ending of this film.||",
        "https://example.org/a",
        "> She told me that the shop is closed.",
        "😀",
    ]
)


def planned(text: str) -> tuple[Piece, ...]:
    plan = make_plan(text, RequestOptions())
    return plan.pieces if isinstance(plan, Plan) else ()


def text_of(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.segment.text if isinstance(piece, Task) else piece.text for piece in pieces)


def tasks_of(text: str) -> list[str]:
    return [piece.segment.text for piece in join_sentences(planned(text), MAX_PLACEHOLDERS) if isinstance(piece, Task)]


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("The cat is asleep. Please do not wake it.", ["The cat is asleep. Please do not wake it."]),
        ("今天太累了。我们明天再去吧。", ["今天太累了。我们明天再去吧。"]),
        ("The cat is asleep.\nPlease do not wake it.", ["The cat is asleep.", "Please do not wake it."]),
        ("The cat is asleep. 今天我们太累了。", ["The cat is asleep.", "今天我们太累了。"]),
        ("The cat is asleep. 😀 Please do not wake it.", ["The cat is asleep.", "Please do not wake it."]),
    ],
)
def test_sentences_of_a_line_in_one_language_are_joined(text: str, tasks: list[str]) -> None:
    assert tasks_of(text) == tasks


def test_a_paragraph_ends_where_it_gets_too_long() -> None:
    sentence = "We waited for the last train of the evening at the old station near the river."
    tasks = tasks_of(" ".join([sentence] * 20))
    assert 1 < len(tasks) < 20
    assert all(len(task) <= 600 for task in tasks)


@given(
    st.lists(st.tuples(SENTENCES, st.sampled_from([" ", "  ", "\n", ""])), max_size=14),
    st.integers(0, MAX_PLACEHOLDERS),
)
def test_joining_keeps_the_message(parts: list[tuple[str, str]], limit: int) -> None:
    pieces = planned("".join(sentence + space for sentence, space in parts))
    joined = join_sentences(pieces, limit)
    assert text_of(joined) == text_of(pieces)
    apart = [part for piece in joined for part in (split_sentences(piece) if isinstance(piece, Task) else (piece,))]
    assert apart == list(pieces)
    for piece in joined:
        if isinstance(piece, Task) and piece.joins:
            assert "\n" not in piece.segment.text
            assert sum(span.kind is not Kind.PROSE for span in piece.segment.spans) <= limit


async def test_a_model_for_messages_reads_the_whole_line() -> None:
    model = FakeSegments(unit="message")
    await Translator(model).translate("The cat is asleep. Please do not wake it.")
    assert model.history[0].segments == ("The cat is asleep. Please do not wake it.",)


async def test_a_model_for_sentences_reads_one_at_a_time() -> None:
    model = FakeSegments()
    await Translator(model).translate("The cat is asleep. Please do not wake it.")
    assert model.history[0].segments == ("The cat is asleep.", "Please do not wake it.")


async def test_a_line_whose_translation_fails_is_translated_by_sentence() -> None:
    answers = {"The cat is asleep.": "猫睡着了。", "Please do not wake it.": "请不要吵醒它。"}

    def answer(segment: str, _: Direction) -> str:
        return answers.get(segment, "")

    found = await Translator(FakeSegments(answer, unit="message")).translate(" ".join(answers))
    assert isinstance(found, Translation)
    assert found.text == "猫睡着了。请不要吵醒它。"


@pytest.mark.parametrize("sentences", ["", "四"])
async def test_a_doubtful_whole_is_kept_where_its_sentences_are_no_better(sentences: str) -> None:
    text = "We have 3 dogs in the garden. They sleep in the old barn at night."

    def answer(segment: str, _: Direction) -> str:
        return "我们在花园里有5只狗。它们晚上睡在旧谷仓里。" if "barn" in segment and "garden" in segment else sentences

    found = await Translator(FakeSegments(answer, unit="message")).translate(text)
    assert isinstance(found, Translation)
    assert "garden" not in found.text
    assert "barn" not in found.text
    assert found.unsure
