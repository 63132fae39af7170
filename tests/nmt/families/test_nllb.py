"""NLLB-200: a language code before the source, and one that the target starts with.

Transformers 5 cannot read NLLB's SentencePiece model without protobuf, so the tokenizer is built in the layout that
the hub's `tokenizer.json` has: `eng_Latn`, the pieces, `</s>`.
"""

import pytest

from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN
from tests.nmt.families import making, multilingual
from tests.nmt.families.multilingual import Multilingual

transformers = pytest.importorskip("transformers", reason=making.REASON)
pytest.importorskip("torch", reason=making.REASON)

CODES = {"en": "eng_Latn", "zh": "zho_Hans"}


@pytest.fixture(scope="module")
def nllb(tmp_path_factory: pytest.TempPathFactory) -> Multilingual:
    work = tmp_path_factory.mktemp("work")
    pieces = making.train(work / multilingual.VOCABULARY)
    theirs = making.fast(
        pieces, first=["<s>", "<pad>", "</s>", "<unk>"], last=[*CODES.values(), "<mask>"], template="eng_Latn $A </s>"
    )
    theirs.save_pretrained(work)
    config = transformers.M2M100Config(
        vocab_size=len(theirs),
        d_model=32,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=128,
        forced_eos_token_id=None,
    )
    model = making.random(
        transformers.M2M100ForConditionalGeneration, config, unlikely=[0, 1, 2, 3, *range(len(theirs) - 3, len(theirs))]
    )
    marks = {d: ([CODES[d.source]], [CODES[d.target]]) for d in (EN_ZH, ZH_EN)}
    return multilingual.build(tmp_path_factory.mktemp("models"), work, "nllb", model=model, theirs=theirs, marks=marks)


def ids(nllb: Multilingual, text: str, direction: Direction) -> list[int]:
    """As Transformers' tokenizer makes them, with the code of the language that the text is in."""
    first, *rest = nllb.theirs(text).input_ids
    assert first == nllb.theirs.convert_tokens_to_ids("eng_Latn")
    return [nllb.theirs.convert_tokens_to_ids(CODES[direction.source]), *rest]


@pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)
def test_the_tokens_are_those_of_transformers(nllb: Multilingual, direction: Direction) -> None:
    nllb.check_tokens(direction, lambda text: ids(nllb, text, direction))


@pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)
def test_the_translations_are_those_of_transformers(nllb: Multilingual, direction: Direction) -> None:
    target = nllb.theirs.convert_tokens_to_ids(CODES[direction.target])
    nllb.check_translations(direction, lambda text: ids(nllb, text, direction), forced_bos_token_id=target)


def test_a_typed_language_code_is_text(nllb: Multilingual) -> None:
    [typed, plain] = nllb.engine.translate(["zho_Hans hello </s> world", "hello"], [EN_ZH, EN_ZH])
    assert typed.text
    assert typed.text != plain.text
