"""A message in which each protected span is one character, so that no boundary can fall into one."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import regex

from bot.text.markup import Kind, Role, Span

OPAQUE, EMOJI, OPEN, CLOSE, STRUCTURE = "\ue000\ue001\ue002\ue003\ue004"
"""What stands for a span; the parser protects private-use characters, so prose holds none."""

_SIGNS = {Role.EMOJI: EMOJI, Role.OPEN: OPEN, Role.CLOSE: CLOSE}
_HAN = regex.compile(r"\p{Han}")
_HAN_WEIGHT = 2.5


class Shadow:
    """The string, and the way back to the spans.

    Args:
        spans: a parsed message.

    Attributes:
        text: one character a protected span, and the prose as it is.
        closing: position of each OPEN to the position of its CLOSE.
        loose: positions of what can be part of no segment: structure, and marks taken off; callers add to it.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        texts = [span.text if span.kind is Kind.PROSE else _sign(span) for span in spans]
        self.text = "".join(texts)
        self._spans = spans
        self._weights: Sequence[float]
        self._starts = [0, *accumulate(map(len, texts))]
        if self.text.isascii():  # nothing but Latin prose, as most messages are
            self._weights, self._inline = range(len(self.text) + 1), [0] * (len(self.text) + 1)
        else:
            self._weights = [0.0, *accumulate(_HAN_WEIGHT if _HAN.match(c) else 1.0 for c in self.text)]
            self._inline = [0, *accumulate(OPAQUE <= c <= CLOSE for c in self.text)]
        ends = {span.partner: at for span, at in zip(spans, self._starts, strict=False) if span.role is Role.CLOSE}
        self.closing = {
            at: ends[span.partner]
            for span, at in zip(spans, self._starts, strict=False)
            if span.role is Role.OPEN and span.partner in ends
        }
        self.loose = {at for at, sign in enumerate(self.text) if sign == STRUCTURE}

    def spans(self, start: int, stop: int) -> tuple[Span, ...]:
        """The spans between two positions; prose is cut where a position falls into it."""
        found: list[Span] = []
        index = bisect_right(self._starts, start) - 1
        while start < stop:
            span, first = self._spans[index], self._starts[index]
            index += 1
            end = min(self._starts[index], stop)
            if span.kind is Kind.PROSE:
                span = Span(Kind.PROSE, span.text[start - first : end - first])
            found.append(span)
            start = end
        return tuple(found)

    def source(self, start: int, stop: int) -> str:
        """The text of the message between two positions."""
        return "".join(span.text for span in self.spans(start, stop))

    def weight(self, start: int, stop: int) -> float:
        """The length between two positions in Latin letters, of which a Han character counts as 2.5."""
        return self._weights[stop] - self._weights[start]

    def inline(self, start: int, stop: int) -> int:
        """The number of protected spans between two positions."""
        return self._inline[stop] - self._inline[start]

    def pairs(self, start: int, stop: int) -> list[tuple[int, int]]:
        """The outermost pairs between two positions that are not loose, in order."""
        found: list[tuple[int, int]] = []
        at = start
        while at < stop:
            if at not in self.loose and (end := self.closing.get(at, stop)) < stop:
                found.append((at, end))
                at = end
            at += 1
        return found


def _sign(span: Span) -> str:
    return STRUCTURE if span.kind is Kind.STRUCTURE else _SIGNS.get(span.role or Role.LITERAL, OPAQUE)
