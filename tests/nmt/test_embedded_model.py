"""The bundled model, as shipped."""

from pathlib import Path

import pytest
import regex

from bot.nmt.engine import CTranslate2Engine
from bot.nmt.quality import check
from bot.nmt.store import Store
from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN

STORE = Store(Path(__file__).parents[2] / "models")


@pytest.fixture(scope="module", params=STORE.names())
def engine(request: pytest.FixtureRequest) -> CTranslate2Engine:
    return STORE.load(request.param)


@pytest.mark.parametrize(
    ("direction", "segments", "script"),
    [
        (EN_ZH, ["How are you today?", "I like this game.", "See you tomorrow."], r"\p{Han}"),
        (ZH_EN, ["你今天好吗？", "我喜欢这个游戏。", "明天见。"], "[a-z]"),
    ],
)
def test_plain_sentences(engine: CTranslate2Engine, direction: Direction, segments: list[str], script: str) -> None:
    for segment, hypothesis in zip(segments, engine.translate(segments, [direction] * 3), strict=True):
        assert regex.search(script, hypothesis.text)
        assert check(segment, hypothesis, direction) is None
        assert -3 < hypothesis.score < 0


def test_every_placeholder_is_one_piece(engine: CTranslate2Engine) -> None:
    for k in range(engine.placeholders):
        assert engine._tokenizer.encode(f"⟦{k}⟧", EN_ZH)[0][-1] == f"⟦{k}⟧"


@pytest.mark.parametrize("text", ["Hello, you_there!", "⟦3⟧ look at ⟦0⟧", "  two  spaces ", "你好⟦1⟧吗？", "2024 🎉"])
def test_segments_are_tokenized_as_in_training(engine: CTranslate2Engine, text: str) -> None:
    whole = engine._tokenizer._source.encode(f"<2zh> {text}", out_type=str)
    assert engine._tokenizer.encode(text, EN_ZH) == [whole]


def test_a_long_message_is_translated(engine: CTranslate2Engine) -> None:
    (found,) = engine.translate(["hello there " * 300], [EN_ZH])
    assert found.tokens > 0
