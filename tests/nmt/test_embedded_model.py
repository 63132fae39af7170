"""The bundled model, as shipped."""

from pathlib import Path

import pytest
import regex
from sentencepiece import SentencePieceProcessor

from bot.nmt.engine import CTranslate2Engine
from bot.nmt.manifest import Manifest
from bot.nmt.quality import check
from bot.nmt.store import Store
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN

STORE = Store(Path(__file__).parents[2] / "models")


@pytest.fixture(scope="module", params=STORE.names())
def manifest(request: pytest.FixtureRequest) -> Manifest:
    return STORE.manifest(request.param)


@pytest.fixture(scope="module")
def engine(manifest: Manifest) -> CTranslate2Engine:
    return STORE.load(manifest.name)


@pytest.fixture(scope="module")
def tokenizer(manifest: Manifest) -> Tokenizer:
    return Tokenizer(STORE.folder(manifest.name), manifest)


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


def test_every_placeholder_is_one_piece(engine: CTranslate2Engine, tokenizer: Tokenizer) -> None:
    for k in range(engine.placeholders):
        assert tokenizer.encode(f"⟦{k}⟧", EN_ZH)[0].tokens[-1] == f"⟦{k}⟧"


@pytest.mark.parametrize("text", ["Hello, you_there!", "⟦3⟧ look at ⟦0⟧", "  two  spaces ", "你好⟦1⟧吗？", "2024 🎉"])
def test_segments_are_tokenized_as_in_training(manifest: Manifest, tokenizer: Tokenizer, text: str) -> None:
    path = STORE.folder(manifest.name) / manifest.source_vocabulary
    trained = SentencePieceProcessor(model_file=str(path))
    whole = trained.encode(f"<2zh> {text}", out_type=str)
    assert [row.tokens for row in tokenizer.encode(text, EN_ZH)] == [whole]


def test_a_long_message_is_translated(engine: CTranslate2Engine) -> None:
    (found,) = engine.translate(["hello there " * 300], [EN_ZH])
    assert found.tokens > 0
