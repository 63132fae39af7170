"""Builds training examples from pairs: both directions, clean and chatty, with placeholders, in all lengths."""

import multiprocessing
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import sentencepiece

from bot.errors import ConfigurationError
from bot.nmt.types import Direction
from bot.text.quantities.agreement import agree
from bot.translation.checks.polarity import keeps_polarity
from models.recipe import anchors, corpus, noise, symbols
from models.recipe.config import Recipe
from models.recipe.corpus import Pair

Example = tuple[list[int], list[int]]
Ids = npt.NDArray[np.uint16]
Encode = Callable[[str], list[int]]

_CHUNK = 2000
_MAX_JOINED = 4
_ONE_WAY = {"_en": "<2zh>", "_zh": "<2en>"}
"""Domains whose names end like this have one noisy side, which must not become a target, and the tag to train."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A pair with possibly noisy sources: each source is translated to the other side's target."""

    english: str
    chinese: str
    to_english: str
    to_chinese: str

    @classmethod
    def alike(cls, pair: Pair) -> "Sides":
        """Make sides whose sources equal their targets."""
        return cls(*pair, *pair)


def is_faithful(pair: Pair) -> bool:
    """Whether both sides have the same numbers and negations, as far as Qiao's checks of translations can tell."""
    english, chinese = pair
    return agree(english, chinese, "en") and keeps_polarity(english, chinese, Direction("en", "zh"))


def variants(
    domain: str, pairs: Sequence[Pair], at: int, recipe: Recipe, rng: random.Random, *, words: anchors.Anchors
) -> Iterator[Sides]:
    """All variants of a pair that the model should see.

    Args:
        domain: the pair's domain; if it ends in `_ph`, its strings have format fields.
        pairs: the pair and its neighbors, in corpus order.
        at: index of the pair.
        recipe: the hyperparameters.
        rng: makes the random choices.
        words: finds corresponding places for placeholders on both sides.
    """
    numbers, pair = recipe.examples, pairs[at]
    if domain.endswith("_ph"):
        if found := symbols.replace_fields(pair, rng):
            yield Sides.alike(found)
        return
    yield Sides.alike(pair)
    if (found := symbols.replace_shared(pair, rng)) and rng.random() < numbers.shared:
        yield Sides.alike(found)
    if rng.random() < numbers.edges:
        yield Sides.alike(symbols.add_at_ends(pair, rng))
    if domain not in numbers.noisy:
        return
    if rng.random() < numbers.marked:
        found = symbols.add_marks(pair, list(words.find(pair)), rng)
        rough = rng.random() < numbers.chatty
        yield _chatty(found, recipe, rng) if rough else Sides.alike(found)
    if rng.random() < numbers.chatty:
        yield _chatty(pair, recipe, rng)
    if rng.random() < numbers.joined:
        some = pairs[at : at + rng.randint(2, _MAX_JOINED)]
        yield Sides.alike((" ".join(english for english, _ in some), "".join(chinese for _, chinese in some)))


def _chatty(pair: Pair, recipe: Recipe, rng: random.Random) -> Sides:
    return Sides(noise.english(pair[0], recipe.noise, rng), noise.chinese(pair[1], recipe.noise, rng), *pair)


def encode_sides(sides: Sides, domain: str, encode: Encode, longest: int) -> list[Example]:
    """The domain's directions as ids, without empty or overlong ones.

    Domains that end in `_en` or `_zh` are only translated from that language; all others both ways.
    """
    only = _ONE_WAY.get(domain[-3:])
    tagged = (("<2zh>", sides.english, sides.to_chinese), ("<2en>", sides.chinese, sides.to_english))
    some = [(encode(f"{tag} {source}"), encode(target)) for tag, source, target in tagged if only in {None, tag}]
    return [(s, t) for s, t in some if 1 < len(s) <= longest and 0 < len(t) <= longest]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Examples as arrays: concatenated ids, and the length of each."""

    source: Ids
    target: Ids
    source_lengths: npt.NDArray[np.uint32]
    target_lengths: npt.NDArray[np.uint32]


_Job = tuple[str, int, list[Pair], Recipe]
_processor: sentencepiece.SentencePieceProcessor
_words: anchors.Anchors


def _load(vocabulary: str, lexicon: Sequence[Pair]) -> None:
    global _processor, _words  # noqa: PLW0603 - each worker process loads the vocabulary and lexicon once
    _processor = sentencepiece.SentencePieceProcessor(model_file=vocabulary)
    _words = anchors.Anchors(lexicon)


def _expand(job: _Job) -> _Chunk:
    domain, first, pairs, recipe = job
    if domain in recipe.examples.checked:
        pairs = [pair for pair in pairs if is_faithful(pair)]
    examples = [
        example
        for at in range(len(pairs))
        # The expansion of a pair does not depend on what precedes it in the corpus.
        for sides in variants(domain, pairs, at, recipe, random.Random(first + at), words=_words)  # noqa: S311 - reproducible, not secret
        for example in encode_sides(sides, domain, _processor.encode, recipe.examples.longest)
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
        out: the `.npz` file: `src` and `tgt` have the concatenated ids of all examples, `src_off` and `tgt_off` their
            offsets, and `group` the index of each domain in `groups`.
        recipe: all hyperparameters.
        limit: number of pairs to take from each domain; None for all.
        held: development sets; pairs that occur in them are left out.
        workers: number of processes; None for one per core.
        report: called with each domain and its numbers of pairs and examples.

    Returns:
        The number of examples.

    Raises:
        ConfigurationError: the vocabulary is missing.
    """
    if not vocabulary.is_file():  # the processes would fail, and be replaced, forever
        raise ConfigurationError(f"There is no vocabulary {vocabulary}.", "Make it with the step vocabulary.")
    chunks: list[_Chunk] = []
    groups: list[npt.NDArray[np.uint8]] = []
    names = corpus.domains(folder, recipe.examples.domains)
    kept_out = corpus.HeldOut(held)
    lexicon = _lexicon(folder, recipe)
    with multiprocessing.get_context("spawn").Pool(workers, _load, (str(vocabulary), lexicon)) as pool:
        for group, domain in enumerate(names):
            words = recipe.examples.words.get(domain, 1)
            pairs = [
                pair
                for pair in corpus.read(folder, domain, limit)
                if len(pair[0].split()) >= words and not kept_out.has(pair)
            ]
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
    """Words and their translations, from the corpus's lexicon and learned from its sentences."""
    there = set(corpus.domains(folder))
    sampled = (
        pair
        for domain in recipe.examples.noisy
        if domain in there
        for pair in corpus.read(folder, domain, recipe.examples.aligned)
    )
    return [*(corpus.read(folder, corpus.LEXICON) if corpus.LEXICON in there else ()), *anchors.learn_lexicon(sampled)]


def _offsets(lengths: list[npt.NDArray[np.uint32]]) -> npt.NDArray[np.uint32]:
    return np.concatenate([[0], np.cumsum(np.concatenate(lengths), dtype=np.uint64)]).astype(np.uint32)
