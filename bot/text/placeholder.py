"""Replaces protected spans with placeholders and back, each exactly once, or fails clearly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.text import spacing
from bot.text.clean import tidy
from bot.text.markup import Kind, Role, Span
from bot.text.segmenter import Segment
from bot.text.symbols import MAX_PLACEHOLDERS, symbol

_SYMBOL = regex.compile(r"\s*⟦\s*([0-9０-９])\s*⟧\s*")
_BRACKET = regex.compile(r"[⟦⟧]")


class PlaceholderError(ValueError):
    """A translation does not have every placeholder exactly once and in a valid order.

    Args:
        missing: numbers of the missing placeholders.
        doubled: numbers that occur more often than in the source, including those that the source does not have.
        disordered: numbers of marks that close before they open, cross, or have nothing between them.
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
    """A segment as the model sees it.

    Attributes:
        text: normalized prose with placeholders.
        protected: the spans that the placeholders represent: the i-th is `⟦i⟧`.
    """

    text: str
    protected: tuple[Span, ...]


def mask(segment: Segment) -> Masked:
    """Replace protected spans with placeholders.

    Placeholders are separated by a space from letters and digits of a spaced script, because that is how the model
    learned them; `unmask` recomputes the spaces.

    Args:
        segment: has at most `MAX_PLACEHOLDERS` inline spans.

    Raises:
        ValueError: more spans than there are placeholders.
    """
    protected = tuple(span for span in segment.spans if span.kind is Kind.INLINE)
    if len(protected) > MAX_PLACEHOLDERS:
        raise ValueError(f"{len(protected)} protected spans, but {MAX_PLACEHOLDERS} placeholders")
    text, number = "", 0
    for span in segment.spans:
        if span.kind is Kind.INLINE:
            piece, number = symbol(number), number + 1
        else:
            piece = span.text
        if text and piece and "⟧" in text[-1] + piece[-1] and _needs_space(text[-1], piece[0]):
            text += " "
        text += piece
    return Masked(tidy(text).strip(), protected)


def _needs_space(left: str, right: str) -> bool:
    """Whether a space goes between two characters, one of which belongs to a placeholder."""
    return (left == "⟧" and (right == "⟦" or spacing.is_word(right))) or (right == "⟦" and spacing.is_word(left))


def unmask(text: str, protected: Sequence[Span], language: str) -> str:
    """Replace placeholders with protected spans, and add the spaces that the language and Discord require.

    There is no space between emphasis marks and their content. English words are separated from spans; in Chinese only
    Latin words are. A bare link is followed by whitespace, the end, or punctuation that Discord does not include in it.
    Spaces and full-width digits in placeholders are accepted.

    Args:
        text: the model's output.
        protected: as `mask` returned them.
        language: of the text: `en`, `zh`, or a tag that starts with one of these.

    Raises:
        PlaceholderError: a span would be lost or duplicated, or a pair of marks broken.
    """
    pieces = _SYMBOL.split(text.strip())
    prose, order = pieces[::2], [int(number) for number in pieces[1::2]]
    gaps = [match.group() for match in _SYMBOL.finditer(text.strip())]
    _check(prose, order, protected)
    built = prose[0]
    for at, number in enumerate(order):
        span, after = protected[number], prose[at + 1]
        spaced = gaps[at][:1].isspace()
        if at and not prose[at]:
            built += spacing.between(
                protected[order[at - 1]], span, language, spaced=spaced or gaps[at - 1][-1:].isspace()
            )
        else:
            built += spacing.before(prose[at], span, language, spaced=spaced)
        built += span.written
        if after:
            built += spacing.after(span, after, language, spaced=gaps[at][-1:].isspace()) + after
    return built


def _check(prose: Sequence[str], order: Sequence[int], protected: Sequence[Span]) -> None:
    counts = Counter(order)
    known = range(len(protected))
    missing = [number for number in known if not counts[number]]
    doubled = sorted(number for number, count in counts.items() if count > 1 or number not in known)
    disordered: list[int] = []
    opened: list[int] = []
    for at, number in enumerate(order):
        span = protected[number] if number in known else None
        if span is not None and span.role is Role.OPEN:
            opened.append(number)
        elif span is not None and span.role is Role.CLOSE:
            empty = bool(opened) and order[at - 1] == opened[-1] and not prose[at]
            if empty or not opened or protected[opened.pop()].partner != span.partner:
                disordered.append(number)
    if missing or doubled or disordered or any(map(_BRACKET.search, prose)):
        raise PlaceholderError(missing, doubled, disordered)
