import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.decoration import decorate
from bot.evaluation.pairs import DIRECTIONS, EN_ZH
from bot.nmt.types import Direction

SENTENCES = st.lists(st.sampled_from(["Hello, my old friend.", "Go!", "我们明天见，好吗？", "好", "What is this?"]))


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
@given(sentences=SENTENCES)
def test_each_piece_of_markup_occurs_once_and_nothing_else_changes(direction: Direction, sentences: list[str]) -> None:
    for sentence, one in zip(sentences, decorate(sentences, direction), strict=True):
        message, segment = one.message, one.segment
        assert 1 <= len(one.markup) <= 3
        for k, piece in enumerate(one.markup):
            assert message.count(piece) == 1
            assert segment.count(f"⟦{k}⟧") == 1
            message, segment = message.replace(piece, ""), segment.replace(f"⟦{k}⟧", "")
        assert "".join(message.split()) == "".join(segment.split()) == "".join(sentence.split())


def test_decoration_is_deterministic() -> None:
    assert list(decorate(["Hello there, friend."] * 50, EN_ZH)) == list(decorate(["Hello there, friend."] * 50, EN_ZH))


def test_markup_goes_at_the_start_inside_and_at_the_end() -> None:
    messages = [one.segment for one in decorate(["one two three"] * 100, EN_ZH)]
    assert any(message.startswith("⟦") for message in messages)
    assert any(message.endswith("⟧") for message in messages)
    assert any("one ⟦0⟧ two" in message for message in messages)
