"""Makes tiny models with random weights in the format of Transformers, and converts them as a host would.

Transformers 5 reads a SentencePiece model only for Marian and M2M-100 without further libraries. For the other
families `fast` builds the tokenizer that the hub has as `tokenizer.json` from the same SentencePiece model, with the
documented layout: special tokens first, then pieces, then language codes.
"""

import io
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sentencepiece
from ctranslate2.converters import TransformersConverter

from bot.nmt.decoding import Decoding
from bot.nmt.engine import CTranslate2Engine
from bot.nmt.manifest import FILE_NAME, Affixes, Manifest
from bot.nmt.network import Row
from bot.nmt.prompt_tokenizer import PromptTokenizer
from bot.nmt.store import Store
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction
from tests.nmt import tiny

REASON = "compares with Transformers; install the extra convert"
VARIED = Decoding(no_repeat_ngram=1)
"""Makes random models, which like to repeat themselves, write as many different tokens as they may."""
LIMIT = 20
"""Maximum number of tokens that the random models write, as they rarely stop by themselves."""
ENGLISH = ["hello world, a good morning to you", "the cat sleeps on the mat", "how are you today?", "I like this game"]
CHINESE = ["你好世界，早上好", "猫睡在垫子上", "你今天好吗？", "我喜欢这个游戏"]
SIZES = {
    "d_model": 32,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "max_position_embeddings": 128,
    "forced_eos_token_id": None,
}
"""Of an encoder-decoder as Marian, NLLB, and M2M-100 have it."""


def sources(direction: Direction) -> list[str]:
    return {"en": ENGLISH, "zh": CHINESE}[direction.source]


def train(path: Path, *, size: int = 120, **options: Any) -> list[tuple[str, float]]:
    """Train SentencePiece on a few sentences, write the model, and return its pieces with their scores."""
    content = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*ENGLISH, *CHINESE] * 5),
        model_writer=content,
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        normalization_rule_name="identity",
        minloglevel=2,
        **options,
    )
    path.write_bytes(content.getvalue())
    model = sentencepiece.SentencePieceProcessor(model_proto=content.getvalue())
    return [(model.id_to_piece(i), model.get_score(i)) for i in range(len(model))]


def fast(pieces: Sequence[tuple[str, float]], first: Sequence[str], last: Sequence[str], template: str) -> Any:
    """A tokenizer with special tokens `first`, pieces, and the added tokens `last`."""
    import tokenizers
    import transformers
    from tokenizers import decoders, models, pre_tokenizers, processors

    vocabulary = [(token, 0.0) for token in first]
    vocabulary += [(piece, score) for piece, score in pieces if piece not in {*first, *last, "<s>"}]
    tokenizer = tokenizers.Tokenizer(models.Unigram(vocabulary, unk_id=list(first).index("<unk>"), byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.add_special_tokens([*first, *last])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=template,
        special_tokens=[
            (token, tokenizer.token_to_id(token)) for token in template.split() if not token.startswith("$")
        ],
    )
    special = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    if "<s>" in first:
        special["bos_token"] = "<s>"
    return transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)


def random(kind: Any, config: Any, *, unlikely: Sequence[int] = ()) -> Any:
    """A model whose output depends on its input; with the usual small weights it would hardly.

    Args:
        kind: its class.
        config: its sizes.
        unlikely: tokens that it does not write, as trained models do not.
    """
    import torch

    torch.set_num_threads(1)  # threads cost more than such matrices
    torch.manual_seed(5)
    model = kind(config).eval()
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.dim() == 2 and any(part in name for part in ("layers.", "block.")):
                weights.normal_(0, 0.5)
        model.get_output_embeddings().weight[list(unlikely)] *= 0.05
    return model


def convert(source: Path, target: Path) -> None:
    TransformersConverter(str(source)).convert(str(target))


