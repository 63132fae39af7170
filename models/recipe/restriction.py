"""Learns which target pieces each source piece allows, for CTranslate2's `vmap`: a softmax over only these is faster.

The file has `source piece<TAB>target pieces` lines; those of the empty piece are always allowed. Sources: CTranslate2's
documentation, "Vocabulary mapping"; the idea is from Jean et al. 2015, arXiv:1412.2007. Which pieces translate which is
learned by IBM Model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation"), in which an empty
source piece explains the target pieces that translate none. Counting which pieces occur together is not enough: a rare
piece then allows the frequent ones around its translation rather than the translation.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sentencepiece

_EXAMPLES = 400_000
_ROUNDS = 4
"""Of expectation maximization; more change the most likely pieces little."""
_LONGEST = 40
"""Pieces of an example that teaches; in longer ones, everything occurs with everything."""
_EACH = 30
"""Maximum number of target pieces that a source piece allows, apart from itself."""
_LEAST = 0.002
"""Probability below which a source piece does not allow a target piece."""
_ALWAYS = 400
"""Number of most frequent target pieces that are always allowed, in addition to bytes and placeholders."""
_WITHOUT_SOURCE = 200
"""Number of pieces always allowed because they are most likely to translate none."""

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def learn(examples: Path, vocabulary: Path) -> str:
    """Learn which pieces translate which.

    Args:
        examples: as `examples.make` writes them.
        vocabulary: the SentencePiece model that they were made with.

    Returns:
        The file's text.
    """
    processor = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    size = processor.get_piece_size()
    pieces = [processor.id_to_piece(i) for i in range(size)]
    with np.load(examples) as stored:
        pairs = list(_pairs({name: stored[name] for name in ("src", "tgt", "src_off", "tgt_off")}))
    frequency = np.bincount(np.concatenate([target for _, target in pairs]), minlength=size)
    best = _translations(pairs, size)
    always = {*np.argsort(frequency)[::-1][:_ALWAYS].tolist(), *best.pop(size, [])[:_WITHOUT_SOURCE]}
    always |= {i for i, piece in enumerate(pieces) if processor.is_byte(i) or piece.startswith("⟦")}
    lines = ["\t" + " ".join(pieces[i] for i in sorted(always))]
    for source, targets in best.items():
        # A name or a word of the other language may stay as it is.
        allowed = [i for i in dict.fromkeys([*targets[:_EACH], source]) if i not in always]
        lines.append(f"{pieces[source]}\t{' '.join(pieces[i] for i in allowed)}")
    return "\n".join(lines) + "\n"


def _translations(pairs: list[tuple[Ids, Ids]], size: int) -> dict[int, list[int]]:
    """The target pieces that each source piece translates to, most likely first; `size` stands for no source piece."""
    links, places, count = [], [], 0
    for source, target in pairs:
        with_none = np.append(source, size)
        links.append((with_none[:, None] * size + target).ravel())
        places.append(np.tile(np.arange(count, count + len(target)), len(with_none)))
        count += len(target)
    link, index = np.unique(np.concatenate(links), return_inverse=True)
    likelihood = _maximize(index, np.concatenate(places), link // size)
    found: dict[int, list[int]] = {}
    for i in np.lexsort((-likelihood, link // size)):
        if likelihood[i] >= _LEAST:
            found.setdefault(int(link[i] // size), []).append(int(link[i] % size))
    return found


def _maximize(index: Ids, places: Ids, sources: Ids) -> Floats:
    """The probability of each link, that is, of a target piece for a source piece.

    Args:
        index: the link of each possible alignment.
        places: the occurrence of a target piece that each possible alignment explains.
        sources: the source piece of each link.
    """
    likelihood = np.ones(len(sources))
    for _ in range(_ROUNDS):
        share = likelihood[index]
        share /= np.bincount(places, weights=share)[places]
        expected = np.bincount(index, weights=share)
        likelihood = expected / np.bincount(sources, weights=expected)[sources]
    return likelihood


def _pairs(stored: dict[str, npt.NDArray[Any]]) -> Iterator[tuple[Ids, Ids]]:
    """The distinct pieces of both sides of some examples."""
    count = len(stored["src_off"]) - 1
    some = np.random.default_rng(0).permutation(count)[:_EXAMPLES]
    for i in np.sort(some):
        source, target = (
            np.unique(stored[side][stored[f"{side}_off"][i] : stored[f"{side}_off"][i + 1]]).astype(np.int64)
            for side in ("src", "tgt")
        )
        if 0 < len(source) <= _LONGEST and 0 < len(target) <= _LONGEST:
            yield source, target
