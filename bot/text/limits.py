"""Texts within the lengths that Discord takes."""

from collections.abc import Iterator

import regex

from bot.text.atoms import ANYWHERE, NEVER, SPACE, Atom, atoms
from bot.text.markup import Kind, Role, parse

MESSAGE = 2000
"""The length of a message: Discord's documentation of `POST /channels/{channel.id}/messages`."""
LEAST = 32
"""The shortest limit that leaves room for a code block's fences and some code."""
LINES = 8
"""The most lines that are folded into one."""

_FENCES = 18  # the longest that a cut puts around code: three backticks, ten letters, newline; newline, three backticks
_ELLIPSIS = "…"
_SEPARATOR = " / "
_MARKDOWN = regex.compile(r"[*_`]|\|\||~~")
_HIDDEN_MARKER = regex.compile(r"[ \t]*(?:\#{1,3}|-\#)[ ]+$")
_BULLET = regex.compile(r"[-*+](?=[ ])")


def length(text: str) -> int:
    """Count a text so that Discord never counts more.

    The documentation says "characters" and not which. The count here is of UTF-16 code units, as in the input box of
    Discord's own client (JavaScript's `length`); code points and graphemes are never more.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fit(text: str, limit: int = MESSAGE) -> list[str]:
    """Cut a text into messages that are no longer than the limit.

    Cuts fall behind a line, else behind a sentence, else behind a space, and only then anywhere; never into a character
    as people see it or a protected span, unless that alone is longer than the limit. A code block that has to be cut is
    closed and opened again with its language. Apart from those fences, joining the parts gives the text back.

    Args:
        text: a message.
        limit: the longest part in UTF-16 code units, at least `LEAST`.

    Returns:
        The parts in order; none of them blank, which Discord would refuse.

    Raises:
        ValueError: the limit is below `LEAST`.
    """
    if limit < LEAST:
        raise ValueError(f"a limit of {limit} is below {LEAST}")
    if length(text) <= limit:
        return [text] if text.strip() else []
    pieces = [small for atom in atoms(text) for small in _broken(atom, limit if atom.span else limit - _FENCES)]
    parts: list[str] = []
    start, opener = 0, ""
    while start < len(pieces):
        stop = _stop(pieces, start, limit - len(opener))
        part = opener + "".join(piece.text for piece in pieces[start:stop])
        opener = pieces[stop - 1].fence if stop < len(pieces) else ""
        parts.append(part + _closing(part, opener))
        start = stop
    return [part for part in parts if part.strip()]


def _closing(part: str, fence: str) -> str:
    """What closes the code block that a cut falls into."""
    return "" if not fence else "```" if part.endswith("\n") else "\n```"


def _stop(pieces: list[Atom], start: int, room: int) -> int:
    """The best place for a cut: the last of the best rank in the second half of what there is room for."""
    best, best_rank, size = start + 1, NEVER, 0
    for at in range(start, len(pieces)):
        size += length(pieces[at].text)
        if size > room:
            return best
        rank = pieces[at].rank if 2 * size >= room else min(pieces[at].rank, ANYWHERE)
        if best_rank <= rank != NEVER and size + len(_closing("", pieces[at].fence)) <= room:
            best, best_rank = at + 1, rank
    return len(pieces)


def _broken(atom: Atom, most: int) -> Iterator[Atom]:
    """The atom, or its code points where it is longer than a part has room for."""
    if length(atom.text) <= most:
        yield atom
    else:
        yield from (Atom(character, fence=atom.fence) for character in atom.text)


def shorten(text: str, limit: int) -> str:
    """Cut a text at its end, with `…` for what is gone.

    Marks of emphasis, links and code blocks that are open at the cut are closed behind the `…`; no protected span and
    no character is cut in two. A word is left out rather than cut where it begins in the last quarter.

    Args:
        text: a message.
        limit: the greatest length in UTF-16 code units, at least 1.

    Raises:
        ValueError: the limit is below 1.
    """
    if limit < 1:
        raise ValueError(f"a limit of {limit} leaves no room")
    if length(text) <= limit:
        return text
    best, best_rank = _ELLIPSIS, NEVER
    closings = _closings(text)
    standing: list[str] = []
    built, size = "", length(_ELLIPSIS)
    for atom in atoms(text):
        built += atom.text
        size += length(atom.text)
        if size > limit:
            break
        role = atom.span.role if atom.span else None
        if role is Role.OPEN and atom.span:
            standing.append(closings[atom.span.partner])
            continue
        if role is Role.CLOSE:
            standing.pop()
        closing = "".join(reversed(standing)) + _closing("", atom.fence)
        rank = min(atom.rank, SPACE) if 4 * size >= 3 * limit else min(atom.rank, ANYWHERE)
        if best_rank <= rank != NEVER and size + length(closing) <= limit:
            best, best_rank = built.rstrip() + _ELLIPSIS + closing, rank
    return best


def _closings(text: str) -> dict[int | None, str]:
    return {span.partner: span.text for span in parse(text) if span.role is Role.CLOSE}


def one_line(text: str) -> str | None:
    """Fold a message into one line, for a post that holds several messages.

    Lines are joined by ` / `, the markers of headings and subtext go, bullets become `•`, and marks without a partner
    are escaped, so that they cannot meet one in another line.

    Returns:
        The line; None where it cannot be: a code block, more than `LINES` lines, nothing to see.
    """
    lines = [""]
    for span in parse(text):
        if span.kind is Kind.STRUCTURE and span.text.startswith("```"):
            return None
        if span.kind is Kind.STRUCTURE and span.text.isspace():
            lines.append("")
        elif span.kind is Kind.STRUCTURE:
            lines[-1] += _BULLET.sub("•", _HIDDEN_MARKER.sub("", span.text))
        elif span.kind is Kind.PROSE or (span.role is Role.LITERAL and span.text in {"**", "__", "||"}):
            lines[-1] += _MARKDOWN.sub(lambda match: "".join(f"\\{mark}" for mark in match.group()), span.text)
        else:
            lines[-1] += " ".join(span.text.split()) if "\n" in span.text else span.text
    shown = [line.strip() for line in lines if line.strip()]
    return _SEPARATOR.join(shown) if 0 < len(shown) <= LINES else None
