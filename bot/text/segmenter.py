"""Splits spans into gaps, which are kept as they are, and segments, which the model translates."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.text.division import divide
from bot.text.markup import Kind, Span
from bot.text.shadow import Shadow

_LETTER = regex.compile(r"\p{L}")


@dataclass(frozen=True, slots=True)
class Gap:
    """Text between segments that is copied unchanged.

    Attributes:
        text: at least one character.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or part of a long one, that is translated as a unit.

    Attributes:
        spans: prose with at least one letter, and at most `MAX_PLACEHOLDERS` inline spans; never half of a pair.
    """

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The text of the segment in the message."""
        return "".join(span.text for span in self.spans)


def segment(spans: Sequence[Span]) -> tuple[Gap | Segment, ...]:
    """Split a parsed message into gaps and segments, whose texts concatenate to the message.

    Structure, whitespace between sentences, emoji at either end of a sentence, emphasis marks around a whole sentence,
    and text without letters are gaps. Emphasis that spans several sentences becomes gaps, or keeps a short run of
    sentences together if it starts or ends inside one of them.

    Args:
        spans: as `bot.text.markup.parse` returns them.

    Returns:
        Gaps and segments in order, without adjacent gaps.
    """
    shadow = Shadow(spans)
    pieces: list[Gap | Segment] = []
    end = 0
    for start, stop in divide(shadow):
        found = shadow.spans(start, stop)
        if not any(span.kind is Kind.PROSE and _LETTER.search(span.text) for span in found):
            continue
        if gap := shadow.source(end, start):
            pieces.append(Gap(gap))
        pieces.append(Segment(found))
        end = stop
    if gap := shadow.source(end, len(shadow.text)):
        pieces.append(Gap(gap))
    return tuple(pieces)
