"""Spans to gaps and segments: what is left as it is, and the sentences that a model translates."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.text.division import divide
from bot.text.markup import Kind, Span
from bot.text.shadow import Shadow

_LETTER = regex.compile(r"\p{L}")


@dataclass(frozen=True, slots=True)
class Gap:
    """Text between segments that is copied as it is.

    Attributes:
        text: at least one character.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a part of a long one, that is translated as a whole.

    Attributes:
        spans: prose with at least one letter, and at most ten inline spans; never one half of a pair.
    """

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The segment as it stands in the message."""
        return "".join(span.text for span in self.spans)


def segment(spans: Sequence[Span]) -> tuple[Gap | Segment, ...]:
    """Cut a parsed message into gaps and segments; joining their texts gives the message back.

    Structure, the whitespace between sentences, emoji at the edges of a sentence and marks of emphasis around the whole
    of it are gaps, and so is whatever holds no letter. Emphasis that reaches over several sentences is taken off into
    gaps, or keeps a short run of sentences together where it begins or ends inside one of them.

    Args:
        spans: as `bot.text.markup.parse` gives them.

    Returns:
        Gaps and segments in order; two gaps never adjoin.
    """
    shadow = Shadow(spans)
    pieces: list[Gap | Segment] = []
    behind = 0
    for start, stop in divide(shadow):
        found = shadow.spans(start, stop)
        if not any(span.kind is Kind.PROSE and _LETTER.search(span.text) for span in found):
            continue
        if gap := shadow.source(behind, start):
            pieces.append(Gap(gap))
        pieces.append(Segment(found))
        behind = stop
    if gap := shadow.source(behind, len(shadow.text)):
        pieces.append(Gap(gap))
    return tuple(pieces)
