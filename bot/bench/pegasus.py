"""Runs the model in Hugging Face Transformers.

Pegasus has the same architecture as the model: pre-norm, a final norm per stack, tied and scaled embeddings, sinusoidal
positions from 0, and an output bias. Its position table is overwritten, because it orders the frequencies differently.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentencepiece import SentencePieceProcessor
from transformers import PegasusConfig, PegasusForConditionalGeneration

from bot.bench import weights

_PAD, _START, _END = _FRAME = (0, 2, 3)
_ATTENTIONS = {"self_attention": "self_attn", "attention": "encoder_attn"}
_LAYER_NORMS = {"self_attention": "self_attn_layer_norm", "attention": "encoder_attn_layer_norm"}


class Pegasus:
    """Translates batches of tokens in float32.

    Args:
        folder: the model's folder.
        most: maximum number of target tokens in a row.
        threads: number of PyTorch threads.
        beam: beam size; 1 is greedy.
    """

    def __init__(self, folder: Path, *, most: int, threads: int, beam: int) -> None:
        torch.set_num_threads(threads)
        found = weights.read(folder / "model.bin")
        self._vocabulary = SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
        self._network = _network(found)
        self._most = most
        self._beam = beam

    def translate(self, rows: Sequence[list[str]]) -> list[list[str]]:
        """Translate token sequences, in the engine's format but without the end symbol."""
        ids = [[*(self._vocabulary.piece_to_id(token) for token in row), _END] for row in rows]
        longest = max(map(len, ids))
        source = torch.tensor([row + [_PAD] * (longest - len(row)) for row in ids])
        with torch.inference_mode():
            written = self._network.generate(
                input_ids=source,
                attention_mask=(source != _PAD).long(),
                max_new_tokens=self._most,
                num_beams=self._beam,
            )
        return [
            [self._vocabulary.id_to_piece(i) for i in row if i not in (_PAD, _START, _END)] for row in written.tolist()
        ]


def _network(found: Mapping[str, Any]) -> Any:
    embeddings = found["decoder/embeddings/weight"]
    stacks = {
        name: sum(f"{name}/layer_{i}/ffn/linear_0/bias" in found for i in range(100)) for name in ("encoder", "decoder")
    }
    heads = int(found["encoder/num_heads"])
    config = PegasusConfig(
        vocab_size=len(embeddings),
        d_model=embeddings.shape[1],
        max_position_embeddings=len(found["decoder/position_encodings/encodings"]),
        encoder_layers=stacks["encoder"],
        decoder_layers=stacks["decoder"],
        encoder_attention_heads=heads,
        decoder_attention_heads=heads,
        encoder_ffn_dim=len(found["encoder/layer_0/ffn/linear_0/bias"]),
        decoder_ffn_dim=len(found["decoder/layer_0/ffn/linear_0/bias"]),
        activation_function="relu",
        scale_embedding=True,
        pad_token_id=_PAD,
        eos_token_id=_END,
        forced_eos_token_id=None,
        decoder_start_token_id=_START,
    )
    network: Any = PegasusForConditionalGeneration(config).eval()
    state: dict[str, Any] = {"model.shared.weight": embeddings, "lm_head.weight": embeddings}
    state["final_logits_bias"] = found["decoder/projection/bias"][None]
    for name, layers in stacks.items():
        theirs = f"model.{name}"
        state[f"{theirs}.embed_tokens.weight"] = embeddings
        state[f"{theirs}.embed_positions.weight"] = found["decoder/position_encodings/encodings"]
        state |= _norm(found, f"{name}/layer_norm", f"{theirs}.layer_norm")
        for i in range(layers):
            state |= _layer(found, f"{name}/layer_{i}", f"{theirs}.layers.{i}")
    network.load_state_dict({name: torch.from_numpy(np.array(value, np.float32)) for name, value in state.items()})
    return network


def _layer(found: Mapping[str, Any], ours: str, theirs: str) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for mine, name in _ATTENTIONS.items():
        if f"{ours}/{mine}/linear_0/bias" not in found:
            continue
        state |= _norm(found, f"{ours}/{mine}/layer_norm", f"{theirs}.{_LAYER_NORMS[mine]}")
        *inner, last = sorted(key for key in found if key.startswith(f"{ours}/{mine}/linear_") and key.endswith("bias"))
        for kind in ("weight", "bias"):
            whole = np.concatenate([found[key.replace("bias", kind)] for key in inner])
            for projection, part in zip("qkv", np.split(whole, 3), strict=True):
                state[f"{theirs}.{name}.{projection}_proj.{kind}"] = part
            state[f"{theirs}.{name}.out_proj.{kind}"] = found[last.replace("bias", kind)]
    state |= _norm(found, f"{ours}/ffn/layer_norm", f"{theirs}.final_layer_norm")
    for i, layer in enumerate(("fc1", "fc2")):
        for kind in ("weight", "bias"):
            state[f"{theirs}.{layer}.{kind}"] = found[f"{ours}/ffn/linear_{i}/{kind}"]
    return state


def _norm(found: Mapping[str, Any], ours: str, theirs: str) -> dict[str, Any]:
    return {f"{theirs}.weight": found[f"{ours}/gamma"], f"{theirs}.bias": found[f"{ours}/beta"]}
