"""Splitting lines after their label (`City: London`, `时间：周六`), so that each part is translated by itself."""

from collections.abc import Iterator

import regex

from bot.text.language import Language
from bot.text.markup import Kind, Span
from bot.text.segmenter import Gap, Segment
from bot.translation.known.answers import find_answer

_LABEL = regex.compile(r"((?:[A-Za-z]{2,}(?:[ ][A-Za-z]{2,}){0,2}|\p{Han}{1,6})[ ]?[:：])(\s*)(?=\S|$)")
_LETTER = regex.compile(r"\p{L}")


def split_label(segment: Segment) -> Iterator[Segment | Gap]:
    """Split a segment after the label that it begins with, if the label needs no model.

    Args:
        segment: from `bot.text.segmenter.segment`.

    Yields:
        Segments and gaps that, joined, are the segment.
    """
    first = segment.spans[0]
    found = _LABEL.match(first.text) if first.kind is Kind.PROSE else None
    if found is None or found.end() == len(segment.text) or not _is_known(found[1]):
        yield segment
        return
    yield Segment((Span(Kind.PROSE, found[1]),))
    left = first.text[found.end() :]
    rest = ((Span(Kind.PROSE, left),) if left else ()) + segment.spans[1:]
    if any(span.kind is Kind.PROSE and _LETTER.search(span.text) for span in rest):
        if found[2]:
            yield Gap(found[2])
        yield Segment(rest)
    else:
        yield Gap(found[2] + "".join(span.text for span in rest))


def _is_known(label: str) -> bool:
    return any(find_answer(label, language, ()) is not None for language in (Language.ENGLISH, Language.CHINESE))
