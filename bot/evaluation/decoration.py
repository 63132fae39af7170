"""PURE: markup put into plain sentences, always at the same places, to see whether it comes out again."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nmt.types import Direction

# What people put into messages; no two alike, so that each can be counted in the output.
_MARKUP = (
    "<@80351110224678912>",
    "<@!4189054>",
    "<#103735883630395392>",
    "<:blobcat:216154654256398347>",
    "<a:party:393564762228785161>",
    "https://example.org/a?b=1",
    "😂",
    "👍🏽",
    "`ls -la`",
    "<t:1618953630:R>",
)
_MOST = 3
_BEHIND = re.compile(r"(?<=[，。！？,;；我你他她它们的了在和是])(?=[\u4e00-\u9fff])")
_WORD_END = re.compile(r"(?<=\w) (?=\w)")


@dataclass(frozen=True, slots=True)
class Decorated:
    """A sentence with markup in it.

    Attributes:
        message: as a person would send it.
        segment: as the model is shown it: placeholders in the place of the markup.
        markup: what was put in, in the order in which it stands.
    """

    message: str
    segment: str
    markup: tuple[str, ...]


def decorate(sentences: Sequence[str], direction: Direction) -> Iterator[Decorated]:
    """Put one to three pieces of markup into each sentence: in front, between words, behind.

    Args:
        sentences: of the direction's source language, without markup.
        direction: decides on where words end and on the spaces.

    Yields:
        One a sentence, in order; the i-th sentence always gets the same.
    """
    for number, sentence in enumerate(sentences):
        rng = random.Random(number)  # noqa: S311 - drawn again alike, not kept secret
        gaps = [match.start() for match in (_BEHIND if direction.source == "zh" else _WORD_END).finditer(sentence)]
        places = sorted(rng.sample(list({0, len(sentence), *rng.sample(gaps, min(len(gaps), 2))}), rng.randint(1, 2)))
        if rng.random() < 1 / _MOST:
            places = sorted([*places, len(sentence)])
        markup = tuple(rng.sample(_MARKUP, len(places)))
        symbols = tuple(f"⟦{k}⟧" for k in range(len(places)))
        message, segment = (_inserted(sentence, places, pieces) for pieces in (markup, symbols))
        yield Decorated(message, segment, markup)


def _inserted(sentence: str, places: Sequence[int], pieces: Sequence[str]) -> str:
    """Put pieces in their places, a space between them and what stands beside them."""
    built, start = [], 0
    for place, piece in zip(places, pieces, strict=True):
        built += [sentence[start:place].strip(), piece]
        start = place
    return " ".join(part for part in [*built, sentence[start:].strip()] if part)
