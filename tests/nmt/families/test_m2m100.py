"""M2M-100: a language code before the source, and one that the target starts with, among a hundred."""

import json

import pytest

from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN
from tests.nmt.families import making, multilingual
from tests.nmt.families.multilingual import Multilingual

transformers = pytest.importorskip("transformers", reason=making.REASON)
pytest.importorskip("torch", reason=making.REASON)

MADE_UP = 8
"""Rows of the embeddings after the last language, which no token has."""


@pytest.fixture(scope="module")
def m2m100(tmp_path_factory: pytest.TempPathFactory) -> Multilingual:
    work = tmp_path_factory.mktemp("work")
    pieces = making.train(work / multilingual.VOCABULARY)
    tokens = ["<s>", "<pad>", "</s>", "<unk>"]
    tokens += [piece for piece, _ in pieces if piece not in tokens]
    (work / "sentencepiece.bpe.model").write_bytes((work / multilingual.VOCABULARY).read_bytes())
    (work / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}), "utf-8")
    codes = transformers.models.m2m_100.tokenization_m2m_100.FAIRSEQ_LANGUAGE_CODES["m2m100"]
    languages = [f"__{code}__" for code in codes]
    record = {"tokenizer_class": "M2M100Tokenizer", "additional_special_tokens": languages}
    (work / "tokenizer_config.json").write_text(json.dumps(record), "utf-8")
    theirs = transformers.M2M100Tokenizer.from_pretrained(work)
    config = transformers.M2M100Config(
        vocab_size=len(tokens) + len(languages) + MADE_UP,
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
    unlikely = [0, 1, 2, 3, *range(len(tokens), config.vocab_size)]
    model = making.random(transformers.M2M100ForConditionalGeneration, config, unlikely=unlikely)
    marks = {d: ([f"__{d.source}__"], [f"__{d.target}__"]) for d in (EN_ZH, ZH_EN)}
    return multilingual.build(
        tmp_path_factory.mktemp("models"), work, "m2m100", model=model, theirs=theirs, marks=marks
    )


def ids(m2m100: Multilingual, text: str, direction: Direction) -> list[int]:
    m2m100.theirs.src_lang = direction.source
    found: list[int] = m2m100.theirs(text).input_ids
    return found


@pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)
def test_the_tokens_are_those_of_transformers(m2m100: Multilingual, direction: Direction) -> None:
    m2m100.check_tokens(direction, lambda text: ids(m2m100, text, direction))


@pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)
def test_the_translations_are_those_of_transformers(m2m100: Multilingual, direction: Direction) -> None:
    target = m2m100.theirs.get_lang_id(direction.target)
    m2m100.check_translations(direction, lambda text: ids(m2m100, text, direction), forced_bos_token_id=target)
