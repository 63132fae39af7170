"""Spoilers, whose contents are translated separately so that the model cannot leak a word of them."""

from collections.abc import Sequence
from dataclasses import replace

import regex

from bot.text.markup import Kind, Role, Span
from bot.text.segmenter import Segment

BARS = "||"
_SIGNS = "*_~`"
_LETTER = regex.compile(r"\p{L}")


def extract_spoilers(segment: Segment) -> tuple[Segment, tuple[Segment, ...]]:
    """Replace each spoiler that contains prose by one inline span.

    Args:
        segment: with its terms and facts protected.

    Returns:
        A segment of the same text, and the contents of the spoilers in order: prose with at least one letter.
    """
    if not any(span.role is Role.OPEN and span.text == BARS for span in segment.spans):
        return segment, ()
    spans: list[Span] = []
    hidden: list[Segment] = []
    at = 0
    while at < len(segment.spans):
        span = segment.spans[at]
        end = _closing(segment.spans, at) if span.role is Role.OPEN and span.text == BARS else at
        inner = segment.spans[at + 1 : end]
        if any(one.kind is Kind.PROSE and _LETTER.search(one.text) for one in inner):
            hidden.append(Segment(inner))
            spans.append(_spoiler(inner))
        else:
            spans += segment.spans[at : end + 1]
        at = end + 1
    return Segment(tuple(spans)), tuple(hidden)


def restore_spoilers(segment: Segment, hidden: Sequence[Segment], targets: Sequence[str]) -> Segment:
    """Set the translations of spoilers.

    Args:
        segment: from `extract_spoilers`.
        hidden: likewise.
        targets: the translations of their contents, in order; the original where there is none.
    """
    made = {BARS + inner.text + BARS: target for inner, target in zip(hidden, targets, strict=True)}
    return Segment(
        tuple(
            replace(span, becomes=_between_bars(span.text, made[span.text])) if span.text in made else span
            for span in segment.spans
        )
    )


def _spoiler(inner: Sequence[Span]) -> Span:
    return Span(Kind.INLINE, BARS + "".join(span.text for span in inner) + BARS, Role.TERM)


def _closing(spans: Sequence[Span], opening: int) -> int:
    partner = spans[opening].partner
    return next(
        (at for at in range(opening + 1, len(spans)) if spans[at].role is Role.CLOSE and spans[at].partner == partner),
        opening,
    )


def _between_bars(source: str, target: str) -> str:
    """The translation between bars, with the original's spaces inside and no mark that could break them."""
    inner = source.removeprefix(BARS).removesuffix(BARS)
    lead, tail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    surplus = "".join(sign for sign in _SIGNS if target.count(sign) > inner.count(sign))
    made = target.translate(dict.fromkeys(map(ord, surplus))).replace(BARS, "").strip("| ").rstrip("| \\")
    return f"{BARS}{lead}{made}{tail}{BARS}"
