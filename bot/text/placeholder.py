"""Protected spans to placeholders and back: each exactly once, or a clear failure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.text import spacing
from bot.text.clean import tidy
from bot.text.markup import Kind, Role, Span
from bot.text.segmenter import Segment

LIMIT = 10
"""How many placeholders there are: `⟦0⟧` to `⟦9⟧`."""

_SYMBOL = regex.compile(r"\s*⟦\s*([0-9０-９])\s*⟧\s*")
_BRACKET = regex.compile(r"[⟦⟧]")


class PlaceholderError(ValueError):
    """A translation does not hold every placeholder exactly once and in a sensible order.

    Args:
        missing: numbers of the placeholders that are not there.
        doubled: numbers that are there more often than in the source; those the source never held are among them.
        disordered: numbers of marks that close before they open, cross, or hold nothing between them.
    """

    def __init__(self, missing: Sequence[int], doubled: Sequence[int], disordered: Sequence[int]) -> None:
        super().__init__(
            f"placeholders missing {list(missing)}, doubled {list(doubled)}, disordered {list(disordered)}"
        )
        self.missing = tuple(missing)
        self.doubled = tuple(doubled)
        self.disordered = tuple(disordered)


@dataclass(frozen=True, slots=True)
class Masked:
    """A segment as the model is shown it.

    Attributes:
        text: tidied prose with placeholders.
        protected: the spans that the placeholders stand for: the i-th is `⟦i⟧`.
    """

    text: str
    protected: tuple[Span, ...]


def mask(segment: Segment) -> Masked:
    """Put placeholders for protected spans.

    A space is put between a placeholder and a letter or digit of a spaced script, because that is how the model has
    learned them; `unmask` sets spaces anew.

    Args:
        segment: at most `LIMIT` inline spans.

    Raises:
        ValueError: more spans than there are placeholders.
    """
    protected = tuple(span for span in segment.spans if span.kind is Kind.INLINE)
    if len(protected) > LIMIT:
        raise ValueError(f"{len(protected)} protected spans, but {LIMIT} placeholders")
    text, number = "", 0
    for span in segment.spans:
        if span.kind is Kind.INLINE:
            piece, number = f"⟦{number}⟧", number + 1
        else:
            piece = span.text
        if text and piece and "⟧" in text[-1] + piece[-1] and _needs_space(text[-1], piece[0]):
            text += " "
        text += piece
    return Masked(tidy(text).strip(), protected)


def _needs_space(left: str, right: str) -> bool:
    """Whether two characters, one of which belongs to a placeholder, are set apart."""
    return (left == "⟧" and (right == "⟦" or spacing.is_word(right))) or (right == "⟦" and spacing.is_word(left))


def unmask(text: str, protected: Sequence[Span], language: str) -> str:
    """Put protected spans for placeholders, and spaces where the language and Discord want them.

    Nothing stands between a mark of emphasis and what it holds. In English a word is set apart from a span; in Chinese
    only Latin words are. A bare link is followed by whitespace, the end, or punctuation that Discord leaves out of it.
    Brackets with spaces or full-width digits in them are understood.

    Args:
        text: what the model wrote.
        protected: as `mask` gave them.
        language: of the text: `en`, `zh`, or a tag that begins so.

    Raises:
        PlaceholderError: a span would be lost, doubled, or a pair of marks broken.
    """
    pieces = _SYMBOL.split(text.strip())
    prose, order = pieces[::2], [int(number) for number in pieces[1::2]]
    gaps = [match.group() for match in _SYMBOL.finditer(text.strip())]
    _check(prose, order, protected)
    built = prose[0]
    for at, number in enumerate(order):
        span, behind = protected[number], prose[at + 1]
        spaced = gaps[at][:1].isspace()
        if at and not prose[at]:
            built += spacing.between(
                protected[order[at - 1]], span, language, spaced=spaced or gaps[at - 1][-1:].isspace()
            )
        else:
            built += spacing.before(prose[at], span, language, spaced=spaced)
        built += span.written
        if behind:
            built += spacing.behind(span, behind, language, spaced=gaps[at][-1:].isspace()) + behind
    return built


def _check(prose: Sequence[str], order: Sequence[int], protected: Sequence[Span]) -> None:
    counts = Counter(order)
    known = range(len(protected))
    missing = [number for number in known if not counts[number]]
    doubled = sorted(number for number, count in counts.items() if count > 1 or number not in known)
    disordered: list[int] = []
    standing: list[int] = []
    for at, number in enumerate(order):
        span = protected[number] if number in known else None
        if span is not None and span.role is Role.OPEN:
            standing.append(number)
        elif span is not None and span.role is Role.CLOSE:
            empty = bool(standing) and order[at - 1] == standing[-1] and not prose[at]
            if empty or not standing or protected[standing.pop()].partner != span.partner:
                disordered.append(number)
    if missing or doubled or disordered or any(map(_BRACKET.search, prose)):
        raise PlaceholderError(missing, doubled, disordered)
