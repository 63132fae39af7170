"""Exports weights to a CTranslate2 model."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from ctranslate2.specs import transformer_spec

from models.recipe.weights import Array, Weights

POSITIONS = 512


def export(weights: Weights, vocabulary: Path, out: Path, quantization: str | None = "int8") -> None:
    """Write a model's folder: `model.bin`, `config.json`, `shared_vocabulary.json`, `sentencepiece.model`.

    Args:
        weights: the averaged weights.
        vocabulary: the SentencePiece model that they were trained with.
        out: the folder; existing files are overwritten.
        quantization: as CTranslate2 names it; None for float32.
    """
    out.mkdir(parents=True, exist_ok=True)
    spec = _Specification(weights, _tokens(vocabulary)).spec
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(out))
    shutil.copyfile(vocabulary, out / "sentencepiece.model")


def _tokens(vocabulary: Path) -> list[str]:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    pieces = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    return ["<blank>", "<unk>", "<s>", "</s>", *pieces[4:]]


class _Specification:
    """CTranslate2's specification of the network, filled with weights."""

    def __init__(self, weights: Weights, tokens: list[str]) -> None:
        network, self._arrays = weights.network, weights.arrays
        self.spec = transformer_spec.TransformerSpec.from_config(
            (network.enc, network.dec), network.heads, pre_norm=True
        )
        self.spec.register_source_vocabulary(tokens)
        self.spec.register_target_vocabulary(tokens)
        self.spec.config.add_source_bos = False
        self.spec.config.add_source_eos = True
        self.spec.config.decoder_start_token = "<s>"  # noqa: S105 - a token of the vocabulary
        self._stack(self.spec.encoder, "enc", network.enc, network.d)
        self._stack(self.spec.decoder, "dec", network.dec, network.d)
        self.spec.decoder.projection.weight = self._arrays["embed.weight"]
        self.spec.decoder.projection.bias = self._arrays["bias"]

    def _stack(self, stack: Any, side: str, layers: int, d: int) -> None:
        table = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
        table.weight = self._arrays["embed.weight"]
        table.multiply_by_sqrt_depth = True
        stack.scale_embeddings = True
        stack.position_encodings.encodings = _positions(d)
        self._norm(stack.layer_norm, f"{side}_norm")
        for i in range(layers):
            self._layer(stack.layer[i], f"{side}oder.{i}", decoder=side == "dec")

    def _layer(self, layer: Any, name: str, *, decoder: bool) -> None:
        self._norm(layer.self_attention.layer_norm, f"{name}.norm1")
        self._linear(layer.self_attention.linear[0], f"{name}.attn.q", f"{name}.attn.kv")
        self._linear(layer.self_attention.linear[1], f"{name}.attn.out")
        if decoder:
            self._norm(layer.attention.layer_norm, f"{name}.norm2")
            for i, part in enumerate(("q", "kv", "out")):
                self._linear(layer.attention.linear[i], f"{name}.cross.{part}")
        self._norm(layer.ffn.layer_norm, f"{name}.norm3")
        self._linear(layer.ffn.linear_0, f"{name}.ffn.up")
        self._linear(layer.ffn.linear_1, f"{name}.ffn.down")

    def _norm(self, norm: Any, name: str) -> None:
        norm.gamma, norm.beta = self._arrays[f"{name}.weight"], self._arrays[f"{name}.bias"]

    def _linear(self, linear: Any, *names: str) -> None:
        linear.weight = np.concatenate([self._arrays[f"{name}.weight"] for name in names])
        linear.bias = np.concatenate([self._arrays[f"{name}.bias"] for name in names])


def _positions(d: int) -> Array:
    """Sinusoids (POSITIONS, d), all sines before all cosines."""
    half = d // 2
    frequencies = np.exp(np.arange(half) * -(np.log(10000) / (half - 1)))
    angles = np.arange(POSITIONS)[:, None] * frequencies[None]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
