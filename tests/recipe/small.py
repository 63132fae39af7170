"""The smallest possible corpus, vocabulary and weights."""

import lzma
import random
from pathlib import Path

import numpy as np

from bot.evaluation.pairs import DIRECTIONS, EN_ZH
from models.recipe.config import Network, Recipe
from models.recipe.weights import Weights
from tests.golden.golden import golden

RECIPE = Recipe.read("tiny")
PAIRS = [
    (one.message, one.answers[0]) if direction == EN_ZH else (one.answers[0], one.message)
    for direction in DIRECTIONS
    for one in golden(direction)
]
FEW = 200
"""Number of examples in `few`."""
STRINGS = [("Hello, {name}!", "你好，{name}！"), ("%d cats", "%d 只猫"), ("no field", "没有")]


def drawing(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - reproducible, not secret


def corpus(folder: Path) -> Path:
    for domain, pairs in (("chat", PAIRS), ("game_ph", STRINGS)):
        with lzma.open(folder / f"{domain}.tsv.xz", "wt", encoding="utf-8") as file:
            file.writelines(f"{english}\t{chinese}\n" for english, chinese in pairs)
    (folder / "MANIFEST.tsv").write_text("file\tsource\tlicence\na.tsv\tus\tMIT\nb.tsv\tus\tMIT\n", "utf-8")
    return folder


def few(path: Path) -> Path:
    """Examples whose even ones are of `chat` and odd ones of `lexicon`.

    The source of example i is 10 + i % 2 and 7; its target is 20 + i % 2, one to eight times.
    """
    targets = [[20 + i % 2] * (1 + i % 8) for i in range(FEW)]
    np.savez(
        path,
        src=np.array([[10 + i % 2, 7] for i in range(FEW)], np.uint16).ravel(),
        src_off=np.arange(0, 2 * FEW + 1, 2, dtype=np.uint32),
        tgt=np.concatenate(targets).astype(np.uint16),
        tgt_off=np.concatenate([[0], np.cumsum([len(target) for target in targets])]).astype(np.uint32),
        group=np.array([i % 2 for i in range(FEW)], np.uint8),
        groups=np.array(["chat", "lexicon"]),
    )
    return path


def weights(network: Network, vocabulary: int) -> Weights:
    """Random weights with the names of `network.Transformer`'s parameters."""
    rng = np.random.default_rng(1)
    d, ff = network.d, network.ff
    shapes: dict[str, tuple[int, ...]] = {"embed.weight": (vocabulary, d), "bias": (vocabulary,)}
    for side in ("enc_norm", "dec_norm"):
        shapes |= {f"{side}.weight": (d,), f"{side}.bias": (d,)}
    for side, layers in (("encoder", network.enc), ("decoder", network.dec)):
        for i in range(layers):
            blocks = {"attn": "norm1", "cross": "norm2"} if side == "decoder" else {"attn": "norm1"}
            for block, norm in blocks.items():
                for part, rows in (("q", d), ("kv", 2 * d), ("out", d)):
                    shapes |= {
                        f"{side}.{i}.{block}.{part}.weight": (rows, d),
                        f"{side}.{i}.{block}.{part}.bias": (rows,),
                    }
                shapes |= {f"{side}.{i}.{norm}.weight": (d,), f"{side}.{i}.{norm}.bias": (d,)}
            shapes |= {f"{side}.{i}.norm3.weight": (d,), f"{side}.{i}.norm3.bias": (d,)}
            shapes |= {f"{side}.{i}.ffn.up.weight": (ff, d), f"{side}.{i}.ffn.up.bias": (ff,)}
            shapes |= {f"{side}.{i}.ffn.down.weight": (d, ff), f"{side}.{i}.ffn.down.bias": (d,)}
    arrays = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    size = {name: getattr(network, name) for name in ("d", "ff", "heads", "enc", "dec", "dropout")}
    return Weights(arrays, {"vocab": vocabulary, **size, "step": 7, "minutes": 0.5})
