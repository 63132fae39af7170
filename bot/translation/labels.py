"""Lines that begin with a label (`City: London`, `时间：周六`): it is looked up, and what it labels stands alone."""

from collections.abc import Iterator

import regex

from bot.text.language import Language
from bot.text.markup import Kind, Span
from bot.text.segmenter import Gap, Segment
from bot.translation.ready import answer

_LABEL = regex.compile(r"((?:[A-Za-z]{2,}(?:[ ][A-Za-z]{2,}){0,2}|\p{Han}{1,6})[ ]?[:：])(\s*)(?=\S|$)")
_LETTER = regex.compile(r"\p{L}")


def split_label(segment: Segment) -> Iterator[Segment | Gap]:
    """Cut a segment behind the label that it begins with, where the label is known without a model.

    Args:
        segment: as `bot.text.segmenter.segment` gave it.

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
    return any(answer(label, language, ()) is not None for language in (Language.ENGLISH, Language.CHINESE))
