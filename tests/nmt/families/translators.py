"""Encoder-decoders: OPUS-MT, NLLB-200, M2M-100, and T5 as MADLAD-400 uses it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN
from tests.nmt.families import making
from tests.nmt.families.making import Twins

transformers = pytest.importorskip("transformers", reason=making.REASON)
pytest.importorskip("torch", reason=making.REASON)

VOCABULARY = "sentencepiece.model"
BOTH = (EN_ZH, ZH_EN)
MARIAN = {EN_ZH: ">>cmn_Hans<<", ZH_EN: ""}
NLLB = {"en": "eng_Latn", "zh": "zho_Hans"}
T5 = ["<2zh>", "<2en>", "<2fr>"]
MADE_UP = 8
"""Rows of M2M-100's embeddings after the last language, which no token has."""


def make_marian(store: Path, work: Path) -> Twins:
    """The language code is one token in front; each direction has a network, and each side its SentencePiece model."""
    models: dict[Direction, Any] = {}
    tokenizers: dict[Direction, Any] = {}
    keep: dict[str, Path] = {}
    for direction in BOTH:
        source = work / str(direction)
        source.mkdir()
        models[direction], tokenizers[direction] = _one_way(source, MARIAN[direction])
        making.convert(source, store / "marian" / str(direction))
        keep |= {f"{direction}/{side}.spm": source / f"{side}.spm" for side in ("source", "target")}
    engine = making.install(
        store,
        "marian",
        keep=keep,
        decoding=making.VARIED,
        disable_unk=True,
        family="marian",
        source_vocabulary="source.spm",
        target_vocabulary="target.spm",
        directions={
            str(d): {"folder": str(d), "source_prefix": [code] if code else [], "source_suffix": ["</s>"]}
            for d, code in MARIAN.items()
        },
    )

    def ids(text: str, direction: Direction) -> list[int]:
        found: list[int] = tokenizers[direction](f"{MARIAN[direction]} {text}".strip()).input_ids
        return found

    return Twins(engine, store / "marian", models, tokenizers, ids, lambda d: _options(tokenizers[d]))


def _one_way(folder: Path, code: str) -> tuple[Any, Any]:
    """Marian's model and tokenizer for a direction."""
    pieces = {piece for side in ("source", "target") for piece, _ in making.train(folder / f"{side}.spm")}
    words = sorted(pieces - {"<s>", "</s>", "<unk>"})
    vocabulary = ["</s>", "<unk>", *words, *filter(None, [code]), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(vocabulary)}), "utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "MarianTokenizer"}), "utf-8")
    last = len(vocabulary) - 1
    config = transformers.MarianConfig(
        vocab_size=len(vocabulary),
        activation_function="swish",
        pad_token_id=last,
        decoder_start_token_id=last,
        bos_token_id=0,
        eos_token_id=0,
        **making.SIZES,
    )
    model = making.random(transformers.MarianMTModel, config)
    model.save_pretrained(folder)
    return model, transformers.MarianTokenizer.from_pretrained(folder)


def make_nllb(store: Path, work: Path) -> Twins:
    """A language code before the source, and one that the target starts with.

    Transformers 5 cannot read NLLB's SentencePiece model without protobuf, so the tokenizer is built in the layout that
    the hub's `tokenizer.json` has: `eng_Latn`, the pieces, `</s>`.
    """
    pieces = making.train(work / VOCABULARY)
    theirs = making.fast(
        pieces, first=["<s>", "<pad>", "</s>", "<unk>"], last=[*NLLB.values(), "<mask>"], template="eng_Latn $A </s>"
    )
    theirs.save_pretrained(work)
    config = transformers.M2M100Config(vocab_size=len(theirs), **making.SIZES)
    unlikely = [0, 1, 2, 3, *range(len(theirs) - 3, len(theirs))]
    model = making.random(transformers.M2M100ForConditionalGeneration, config, unlikely=unlikely)

    def ids(text: str, direction: Direction) -> list[int]:
        """As Transformers' tokenizer makes them, with the code of the language that the text is in."""
        first, *rest = theirs(text).input_ids
        assert first == theirs.convert_tokens_to_ids("eng_Latn")
        return [theirs.convert_tokens_to_ids(NLLB[direction.source]), *rest]

    marks = {d: ([NLLB[d.source]], [NLLB[d.target]]) for d in BOTH}
    return _both_ways(store, work, "nllb", model=model, theirs=theirs, marks=marks, ids=ids)


