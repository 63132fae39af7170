"""OPUS-MT: the language code is one token in front, and each side has its own SentencePiece model."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.nmt.manifest import FILE_NAME, Manifest
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN
from tests.nmt.families import making

transformers = pytest.importorskip("transformers", reason=making.REASON)
pytest.importorskip("torch", reason=making.REASON)

# Its normalizer of punctuation is optional, and the texts have none to normalize.
pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses:UserWarning")

CODES = {EN_ZH: ">>cmn_Hans<<", ZH_EN: ""}


class Pair:
    """Two directions, each with a model of its own."""

    def __init__(self, store: Path, work: Path) -> None:
        self.store = store
        self.models: dict[Direction, Any] = {}
        self.tokenizers: dict[Direction, Any] = {}
        keep: dict[str, Path] = {}
        for direction in (EN_ZH, ZH_EN):
            source = work / str(direction)
            source.mkdir()
            self._make(source, direction)
            making.convert(source, store / "opus" / str(direction))
            keep |= {f"{direction}/{side}.spm": source / f"{side}.spm" for side in ("source", "target")}
        self.engine = making.install(
            store,
            "opus",
            keep=keep,
            decoding=making.VARIED,
            disable_unk=True,
            family="marian",
            source_vocabulary="source.spm",
            target_vocabulary="target.spm",
            directions={
                str(direction): {
                    "folder": str(direction),
                    "source_prefix": [code] if code else [],
                    "source_suffix": ["</s>"],
                }
                for direction, code in CODES.items()
            },
        )

    def _make(self, folder: Path, direction: Direction) -> None:
        pieces = {piece for side in ("source", "target") for piece, _ in making.train(folder / f"{side}.spm")}
        words = sorted(pieces - {"<s>", "</s>", "<unk>"})
        vocabulary = ["</s>", "<unk>", *words, *filter(None, [CODES[direction]]), "<pad>"]
        (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(vocabulary)}), "utf-8")
        (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "MarianTokenizer"}), "utf-8")
        last = len(vocabulary) - 1
        config = transformers.MarianConfig(
            vocab_size=len(vocabulary),
            d_model=32,
            encoder_layers=2,
            decoder_layers=2,
            encoder_attention_heads=4,
            decoder_attention_heads=4,
            encoder_ffn_dim=64,
            decoder_ffn_dim=64,
            max_position_embeddings=128,
            activation_function="swish",
            pad_token_id=last,
            decoder_start_token_id=last,
            bos_token_id=0,
            eos_token_id=0,
            forced_eos_token_id=None,
        )
        self.models[direction] = making.random(transformers.MarianMTModel, config)
        self.models[direction].save_pretrained(folder)
        self.tokenizers[direction] = transformers.MarianTokenizer.from_pretrained(folder)

    def ids(self, text: str, direction: Direction) -> list[int]:
        found: list[int] = self.tokenizers[direction](f"{CODES[direction]} {text}".strip()).input_ids
        return found


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("models"), tmp_path_factory.mktemp("work"))


@pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)
def test_the_tokens_are_those_of_transformers(pair: Pair, direction: Direction) -> None:
    folder = pair.store / "opus"
    tokenizer = Tokenizer(folder / str(direction), Manifest.read(folder / FILE_NAME))
    theirs = pair.tokenizers[direction]
    for text in making.sources(direction):
        [row] = tokenizer.encode(text, direction)
        assert theirs.convert_tokens_to_ids(row.tokens) == pair.ids(text, direction)


@pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)
def test_the_translations_are_those_of_transformers(pair: Pair, direction: Direction) -> None:
    texts = making.sources(direction)
    found = [one.text for one in pair.engine.translate(texts, [direction] * len(texts))]
    theirs = pair.tokenizers[direction]
    written = [
        making.generate(
            pair.models[direction],
            pair.ids(text, direction),
            no_repeat_ngram_size=1,
            suppress_tokens=[theirs.unk_token_id],
        )
        for text in texts
    ]
    assert found == [theirs.decode(ids, skip_special_tokens=True).strip() for ids in written]
    assert len(set(found)) == len(texts)


def test_a_batch_of_both_directions_is_translated_as_each_alone(pair: Pair) -> None:
    texts = [text for both in zip(making.ENGLISH, making.CHINESE, strict=True) for text in both]
    directions = [EN_ZH, ZH_EN] * len(making.ENGLISH)
    alone = [
        pair.engine.translate([text], [direction])[0].text for text, direction in zip(texts, directions, strict=True)
    ]
    assert [one.text for one in pair.engine.translate(texts, directions)] == alone
