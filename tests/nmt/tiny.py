"""A tiny real model in CTranslate2's format with every weight set by hand: it translates word by word.

Embeddings are one-hot, and so are positions, in separate dimensions. All layers output zero, except the decoder's
cross-attention: at step t it attends to source position t (skipping affixes) and copies the token there. The output
projection swaps the two words of each pair in `WORDS` and keeps other tokens, including `</s>`. So the output for any
source is known exactly.
"""

import hashlib
import io
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from ctranslate2.specs import transformer_spec

from bot.nmt.manifest import FILE_NAME, Affixes, Family, Manifest, ModelFile

WORDS = {"hello": "你好", "world": "世界", "cat": "猫", "good": "好", "morning": "早上", "rare": "罕见"}
UNKNOWN = "rare"
"""The word that it translates as unknown unless the symbol for that is disabled."""
TAGS = ("<2zh>", "<2en>")
PLACEHOLDERS = tuple(f"⟦{k}⟧" for k in range(10))
NAME = "tiny"
POSITIONS = 64

AFFIXES: dict[Family, dict[str, Affixes]] = {
    "chat": {
        "en-zh": Affixes(source_prefix=("▁", "<2zh>")),
        "zh-en": Affixes(source_prefix=("▁", "<2en>")),
    },
    "nllb": {"en-zh": Affixes(source_prefix=("<2en>",), source_suffix=("</s>",), target_prefix=("<2zh>",))},
    "quickmt": {name: Affixes(folder=name, source_suffix=("</s>",)) for name in ("en-zh", "zh-en")},
}


def build(store: Path, *, family: Family = "chat", max_source_tokens: int = 32, **fields: Any) -> Path:
    """Write the model and its manifest to `store / NAME`, and return that folder.

    Args:
        store: the models' folder.
        family: `quickmt` has a network for each direction, with separate vocabularies.
        max_source_tokens: see `Manifest`.
        fields: others of the manifest.
    """
    folder = store / NAME
    affixes = AFFIXES[family]
    source, target = ("src.spm.model", "tgt.spm.model") if family == "quickmt" else ("sentencepiece.model",) * 2
    for one in {some.folder: some for some in affixes.values()}.values():
        place = folder / one.folder
        place.mkdir(parents=True)
        vocabulary = _vocabulary(place / source)
        if target != source:
            (place / target).write_bytes((place / source).read_bytes())
        spec = _spec(
            vocabulary,
            vocabulary if target == source else vocabulary[::-1],
            passed_over=len(one.source_prefix) - len(one.target_prefix),
        )
        spec.config.add_source_eos = not one.source_suffix
        spec.validate()
        spec.optimize(quantization=None)
        spec.save(str(place))
    Manifest(
        name=NAME,
        family=family,
        description="Translates word by word.",
        created=date(2025, 1, 13),
        licence="MIT",
        files={
            path.relative_to(folder).as_posix(): describe(path) for path in sorted(folder.rglob("*")) if path.is_file()
        },
        source_vocabulary=source,
        target_vocabulary=target,
        directions=affixes,
        placeholders=len(PLACEHOLDERS),
        max_source_tokens=max_source_tokens,
        max_target_tokens=POSITIONS - 2,
        **fields,
    ).write(folder / FILE_NAME)
    return folder


def describe(path: Path) -> ModelFile:
    content = path.read_bytes()
    return ModelFile(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _vocabulary(path: Path) -> list[str]:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["hello world, a good morning", "你好世界，早上好，猫！"] * 4),
        model_writer=model,
        model_type="char",
        vocab_size=320,
        hard_vocab_limit=False,
        byte_fallback=True,
        normalization_rule_name="identity",
        user_defined_symbols=[*TAGS, *PLACEHOLDERS, *(f"▁{en}" for en in WORDS), *WORDS.values()],
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]


def _spec(vocabulary: list[str], target: list[str], *, passed_over: int) -> transformer_spec.TransformerSpec:
    words, width = len(vocabulary), len(vocabulary) + POSITIONS
    spec = transformer_spec.TransformerSpec.from_config((1, 1), 1, pre_norm=True)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(target)
    spec.config.decoder_start_token = "<s>"
    embeddings = np.eye(words, width, dtype=np.float32)
    for stack in (spec.encoder, spec.decoder):
        layer = stack.layer[0]
        table = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
        table.weight = (
            embeddings if stack is spec.encoder else embeddings[[vocabulary.index(token) for token in target]]
        )
        stack.scale_embeddings = False
        stack.position_encodings.encodings = np.eye(POSITIONS, width, k=words, dtype=np.float32)
        for norm in (stack.layer_norm, layer.self_attention.layer_norm, layer.ffn.layer_norm):
            _zero_norm(norm, width)
        _linear(layer.self_attention.linear[0], np.zeros((3 * width, width)))
        _linear(layer.self_attention.linear[1], np.zeros((width, width)))
        _linear(layer.ffn.linear_0, np.zeros((width, width)))
        _linear(layer.ffn.linear_1, np.zeros((width, width)))
    look, copy = np.zeros((2, width, width))
    look[words:, words:] = np.eye(POSITIONS, k=-passed_over) * 20
    copy[:words, :words] = np.eye(words)
    place = np.zeros((width, width))
    place[words:, words:] = np.eye(POSITIONS)
    cross = spec.decoder.layer[0].attention
    _zero_norm(cross.layer_norm, width)
    _linear(cross.linear[0], look)
    _linear(cross.linear[1], np.concatenate([place, copy]))
    _linear(cross.linear[2], np.eye(width))
    # Less than 1, so that hypotheses are not fully certain and have comparable scores.
    output = 0.4 * embeddings[_swapped(vocabulary, target)]
    output[target.index("<unk>")] = 0.5 * embeddings[vocabulary.index(f"▁{UNKNOWN}")]
    _linear(spec.decoder.projection, output)
    return spec


def _swapped(vocabulary: list[str], target: list[str]) -> list[int]:
    """The source token that each target token translates."""
    other = {f"▁{en}": zh for en, zh in WORDS.items()}
    other |= {zh: en for en, zh in other.items()}
    return [vocabulary.index(other.get(token, token)) for token in target]


def _zero_norm(norm: Any, width: int) -> None:
    norm.gamma, norm.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


def _linear(linear: Any, weight: np.ndarray) -> None:
    linear.weight, linear.bias = weight.astype(np.float32), np.zeros(len(weight), np.float32)