def make_m2m100(store: Path, work: Path) -> Twins:
    """A language code before the source, and one that the target starts with, among a hundred."""
    pieces = making.train(work / VOCABULARY)
    tokens = ["<s>", "<pad>", "</s>", "<unk>"]
    tokens += [piece for piece, _ in pieces if piece not in tokens]
    (work / "sentencepiece.bpe.model").write_bytes((work / VOCABULARY).read_bytes())
    (work / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}), "utf-8")
    codes = transformers.models.m2m_100.tokenization_m2m_100.FAIRSEQ_LANGUAGE_CODES["m2m100"]
    languages = [f"__{code}__" for code in codes]
    record = {"tokenizer_class": "M2M100Tokenizer", "additional_special_tokens": languages}
    (work / "tokenizer_config.json").write_text(json.dumps(record), "utf-8")
    theirs = transformers.M2M100Tokenizer.from_pretrained(work)
    config = transformers.M2M100Config(vocab_size=len(tokens) + len(languages) + MADE_UP, **making.SIZES)
    unlikely = [0, 1, 2, 3, *range(len(tokens), config.vocab_size)]
    model = making.random(transformers.M2M100ForConditionalGeneration, config, unlikely=unlikely)

    def ids(text: str, direction: Direction) -> list[int]:
        theirs.src_lang = direction.source
        found: list[int] = theirs(text).input_ids
        return found

    marks = {d: ([f"__{d.source}__"], [f"__{d.target}__"]) for d in BOTH}
    return _both_ways(store, work, "m2m100", model=model, theirs=theirs, marks=marks, ids=ids)


def make_t5(store: Path, work: Path) -> Twins:
    """The target language is a token in front of the source.

    Transformers 5 cannot read T5's SentencePiece model without protobuf, so the tokenizer is built in the layout that
    MADLAD's `tokenizer.json` has: `<2zh>`, the pieces, `</s>`.
    """
    pieces = making.train(work / VOCABULARY, user_defined_symbols=T5)
    theirs = making.fast(pieces, first=["<unk>", "<pad>", "</s>"], last=T5, template="$A </s>")
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
    unlikely = [0, 1, *theirs.convert_tokens_to_ids(T5)]
    model = making.random(transformers.T5ForConditionalGeneration, config, unlikely=unlikely)

    def ids(text: str, direction: Direction) -> list[int]:
        found: list[int] = theirs(f"<2{direction.target}> {text}").input_ids
        return found

    marks: dict[Direction, tuple[list[str], list[str]]] = {d: ([f"<2{d.target}>"], []) for d in BOTH}
    return _both_ways(store, work, "t5", model=model, theirs=theirs, marks=marks, ids=ids)


def _both_ways(
    store: Path,
    work: Path,
    family: str,
    *,
    model: Any,
    theirs: Any,
    marks: dict[Direction, tuple[list[str], list[str]]],
    ids: Callable[[str, Direction], list[int]],
) -> Twins:
    """Convert and load a model with one network for both directions, which language tokens tell apart.

    Args:
        store: the folder for the converted model.
        work: the folder with its tokenizers.
        family: of the model, and its name.
        model: Transformers' model.
        theirs: Transformers' tokenizer.
        marks: for each direction, the tokens before a source, and those that the target starts with.
        ids: what Transformers' model reads for a text.
    """
    engine = making.install_both_ways(
        store,
        work,
        family,
        model,
        VOCABULARY,
        decoding=making.VARIED,
        disable_unk=True,
        directions={
            str(d): {"source_prefix": before, "source_suffix": ["</s>"], "target_prefix": first}
            for d, (before, first) in marks.items()
        },
    )

    def options(direction: Direction) -> dict[str, Any]:
        _, first = marks[direction]
        forced = {"forced_bos_token_id": theirs.convert_tokens_to_ids(first[0])} if first else {}
        return _options(theirs) | forced

    return Twins(engine, store / family, dict.fromkeys(BOTH, model), dict.fromkeys(BOTH, theirs), ids, options)


def _options(theirs: Any) -> dict[str, Any]:
    """What `making.VARIED` and the manifest ask for, in the words of Transformers."""
    return {"no_repeat_ngram_size": 1, "suppress_tokens": [theirs.unk_token_id]}
