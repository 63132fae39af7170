"""What stands behind the bars of a spoiler, which is translated by itself, so that no model lets a word of it out."""

from collections.abc import Sequence
from dataclasses import replace

import regex

from bot.text.markup import Kind, Role, Span
from bot.text.segmenter import Segment

BARS = "||"
_SIGNS = "*_~`"
_LETTER = regex.compile(r"\p{L}")


def take_out(segment: Segment) -> tuple[Segment, tuple[Segment, ...]]:
    """Make each spoiler with prose in it one inline span.

    Args:
        segment: its terms and facts protected.

    Returns:
        A segment of the same text, and in order what each spoiler hides: prose with at least one letter.
    """
    if not any(span.role is Role.OPEN and span.text == BARS for span in segment.spans):
        return segment, ()
    spans: list[Span] = []
    hidden: list[Segment] = []
    at = 0
    while at < len(segment.spans):
        span = segment.spans[at]
        end = _closed(segment.spans, at) if span.role is Role.OPEN and span.text == BARS else at
        inner = segment.spans[at + 1 : end]
        if any(one.kind is Kind.PROSE and _LETTER.search(one.text) for one in inner):
            hidden.append(Segment(inner))
            spans.append(_spoiler(inner))
        else:
            spans += segment.spans[at : end + 1]
        at = end + 1
    return Segment(tuple(spans)), tuple(hidden)


def put_back(segment: Segment, hidden: Sequence[Segment], targets: Sequence[str]) -> Segment:
    """Say what stands for each spoiler in the translation.

    Args:
        segment: as `take_out` gave it.
        hidden: likewise.
        targets: the translation of each, in order; the original where there is none.
    """
    made = {BARS + inner.text + BARS: target for inner, target in zip(hidden, targets, strict=True)}
    return Segment(
        tuple(
            replace(span, becomes=_bars(span.text, made[span.text])) if span.text in made else span
            for span in segment.spans
        )
    )


def _spoiler(inner: Sequence[Span]) -> Span:
    return Span(Kind.INLINE, BARS + "".join(span.text for span in inner) + BARS, Role.TERM)


def _closed(spans: Sequence[Span], opening: int) -> int:
    partner = spans[opening].partner
    return next(
        (at for at in range(opening + 1, len(spans)) if spans[at].role is Role.CLOSE and spans[at].partner == partner),
        opening,
    )


def _bars(source: str, target: str) -> str:
    """The translation between bars: with the spaces that stand inside of them, and no mark that could undo them."""
    inner = source.removeprefix(BARS).removesuffix(BARS)
    lead, tail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    surplus = "".join(sign for sign in _SIGNS if target.count(sign) > inner.count(sign))
    made = target.translate(dict.fromkeys(map(ord, surplus))).replace(BARS, "").strip("| ").rstrip("| \\")
    return f"{BARS}{lead}{made}{tail}{BARS}"
