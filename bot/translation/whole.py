"""PURE: joins the sentences of a paragraph, for models that translate a sentence better when they see its neighbors."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from bot.text.markup import Kind, Span
from bot.text.segmenter import Gap, Segment
from bot.translation.plan import Task
from bot.translation.terms import is_settled

_LONGEST: Final = 600
"""Characters of a paragraph that are translated at once; beyond that, models start to leave something out."""

Piece = Gap | Segment | Task


def join_sentences(pieces: Iterable[Piece], placeholders: int) -> tuple[Piece, ...]:
    """Join tasks that follow one another in a line, from the same language into the same.

    Sentences whose translation is known stay apart, and so do those with spoilers.

    Args:
        pieces: of a plan.
        placeholders: number of placeholders that the model carries over; what is joined has no more.

    Returns:
        Pieces whose texts concatenate to the same message.
    """
    joined: list[Piece] = []
    for piece in pieces:
        joined.append(piece)
        for width in (2, 3):  # without and with a space between sentences
            if len(joined) >= width and (task := _join(joined[-width:], placeholders)) is not None:
                joined[-width:] = [task]
                break
    return tuple(joined)


def split_sentences(task: Task) -> Iterator[Piece]:
    """The sentences that a task joins, with the gaps between them; the task itself where it is one sentence."""
    if task.joins:
        yield from task.joins
    else:
        yield task


def _join(pieces: list[Piece], placeholders: int) -> Task | None:
    """One task for two tasks with nothing but spaces between them; None if they must stay apart."""
    first, *between, second = pieces
    if not (isinstance(first, Task) and isinstance(second, Task) and _may_join(first) and _may_join(second)):
        return None
    if (first.source, first.target, first.quoted) != (second.source, second.target, second.quoted):
        return None
    gaps = [gap for gap in between if isinstance(gap, Gap) and gap.text.strip(" ") == ""]
    if len(gaps) != len(between):
        return None
    spaces = tuple(Span(Kind.PROSE, gap.text) for gap in gaps)
    segment = Segment((*first.segment.spans, *spaces, *second.segment.spans))
    protected = sum(span.kind is not Kind.PROSE for span in segment.spans)
    if len(segment.text) > _LONGEST or protected > placeholders:
        return None
    return replace(first, segment=segment, joins=(*split_sentences(first), *gaps, second))


def _may_join(task: Task) -> bool:
    return not task.hidden and not is_settled(task.segment)
