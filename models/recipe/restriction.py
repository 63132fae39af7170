"""Learns which target pieces each source piece allows, for CTranslate2's `vmap`: a softmax over only these is faster.

The file has `source piece<TAB>target pieces` lines; those of the empty piece are always allowed. Source: CTranslate2's
documentation, "Vocabulary mapping"; the idea is from Jean et al. 2015, arXiv:1412.2007.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sentencepiece

_EXAMPLES = 200_000
_EACH = 40
"""Maximum number of target pieces that a source piece allows."""
_ALWAYS = 300
"""Number of most frequent target pieces that are always allowed, in addition to bytes and placeholders."""

Counts = npt.NDArray[np.int64]


def learn(examples: Path, vocabulary: Path) -> str:
    """Count which pieces occur in the same examples.

    Args:
        examples: as `examples.make` writes them.
        vocabulary: the SentencePiece model that they were made with.

    Returns:
        The file's text.
    """
    processor = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    size = processor.get_piece_size()
    pieces = [processor.id_to_piece(i) for i in range(size)]
    together, targets = _counted(examples, size)
    always = {*np.argsort(targets)[::-1][:_ALWAYS].tolist()}
    always |= {i for i, piece in enumerate(pieces) if processor.is_byte(i) or piece.startswith("⟦")}
    lines = ["\t" + " ".join(pieces[i] for i in sorted(always))]
    for source in np.flatnonzero(together.any(1)):
        # How much more often than by chance; the square root keeps rare pieces from winning by a single co-occurrence.
        weight = together[source] / np.sqrt(np.maximum(targets, 1))
        best = [i for i in np.argsort(weight)[::-1][:_EACH].tolist() if weight[i] > 0 and i not in always]
        lines.append(f"{pieces[source]}\t{' '.join(pieces[i] for i in best)}")
    return "\n".join(lines) + "\n"


def _counted(examples: Path, size: int) -> tuple[Counts, Counts]:
    """Count the examples in which a source and a target piece occur together, and the occurrences of target pieces."""
    together = np.zeros((size, size), np.int64)
    targets = np.zeros(size, np.int64)
    with np.load(examples) as stored:
        for source, target in _pairs({name: stored[name] for name in ("src", "tgt", "src_off", "tgt_off")}):
            together[np.ix_(np.unique(source), np.unique(target))] += 1
            targets += np.bincount(target, minlength=size)
    return together, targets


def _pairs(stored: dict[str, npt.NDArray[Any]]) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    count = len(stored["src_off"]) - 1
    some = np.random.default_rng(0).permutation(count)[:_EXAMPLES]
    for i in np.sort(some):
        yield tuple(stored[side][stored[f"{side}_off"][i] : stored[f"{side}_off"][i + 1]] for side in ("src", "tgt"))  # type: ignore[misc]  # two sides
