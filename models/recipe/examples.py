"""Training examples from pairs: both directions, clean and as in chat, with placeholders, in all lengths."""

import multiprocessing
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import sentencepiece

from models.recipe import anchors, corpus, noise, symbols
from models.recipe.config import Recipe
from models.recipe.corpus import Pair

Example = tuple[list[int], list[int]]
Ids = npt.NDArray[np.uint16]
Encode = Callable[[str], list[int]]

_CHUNK = 2000
_MOST_JOINED = 3


@dataclass(frozen=True, slots=True)
class Sides:
    """A pair of which the sources may be noisy: each source is translated to the other side's target."""

    english: str
    chinese: str
    to_english: str
    to_chinese: str

    @classmethod
    def alike(cls, pair: Pair) -> "Sides":
        """Sources and targets are the same."""
        return cls(*pair, *pair)


def variants(
    domain: str, pairs: Sequence[Pair], at: int, recipe: Recipe, rng: random.Random, *, words: anchors.Anchors
) -> Iterator[Sides]:
    """The pair at a place in its domain in all the ways in which the model shall see it.

    Args:
        domain: of strings with format fields if it ends in `_ph`.
        pairs: neighbours, as they stand in the corpus.
        at: which of them.
        recipe: how often what is done.
        rng: decides.
        words: tells where in both sides a placeholder may stand.
    """
    numbers, pair = recipe.examples, pairs[at]
    if domain.endswith("_ph"):
        if found := symbols.fields(pair, rng):
            yield Sides.alike(found)
        return
    yield Sides.alike(pair)
    if (found := symbols.shared(pair, rng)) and rng.random() < numbers.shared:
        yield Sides.alike(found)
    if rng.random() < numbers.edges:
        yield Sides.alike(symbols.edges(pair, rng))
    if domain not in numbers.noisy:
        return
    if rng.random() < numbers.marked:
        found = symbols.marked(pair, list(words.find(pair)), rng)
        rough = rng.random() < numbers.chatty
        yield _chatty(found, recipe, rng) if rough else Sides.alike(found)
    if rng.random() < numbers.chatty:
        yield _chatty(pair, recipe, rng)
    if rng.random() < numbers.joined:
        some = pairs[at : at + rng.randint(2, _MOST_JOINED)]
        yield Sides.alike((" ".join(english for english, _ in some), "".join(chinese for _, chinese in some)))


def _chatty(pair: Pair, recipe: Recipe, rng: random.Random) -> Sides:
    return Sides(noise.english(pair[0], recipe.noise, rng), noise.chinese(pair[1], recipe.noise, rng), *pair)


def encoded(sides: Sides, encode: Encode, longest: int) -> list[Example]:
    """Both directions as ids, without those that are empty or too long."""
    tagged = ((f"<2zh> {sides.english}", sides.to_chinese), (f"<2en> {sides.chinese}", sides.to_english))
    both = [(encode(source), encode(target)) for source, target in tagged]
    return [(s, t) for s, t in both if 1 < len(s) <= longest and 0 < len(t) <= longest]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Examples as arrays: ids one behind the other, and the length of each."""

    source: Ids
    target: Ids
    source_lengths: npt.NDArray[np.uint32]
    target_lengths: npt.NDArray[np.uint32]


_Job = tuple[str, int, list[Pair], Recipe]
_processor: sentencepiece.SentencePieceProcessor
_words: anchors.Anchors


def _load(vocabulary: str, lexicon: Sequence[Pair]) -> None:
    global _processor, _words  # noqa: PLW0603 - each worker process loads vocabulary and lexicon once
    _processor = sentencepiece.SentencePieceProcessor(model_file=vocabulary)
    _words = anchors.Anchors(lexicon)


def _expand(job: _Job) -> _Chunk:
    domain, first, pairs, recipe = job
    examples = [
        example
        for at in range(len(pairs))
        # A pair is expanded alike whatever stands before it in the corpus.
        for sides in variants(domain, pairs, at, recipe, random.Random(first + at), words=_words)  # noqa: S311 - drawn again alike
        for example in encoded(sides, _processor.encode, recipe.examples.longest)
    ]
    source, target = ([example[k] for example in examples] for k in (0, 1))
    return _Chunk(_flat(source), _flat(target), _lengths(source), _lengths(target))


def _flat(rows: list[list[int]]) -> Ids:
    return np.array([token for row in rows for token in row], np.uint16)


def _lengths(rows: list[list[int]]) -> npt.NDArray[np.uint32]:
    return np.array([len(row) for row in rows], np.uint32)


def make(
    folder: Path,
    vocabulary: Path,
    out: Path,
    recipe: Recipe,
    *,
    limit: int | None = None,
    held: Sequence[Path] = (),
    workers: int | None = None,
    report: Callable[[str, int, int], None] = lambda *_: None,
) -> int:
    """Write the examples of a corpus.

    Args:
        folder: the corpus.
        vocabulary: the SentencePiece model.
        out: the `.npz`: `src` and `tgt` hold the ids of all examples one behind the other, `src_off` and `tgt_off`
            where each begins, `group` the index of its domain in `groups`.
        recipe: all numbers.
        limit: pairs to take of each domain; None for all.
        held: development sets; pairs that stand in them are left out.
        workers: processes; None for one a core.
        report: told the domain, its pairs and its examples.

    Returns:
        The number of examples.
    """
    chunks: list[_Chunk] = []
    groups: list[npt.NDArray[np.uint8]] = []
    names = corpus.domains(folder, recipe.examples.domains)
    kept_out = corpus.Held(held)
    lexicon = _lexicon(folder, recipe)
    with multiprocessing.get_context("spawn").Pool(workers, _load, (str(vocabulary), lexicon)) as pool:
        for group, domain in enumerate(names):
            pairs = [pair for pair in corpus.read(folder, domain, limit) if not kept_out.has(pair)]
            jobs = ((domain, i, pairs[i : i + _CHUNK], recipe) for i in range(0, len(pairs), _CHUNK))
            made = list(pool.imap(_expand, jobs))
            count = sum(len(chunk.source_lengths) for chunk in made)
            chunks += made
            groups.append(np.full(count, group, np.uint8))
            report(domain, len(pairs), count)
    np.savez(
        out,
        src=np.concatenate([chunk.source for chunk in chunks]),
        tgt=np.concatenate([chunk.target for chunk in chunks]),
        src_off=_offsets([chunk.source_lengths for chunk in chunks]),
        tgt_off=_offsets([chunk.target_lengths for chunk in chunks]),
        group=np.concatenate(groups),
        groups=np.array(names),
    )
    return sum(len(group) for group in groups)


def _lexicon(folder: Path, recipe: Recipe) -> list[Pair]:
    """Words and their translations: those of the corpus's lexicon, and those that its sentences tell."""
    there = set(corpus.domains(folder))
    told = (
        pair
        for domain in recipe.examples.noisy
        if domain in there
        for pair in corpus.read(folder, domain, recipe.examples.aligned)
    )
    return [*(corpus.read(folder, corpus.LEXICON) if corpus.LEXICON in there else ()), *anchors.together(told)]


def _offsets(lengths: list[npt.NDArray[np.uint32]]) -> npt.NDArray[np.uint32]:
    return np.concatenate([[0], np.cumsum(np.concatenate(lengths), dtype=np.uint64)]).astype(np.uint32)
