"""Divides a message into lines, lines into sentences, and sentences that are too long for the model into parts."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

import regex

from bot.text import sentences
from bot.text.clauses import clause_ends, needs_noun_after, needs_noun_before
from bot.text.shadow import CLOSE, EMOJI, OPEN, THING, Shadow
from bot.text.symbols import MAX_PLACEHOLDERS

SOFT = 200
"""Length in Latin letters above which a sentence is cut at a clause if possible; 80 Han characters."""
HARD = 300
"""Maximum length of a segment in Latin letters; 120 Han characters."""

_CLAUSE = regex.compile(r"[，；：、]+|(?<![,;:])[,;:]++(?=\s)|\s(?=(?:and|but|because|so|or|which|when|if|while)\s)")
_SPACE = regex.compile(r"\s+")
_GRAPHEME = regex.compile(r"\X")
_EMOJIS = EMOJI + THING
_MARGIN = 0.15  # of a sentence: clauses closer to its ends are not cut off


def divide(shadow: Shadow) -> Iterator[tuple[int, int]]:
    """Yield the bounds of potential segments, in ascending order.

    Pairs of marks that do not fit in one segment are added to `shadow.loose`.
    """
    lines = _lines(shadow)
    has_emoji = EMOJI in shadow.text or THING in shadow.text
    for start, stop in lines:
        bounds = [start, *(start + end for end in sentences.ends(shadow.text[start:stop])), stop]
        if has_emoji:
            bounds = sorted({*bounds, *clause_ends(shadow.text, bounds)})
        _keep_pairs(shadow, bounds)
        for first, last in pairwise(bounds):
            yield from _cut(shadow, first, last)


def _lines(shadow: Shadow) -> list[tuple[int, int]]:
    """The runs between structure; pairs that span structure become loose."""
    edges = [-1, *sorted(shadow.loose), len(shadow.text)]
    for start, stop in shadow.closing.items():
        if bisect_right(edges, start) != bisect_right(edges, stop):
            shadow.loose |= {start, stop}
    return [(before + 1, after) for before, after in pairwise(edges) if after > before + 1]


def _keep_pairs(shadow: Shadow, bounds: list[int]) -> None:
    """Resolve, in place, every sentence boundary between the marks of a pair.

    Marks around whole sentences become loose. If emphasis begins or ends inside a sentence, the sentences that it
    touches stay together, unless they are too long: then the marks become loose too.
    """
    waiting = shadow.pairs(bounds[0], bounds[-1])
    while waiting:
        opening, closing = waiting.pop()
        first, last = bisect_right(bounds, opening), bisect_right(bounds, closing)
        if first == last:
            continue
        before, after = bounds[first - 1], bounds[last]
        whole = _is_blank(shadow.text[before:opening]) and _is_blank(shadow.text[closing + 1 : after])
        if not whole and _fits(shadow, before, after, SOFT):
            del bounds[first:last]
        else:
            shadow.loose |= {opening, closing}
            waiting += shadow.pairs(opening + 1, closing)


def _cut(shadow: Shadow, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Cut at loose marks, trim, and bisect until every piece fits."""
    inner = [at for at in range(start, stop) if at in shadow.loose]
    for before, after in pairwise([start - 1, *inner, stop]):
        first, last = _trimmed(shadow, before + 1, after)
        if first == last:
            continue
        if _fits(shadow, first, last, SOFT):
            yield first, last
            continue
        pairs = shadow.pairs(first, last)
        if (middle := _clause(shadow, first, last, pairs)) is not None:
            yield from _cut(shadow, first, middle)
            yield from _cut(shadow, middle, last)
        elif _fits(shadow, first, last, HARD):
            yield first, last
        elif pairs:
            shadow.loose.update(*pairs)
            yield from _cut(shadow, first, last)
        else:
            middle = _anywhere(shadow.text, first, last)
            yield from _cut(shadow, first, middle)
            yield from _cut(shadow, middle, last)


def _trimmed(shadow: Shadow, start: int, stop: int) -> tuple[int, int]:
    """Trim whitespace, emoji that are not nouns of the sentence, and pairs of marks around the whole."""
    text = shadow.text
    while start < stop:
        if _is_blank(text[start], marks="") and not (
            text[start] == THING and needs_noun_before(text[start + 1 : stop])
        ):
            start += 1
        elif _is_blank(text[stop - 1], marks="") and not (
            text[stop - 1] == THING and needs_noun_after(text[start : stop - 1])
        ):
            stop -= 1
        elif shadow.closing.get(start) == stop - 1:
            start, stop = start + 1, stop - 1
        else:
            break
    return start, stop


def _is_blank(text: str, marks: str = OPEN + CLOSE) -> bool:
    """Whether a text has only whitespace, emoji and these marks."""
    return all(c.isspace() or c in _EMOJIS or c in marks for c in text)


def _fits(shadow: Shadow, start: int, stop: int, limit: int) -> bool:
    return shadow.weight(start, stop) <= limit and shadow.inline(start, stop) <= MAX_PLACEHOLDERS


def _clause(shadow: Shadow, start: int, stop: int, pairs: list[tuple[int, int]]) -> int | None:
    """The end of a clause closest to the middle and outside every pair."""
    openings = [opening for opening, _ in pairs]
    margin = max(1, int((stop - start) * _MARGIN))

    def outside(at: int) -> bool:
        pair = bisect_left(openings, at) - 1
        return pair < 0 or pairs[pair][1] < at

    ends = (match.end() for match in _CLAUSE.finditer(shadow.text, start, stop))
    return _nearest([at for at in ends if start + margin <= at <= stop - margin and outside(at)], start, stop)


def _anywhere(text: str, start: int, stop: int) -> int:
    """The space, or otherwise the grapheme boundary, closest to the middle."""
    for pattern in (_SPACE, _GRAPHEME):
        ends = [match.end() for match in pattern.finditer(text, start, stop) if match.end() < stop]
        if (found := _nearest(ends, start, stop)) is not None:
            return found
    return (start + stop) // 2


def _nearest(places: list[int], start: int, stop: int) -> int | None:
    return min(places, key=lambda at: abs(2 * at - start - stop), default=None)
