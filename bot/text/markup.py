"""Discord markdown as spans: prose that may be translated, and everything that must come out as it went in."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from bot.text.pairing import Mark, pair
from bot.text.patterns import PLAIN, TOKEN


class Kind(StrEnum):
    """What becomes of a span."""

    PROSE = "prose"
    """Translated."""
    INLINE = "inline"
    """Protected, stands within a sentence: the model sees a placeholder."""
    STRUCTURE = "structure"
    """Protected, stands between sentences: the model never sees it."""


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


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one kind.

    Attributes:
        kind: what becomes of it.
        text: the characters, as they stand in the message; never empty.
        role: what it is; None unless `kind` is INLINE.
        partner: the number of the pair that an OPEN and its CLOSE share; None for every other span.
        becomes: what a TERM is in the translation; None where it stays as it is, and for every other span.
    """

    kind: Kind
    text: str
    role: Role | None = None
    partner: int | None = None
    becomes: str | None = None

    @property
    def written(self) -> str:
        """What stands for it in the translation."""
        return self.text if self.becomes is None else self.becomes


_ROLES = {
    "emoji": Role.EMOJI,
    "emoticon": Role.EMOJI,
    "shortcode": Role.EMOJI,
    "mention": Role.MENTION,
    "command": Role.COMMAND,
    "timestamp": Role.TIMESTAMP,
    "link": Role.LINK,
    "domain": Role.LINK,
    "email": Role.LITERAL,
    "escape": Role.LITERAL,
    "identifier": Role.LITERAL,
    "brackets": Role.LITERAL,
    "control": Role.LITERAL,
}
_TICKS = regex.compile("`++")
_GLUED_HAN = regex.compile(r"(?<=[A-Za-z0-9])\p{Han}")
_BLANK = regex.compile(r"[\s\p{C}]*")
_FENCE = 3  # backticks


def parse(text: str) -> tuple[Span, ...]:
    """Cut a message into spans; joining their texts gives the message back.

    Newlines are structure, so each line is translated on its own. Emphasis is paired the way Discord pairs it, across
    lines too. A marker without a partner stays prose (`*sigh`), or is protected where it is two characters long
    (`**unclosed`), so that it can neither vanish nor meet another.

    Args:
        text: a message as Discord hands it out; anything a `str` can hold.

    Returns:
        The spans in order; two prose spans never adjoin. Empty for an empty message.
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
    """Yield prose, finished spans, and marks whose partner is still to be found."""
    closing = _closing_ticks(text)
    at = 0
    while match := TOKEN.search(text, at):
        start, end, name = match.start(), match.end(), match.lastgroup
        if start > at:
            yield text[at:start]
        if name == "url":
            end = _url_end(text, start, end)
            found = text[start:end]
            yield found if found.endswith("://") else Span(Kind.INLINE, found, Role.LINK)
        elif name == "ticks":
            fenced = end - start >= _FENCE
            if close := closing.get(start):
                end = close
                found = text[start:end]
                yield Span(Kind.STRUCTURE, found) if fenced else Span(Kind.INLINE, found, Role.CODE)
            else:
                yield text[start:end]
        elif name in {"newline", "block"}:
            yield Span(Kind.STRUCTURE, match.group())
        elif name in {"mark", "target"}:
            yield Mark(match.group(), text[start - 1 : start], text[end : end + 1])
        else:
            yield Span(Kind.INLINE, match.group(), _ROLES[name or ""])
        at = end
    if at < len(text):
        yield text[at:]


def _closing_ticks(text: str) -> dict[int, int]:
    """Map the start of each run of backticks that something closes to the end of what it opens.

    A run shorter than a fence is closed by the next run of the same length, a fence by the next fence.
    """
    closing: dict[int, int] = {}
    seen: dict[int, int] = {}
    for match in reversed(list(_TICKS.finditer(text))):
        length = min(match.end() - match.start(), _FENCE)
        if length in seen:
            closing[match.start()] = seen[length]
        seen[length] = match.end()
    return closing


def _url_end(text: str, start: int, end: int) -> int:
    """Leave out what stands behind a bare link and is not part of it.

    Discord's autolinker leaves out trailing `.,:;"']` and unbalanced `)`; marks of emphasis and of a question are left
    out too. Han that follows a Latin letter or a digit directly is the sentence going on, not the path.
    """
    scheme = text.index("://", start) + 3
    if han := _GLUED_HAN.search(text, scheme, end):
        end = han.start()
    surplus = text.count(")", scheme, end) - text.count("(", scheme, end)
    trailing = ".,:;\"'!?]*" + ("_" if text[start - 1 : start] == "_" else "")
    while end > scheme:
        if text[end - 1] == ")" and surplus > 0:
            surplus -= 1
        elif text[end - 1] not in trailing:
            break
        end -= 1
    return end


def _resolved(pieces: list[str | Span | Mark]) -> Iterator[str | Span]:
    partners = pair({at: piece for at, piece in enumerate(pieces) if isinstance(piece, Mark)})
    for at, piece in enumerate(pieces):
        if not isinstance(piece, Mark):
            yield piece
        elif (other := partners.get(at)) is not None and _holds_text(pieces, *sorted((at, other))):
            role = Role.OPEN if at < other else Role.CLOSE
            yield Span(Kind.INLINE, piece.text, role, min(at, other))
        elif piece.risky:
            yield Span(Kind.INLINE, piece.text, Role.LITERAL)
        else:
            yield piece.text


def _holds_text(pieces: list[str | Span | Mark], opening: int, closing: int) -> bool:
    between = pieces[opening + 1 : min(closing, opening + 3)]
    return any(not isinstance(piece, str) or not _BLANK.fullmatch(piece) for piece in between)
