"""T5 as MADLAD-400 uses it: the target language is a token in front of the source.

Transformers 5 cannot read T5's SentencePiece model without protobuf, so the tokenizer is built in the layout that
MADLAD's `tokenizer.json` has: `<2zh>`, the pieces, `</s>`.
"""

import pytest

from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN
from tests.nmt.families import making, multilingual
from tests.nmt.families.multilingual import Multilingual

transformers = pytest.importorskip("transformers", reason=making.REASON)
pytest.importorskip("torch", reason=making.REASON)

TAGS = ["<2zh>", "<2en>", "<2fr>"]


@pytest.fixture(scope="module")
def t5(tmp_path_factory: pytest.TempPathFactory) -> Multilingual:
    work = tmp_path_factory.mktemp("work")
    pieces = making.train(work / multilingual.VOCABULARY, user_defined_symbols=TAGS)
    theirs = making.fast(pieces, first=["<unk>", "<pad>", "</s>"], last=TAGS, template="$A </s>")
    theirs.save_pretrained(work)
    config = transformers.T5Config(
        vocab_size=len(theirs),
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        decoder_start_token_id=1,
        pad_token_id=1,
        eos_token_id=2,
    )
    model = making.random(
        transformers.T5ForConditionalGeneration, config, unlikely=[0, 1, *theirs.convert_tokens_to_ids(TAGS)]
    )
    marks: dict[Direction, tuple[list[str], list[str]]] = {EN_ZH: (["<2zh>"], []), ZH_EN: (["<2en>"], [])}
    return multilingual.build(tmp_path_factory.mktemp("models"), work, "t5", model=model, theirs=theirs, marks=marks)


def ids(t5: Multilingual, text: str, direction: Direction) -> list[int]:
    found: list[int] = t5.theirs(f"<2{direction.target}> {text}").input_ids
    return found


@pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)
def test_the_tokens_are_those_of_transformers(t5: Multilingual, direction: Direction) -> None:
    t5.check_tokens(direction, lambda text: ids(t5, text, direction))


@pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)
def test_the_translations_are_those_of_transformers(t5: Multilingual, direction: Direction) -> None:
    t5.check_translations(direction, lambda text: ids(t5, text, direction))
