"""Fits texts within Discord's length limits."""

from collections.abc import Iterator, Sequence

import regex

from bot.text.atoms import ANYWHERE, NEVER, SPACE, Atom, atoms
from bot.text.markup import Kind, Role, Span, parse

MESSAGE = 2000
"""Maximum length of a message, from Discord's documentation of `POST /channels/{channel.id}/messages`."""
OFFLOAD_FROM = 1000
"""Length in characters above which parsing a text takes long enough to move it off the event loop."""
MIN_LIMIT = 32
"""The smallest limit that leaves room for a code block's fences and some code."""
MAX_LINES = 8
"""Maximum number of lines that are folded into one."""

_ROOM = 18  # the most that a cut adds around code: three backticks, ten letters, newline; newline, three backticks
_ELLIPSIS = "…"
_SEPARATOR = " / "
_MARKDOWN = regex.compile(r"[*_`]|\|\||~~")
_HIDDEN_MARKER = regex.compile(r"[ \t]*(?:\#{1,3}|-\#)[ ]+$")
_FENCES = regex.compile(r"^`++(?:[A-Za-z0-9_+.#-]{1,10}(?=\n))?|`++$")
_BULLET = regex.compile(r"[-*+](?=[ ])")


def length(text: str) -> int:
    """The length of a text, never less than what Discord counts.

    Discord's documentation does not say what a "character" is. This counts UTF-16 code units, as the input box of
    Discord's own client does (JavaScript's `length`); there are never more code points or graphemes.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def excerpt(text: str, longest: int) -> str:
    """A text in one line, cut to a number of characters whatever its markup; `shorten` keeps that whole."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + _ELLIPSIS


def fit(text: str, limit: int = MESSAGE) -> list[str]:
    """Split a text into messages within the limit.

    Cuts are made after a line, otherwise after a sentence, otherwise after a space, and only then anywhere; never
    inside a grapheme or a protected span, unless it is longer than the limit. A code block that has to be cut is
    closed and reopened with its language. Apart from those fences, the parts concatenate to the text.

    Args:
        text: a message.
        limit: maximum length of a part in UTF-16 code units, at least `MIN_LIMIT`.

    Returns:
        The parts in order, without blank ones, which Discord would reject.

    Raises:
        ValueError: the limit is below `MIN_LIMIT`.
    """
    if limit < MIN_LIMIT:
        raise ValueError(f"a limit of {limit} is below {MIN_LIMIT}")
    if length(text) <= limit:
        return [text] if text.strip() else []
    pieces = [small for atom in atoms(text) for small in _broken(atom, limit if atom.span else limit - _ROOM)]
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
    """What closes the code block at a cut."""
    return "" if not fence else "```" if part.endswith("\n") else "\n```"


def _stop(pieces: list[Atom], start: int, room: int) -> int:
    """The best place to cut: the last one of the best rank in the second half of the available room."""
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
    """The atom, or its code points if it does not fit in a part."""
    if length(atom.text) <= most:
        yield atom
    else:
        yield from (Atom(character, fence=atom.fence) for character in atom.text)


def shorten(text: str, limit: int) -> str:
    """Truncate a text and append `…`.

    Emphasis, links and code blocks that are open at the cut are closed after the `…`; protected spans and graphemes are
    never cut. A word that starts in the last quarter is dropped instead of cut.

    Args:
        text: a message.
        limit: maximum length in UTF-16 code units, at least 1.

    Raises:
        ValueError: the limit is below 1.
    """
    if limit < 1:
        raise ValueError(f"a limit of {limit} leaves no room")
    if length(text) <= limit:
        return text
    best, best_rank = _ELLIPSIS, NEVER
    closings = _closings(text)
    open_marks: list[str] = []
    built, size = "", length(_ELLIPSIS)
    for atom in atoms(text):
        built += atom.text
        size += length(atom.text)
        if size > limit:
            break
        role = atom.span.role if atom.span else None
        if role is Role.OPEN and atom.span:
            open_marks.append(closings[atom.span.partner])
            continue
        if role is Role.CLOSE:
            open_marks.pop()
        closing = "".join(reversed(open_marks)) + _closing("", atom.fence)
        rank = min(atom.rank, SPACE) if 4 * size >= 3 * limit else min(atom.rank, ANYWHERE)
        if best_rank <= rank != NEVER and size + length(closing) <= limit:
            best, best_rank = built.rstrip() + _ELLIPSIS + closing, rank
    return best


def _closings(text: str) -> dict[int | None, str]:
    return {span.partner: span.text for span in parse(text) if span.role is Role.CLOSE}


def one_line(text: str) -> str | None:
    """Fold a message into one line, for a post with several messages.

    Lines are joined by ` / `, heading and subtext markers are removed, bullets become `•`, and unpaired marks are
    escaped so that they cannot pair with one in another line.

    Returns:
        The line; None if the message is blank or has a code block or more than `MAX_LINES` lines.
    """
    spans = parse(text)
    if any(map(_is_code_block, spans)):
        return None
    shown = _folded(spans)
    return _SEPARATOR.join(shown) if 0 < len(shown) <= MAX_LINES else None


def squeeze(text: str) -> str:
    """Fold a message into one line like `one_line`, whatever it has: lines are joined by spaces, code is inline."""
    return " ".join(_folded(parse(text)))


def _folded(spans: Sequence[Span]) -> list[str]:
    """The lines of a message that are not blank, without what affects more than its line."""
    lines = [""]
    for span in spans:
        if _is_code_block(span):
            code = " ".join(_FENCES.sub("", span.text).split()).replace("`", "'")
            lines[-1] += f"`{code}`" if code else ""
        elif span.kind is Kind.STRUCTURE and span.text.isspace():
            lines.append("")
        elif span.kind is Kind.STRUCTURE:
            lines[-1] += _BULLET.sub("•", _HIDDEN_MARKER.sub("", span.text))
        elif span.kind is Kind.PROSE or (span.role is Role.LITERAL and span.text in {"**", "__", "||"}):
            lines[-1] += _MARKDOWN.sub(lambda match: "".join(f"\\{mark}" for mark in match.group()), span.text)
        else:
            lines[-1] += " ".join(span.text.split()) if len(span.text.splitlines()) > 1 else span.text
    return [line.strip() for line in lines if line.strip()]


def _is_code_block(span: Span) -> bool:
    return span.kind is Kind.STRUCTURE and span.text.startswith("```")
