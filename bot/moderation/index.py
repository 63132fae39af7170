"""Looks for the skeletons of many patterns at once."""

from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from bot.moderation.cover import Cover
from bot.moderation.folding import Traced
from bot.moderation.pattern import Pattern
from bot.moderation.skeleton import places, skeleton


class Index:
    """An automaton of Aho and Corasick for one kind of skeleton.

    Args:
        patterns: to look for.
        merged: which kind.
    """

    def __init__(self, patterns: Iterable[Pattern], *, merged: bool) -> None:
        alike: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            alike.setdefault(skeleton(pattern.text, merged=merged), []).append(pattern)
        self._merged = merged
        self._patterns = list(alike.values())
        self._automaton = AhoCorasick(alike, store_patterns=False, implementation=Implementation.ContiguousNFA)

    def occurs(self, text: str) -> bool:
        """Whether a pattern is in a view."""
        padded = f" {text} "
        known: _Known = {}
        return any(self._matching(number, padded[left:right], known) for number, left, right in self._hits(padded))

    def spots(self, view: Traced, cover: Cover) -> Iterator[tuple[int, int, int]]:
        """The first place of each pattern in the original text that is not covered, with the number of its entry.

        What was found before or is covered is not compared again, so that terms within each other, such as 哈, 哈哈
        and 哈哈哈, cost little more than one.

        Args:
            view: a text.
            cover: places in the original text where nothing counts.
        """
        padded = f" {view.text} "
        known: _Known = {}
        wanted: dict[int, list[Pattern]] = {}
        covered = (0, 0)
        for number, left, right in self._hits(padded):
            patterns = wanted.get(number, self._patterns[number])
            if not patterns or (covered[0] <= left and right <= covered[1]):
                continue
            if not (matching := self._matching(number, padded[left:right], known)):
                continue
            start, end = _original(view, matching[0], left, right)
            if cover.has((start, end)):
                covered = (left, right)
                continue
            wanted[number] = [pattern for pattern in patterns if pattern not in matching]
            for pattern in matching:
                if pattern in patterns:
                    yield start, end, pattern.number

    def spans(self, view: Traced) -> Iterator[tuple[int, int]]:
        """The places in the original text where a pattern is, without those that lie within one before."""
        padded = f" {view.text} "
        known: _Known = {}
        last = (0, 0)
        for number, left, right in self._hits(padded):
            if last[0] <= left and right <= last[1]:
                continue
            if matching := self._matching(number, padded[left:right], known):
                last = (left, right)
                yield _original(view, matching[0], left, right)

    def _hits(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where skeletons are: the number and the bounds of each, by its end, and there the longest first."""
        bones = skeleton(text, merged=self._merged)
        hits = self._automaton.find_matches_as_indexes(bones, overlapping=True)
        at = places(text, merged=self._merged) if hits else []
        return ((number, at[start], at[end]) for number, start, end in hits)

    def _matching(self, number: int, written: str, known: "_Known") -> list[Pattern]:
        """The patterns with one skeleton that a part of a text spells."""
        key = (number, written)
        if key not in known:
            known[key] = [pattern for pattern in self._patterns[number] if pattern.matches(written)]
        return known[key]


_Known = dict[tuple[int, str], list[Pattern]]
"""What parts of one text spell, so that each is compared once."""


def _original(view: Traced, pattern: Pattern, left: int, right: int) -> tuple[int, int]:
    """The bounds in the original text of a part of a view with spaces around it, without those of the pattern."""
    origins = view.origins or ()
    return origins[left - (pattern.text[0] != " ")], origins[right - 2 - (pattern.text[-1] == " ")] + 1