def install(
    store: Path, name: str, *, keep: dict[str, Path] | None = None, decoding: Decoding | None = None, **fields: Any
) -> CTranslate2Engine:
    """Add vocabularies and a manifest to the converted networks in `store / name`, and load the model.

    Args:
        store: the models' folder.
        name: of the model.
        keep: files to copy, by their path in the model.
        decoding: constraints on the decoder.
        fields: of the manifest.
    """
    folder = store / name
    for path, file in (keep or {}).items():
        shutil.copy(file, folder / path)
    directions = {key: Affixes(**value) for key, value in fields.pop("directions").items()}
    files = {
        path.relative_to(folder).as_posix(): tiny.describe(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    Manifest(
        name=name,
        description="Random weights.",
        created=date(2026, 11, 27),
        licence="MIT",
        files=files,
        directions=directions,
        max_source_tokens=60,
        max_target_tokens=LIMIT,
        **fields,
    ).write(folder / FILE_NAME)
    return Store(store).load(name, compute_type="float32", threads=1, decoding=decoding)


def install_both_ways(
    store: Path, work: Path, family: str, model: Any, vocabulary: str, **fields: Any
) -> CTranslate2Engine:
    """Convert and install a model of Transformers that translates in both directions.

    Args:
        store: the models' folder.
        work: the folder with the vocabulary, for the model.
        family: of the model, and its name.
        model: of Transformers.
        vocabulary: the file of both languages.
        fields: as `install`.
    """
    model.save_pretrained(work)
    convert(work, store / family)
    return install(
        store,
        family,
        keep={vocabulary: work / vocabulary},
        family=family,
        source_vocabulary=vocabulary,
        target_vocabulary=vocabulary,
        **fields,
    )


def generate(model: Any, ids: Sequence[int], *, written: int = LIMIT, **options: Any) -> list[int]:
    """What Transformers writes, with the tokens that the decoder starts with."""
    import torch

    found = model.generate(torch.tensor([list(ids)]), max_new_tokens=written, do_sample=False, num_beams=1, **options)
    return [int(token) for token in found[0]]


@dataclass
class Twins:
    """A model in both forms.

    Attributes:
        engine: the converted one.
        folder: where that is.
        models: Transformers' model for each direction, which may be the same.
        tokenizers: Transformers' tokenizer for each direction.
        ids: what Transformers' model reads for a text.
        options: how it has to write, besides being greedy.
    """

    engine: CTranslate2Engine
    folder: Path
    models: dict[Direction, Any]
    tokenizers: dict[Direction, Any]
    ids: Callable[[str, Direction], list[int]]
    options: Callable[[Direction], dict[str, Any]]

    @property
    def manifest(self) -> Manifest:
        return Manifest.read(self.folder / FILE_NAME)

    @property
    def continues(self) -> bool:
        """Whether it continues a prompt."""
        return self.manifest.kind == "generator"

    def rows(self, text: str, direction: Direction) -> list[Row]:
        kind = PromptTokenizer if self.continues else Tokenizer
        folder = self.folder / self.manifest.affixes(direction).folder
        return kind(folder, self.manifest).encode(text, direction)

    def tokens(self, text: str, direction: Direction) -> list[str]:
        [row] = self.rows(text, direction)
        return row.tokens

    def translation(self, text: str, direction: Direction) -> str:
        """What Transformers writes."""
        ids = self.ids(text, direction)
        written = generate(self.models[direction], ids, **self.options(direction))
        new = written[len(ids) :] if self.continues else written
        return str(self.tokenizers[direction].decode(new, skip_special_tokens=True)).strip()

    def check_tokens(self, direction: Direction) -> None:
        for text in sources(direction):
            ids = self.tokenizers[direction].convert_tokens_to_ids(self.tokens(text, direction))
            assert ids == self.ids(text, direction)

    def check_translations(self, direction: Direction) -> None:
        texts = sources(direction)
        found = [one.text for one in self.engine.translate(texts, [direction] * len(texts))]
        assert found == [self.translation(text, direction) for text in texts]
        assert len(set(found)) == len(texts)
