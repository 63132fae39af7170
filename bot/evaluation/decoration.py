"""PURE: inserts markup into plain sentences, deterministically, to check that it survives translation."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nmt.types import Direction
from bot.text.han import COMMON
from bot.text.symbols import symbol

# What people put into messages; all distinct, so that each can be counted in the output.
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
_MAX = 3
_HAN_GAP = re.compile(rf"(?<=[，。！？,;；我你他她它们的了在和是])(?=[{COMMON}])")
_WORD_GAP = re.compile(r"(?<=\w) (?=\w)")


@dataclass(frozen=True, slots=True)
class Decorated:
    """A sentence with markup inserted.

    Attributes:
        message: as a person would send it.
        segment: what the model gets: placeholders instead of the markup.
        markup: what was inserted, in order.
    """

    message: str
    segment: str
    markup: tuple[str, ...]


def decorate(sentences: Sequence[str], direction: Direction) -> Iterator[Decorated]:
    """Insert one to three pieces of markup into each sentence: at the start, between words or at the end.

    Args:
        sentences: in the direction's source language, without markup.
        direction: determines where markup may go between words.

    Yields:
        One result per sentence, in order; the i-th sentence always gets the same markup.
    """
    for number, sentence in enumerate(sentences):
        rng = random.Random(number)  # noqa: S311 - reproducible, not secret
        gaps = [match.start() for match in (_HAN_GAP if direction.source == "zh" else _WORD_GAP).finditer(sentence)]
        places = sorted(rng.sample(list({0, len(sentence), *rng.sample(gaps, min(len(gaps), 2))}), rng.randint(1, 2)))
        if rng.random() < 1 / _MAX:
            places = sorted([*places, len(sentence)])
        markup = tuple(rng.sample(_MARKUP, len(places)))
        symbols = tuple(map(symbol, range(len(places))))
        message, segment = (_insert(sentence, places, pieces) for pieces in (markup, symbols))
        yield Decorated(message, segment, markup)


def _insert(sentence: str, places: Sequence[int], pieces: Sequence[str]) -> str:
    """Insert pieces at their places, separated from the text by spaces."""
    built, start = [], 0
    for place, piece in zip(places, pieces, strict=True):
        built += [sentence[start:place].strip(), piece]
        start = place
    return " ".join(part for part in [*built, sentence[start:].strip()] if part)
