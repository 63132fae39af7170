"""Parts of a text in which nothing counts: the allowed words of an AutoMod rule, and exceptions of a watch-list."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[int, int]
"""The start of a part of a text, and the place after it."""


class Cover:
    """Harmless parts of a text.

    Args:
        spans: their bounds.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def has(self, span: Span) -> bool:
        """Whether one of them contains a part of the text."""
        before = bisect_right(self._starts, span[0])
        return before > 0 and self._ends[before - 1] >= span[1]
