"""Parses Discord markdown into spans: prose to translate, and everything that must come out unchanged."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from bot.text.pairing import Mark, pair
from bot.text.patterns import PLAIN
from bot.text.scanning import tokens


class Kind(StrEnum):
    """How a span is treated."""

    PROSE = "prose"
    """Translated."""
    INLINE = "inline"
    """Protected, within a sentence: the model sees a placeholder."""
    STRUCTURE = "structure"
    """Protected, between sentences: the model never sees it."""


class Role(StrEnum):
    """What an inline span is."""

    MENTION = "mention"
    EMOJI = "emoji"
    LINK = "link"
    CODE = "code"
    TIMESTAMP = "timestamp"
    COMMAND = "command"
    OPEN = "open"
    CLOSE = "close"
    LITERAL = "literal"
    TERM = "term"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one kind.

    Attributes:
        kind: how it is treated.
        text: its text in the message; never empty.
        role: what it is; None unless `kind` is INLINE.
        partner: the number of the pair that an OPEN and its CLOSE share; None for other spans.
        becomes: the translation of a TERM or QUANTITY; None if it is unchanged, and for other spans.
    """

    kind: Kind
    text: str
    role: Role | None = None
    partner: int | None = None
    becomes: str | None = None

    @property
    def written(self) -> str:
        """Its text in the translation."""
        return self.text if self.becomes is None else self.becomes


_ROLES = {
    "emoji": Role.EMOJI,
    "emoticon": Role.EMOJI,
    "shortcode": Role.EMOJI,
    "sticker": Role.EMOJI,
    "decoration": Role.EMOJI,
    "mention": Role.MENTION,
    "command": Role.COMMAND,
    "timestamp": Role.TIMESTAMP,
    "link": Role.LINK,
    "ticks": Role.CODE,
}
"""The roles of tokens; those not listed are literals."""
_STRUCTURE = frozenset({"newline", "block", "fence"})
_MARKS = frozenset({"mark", "target"})
_MOST_TRIPLES = 4  # of a message that are divided, so that parsing takes linear time
_BLANK = regex.compile(r"[\s\p{C}]*")


def parse(text: str) -> tuple[Span, ...]:
    """Split a message into spans, whose texts concatenate to the message.

    Newlines are structure, so each line is translated separately. Emphasis is paired as in Discord, even across lines.
    An unpaired marker stays prose (`*sigh`), or is protected if it is two characters long (`**unclosed`), so that it
    can neither vanish nor pair with another.

    Args:
        text: a message as Discord delivers it; any `str`.

    Returns:
        The spans in order, without adjacent prose spans; empty for an empty message.
    """
    if PLAIN.fullmatch(text):
        return (Span(Kind.PROSE, text),)
    return tuple(_spans(text))


def _spans(text: str) -> list[Span]:
    spans: list[Span] = []
    prose: list[str] = []
    for piece in _resolved(list(_scan(text))):
        if isinstance(piece, str):
            prose.append(piece)
            continue
        if prose:
            spans.append(Span(Kind.PROSE, "".join(prose)))
            prose.clear()
        spans.append(piece)
    if prose:
        spans.append(Span(Kind.PROSE, "".join(prose)))
    return spans


def _scan(text: str) -> Iterator[str | Span | Mark]:
    """Yield prose, finished spans, and marks that are yet to be paired."""
    at = 0
    for start, end, name in tokens(text):
        if start > at:
            yield text[at:start]
        if name in _MARKS:
            yield Mark(text[start:end], text[max(0, start - 1) : start], text[end : end + 1])
        elif name in _STRUCTURE:
            yield Span(Kind.STRUCTURE, text[start:end])
        else:
            yield Span(Kind.INLINE, text[start:end], _ROLES.get(name, Role.LITERAL))
        at = end
    if at < len(text):
        yield text[at:]


def _resolved(pieces: list[str | Span | Mark]) -> Iterator[str | Span]:
    pieces, partners = _paired(pieces)
    for at, piece in enumerate(pieces):
        if not isinstance(piece, Mark):
            yield piece
        elif (other := partners.get(at)) is not None and _has_text(pieces, *sorted((at, other))):
            role = Role.OPEN if at < other else Role.CLOSE
            yield Span(Kind.INLINE, piece.text, role, min(at, other))
        elif piece.is_risky:
            yield Span(Kind.INLINE, piece.text, Role.LITERAL)
        else:
            yield piece.text


def _paired(pieces: list[str | Span | Mark]) -> tuple[list[str | Span | Mark], dict[int, int]]:
    """Pair the marks. A run of three is two marks if it closes two (`*so **very***`), or opens them."""
    if not any(map(_is_triple, pieces)):
        return pieces, _partners(pieces)
    for is_closing in (True, False):
        at = tried = 0
        while at < len(pieces) and tried < _MOST_TRIPLES:
            if _is_triple(pieces[at]):
                tried += 1
                end = at + 1 if is_closing else len(pieces)
                pieces = [*_divided(pieces[:end], at), *pieces[end:]]
            at += 1
    return pieces, _partners(pieces)


def _divided(pieces: list[str | Span | Mark], at: int) -> list[str | Span | Mark]:
    """The pieces, with the run of three at a position as two marks if it does not pair, but they do."""
    partners, mark = _partners(pieces), pieces[at]
    if isinstance(mark, Mark) and at not in partners:
        for first in (1, 2):
            trial = [*pieces[:at], *mark.split(first), *pieces[at + 1 :]]
            found = _partners(trial)
            if found.keys() >= {at, at + 1} and len(found) > len(partners) + 2:
                return trial
    return pieces


def _partners(pieces: list[str | Span | Mark]) -> dict[int, int]:
    return pair({at: piece for at, piece in enumerate(pieces) if isinstance(piece, Mark)})


def _is_triple(piece: str | Span | Mark) -> bool:
    return isinstance(piece, Mark) and piece.text in {"***", "___"}


def _has_text(pieces: list[str | Span | Mark], opening: int, closing: int) -> bool:
    between = pieces[opening + 1 : min(closing, opening + 3)]
    return any(not isinstance(piece, str) or not _BLANK.fullmatch(piece) for piece in between)
