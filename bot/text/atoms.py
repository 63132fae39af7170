"""Splits a message into pieces that must not be cut."""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from bot.text.markup import Kind, Span, parse

NEVER, ANYWHERE, SPACE, SENTENCE, LINE = range(-1, 4)
"""Ranks of places to cut, from worst to best."""

_GRAPHEME = regex.compile(r"\X")
_SENTENCE_END = regex.compile(r"[。！？；]|[.!?…](?=\s)")
_FENCES = regex.compile(r"(`{3,}(?:([A-Za-z0-9_+.#-]{1,10})(?=\n))?\n?)(.+?)(`{3,})", regex.DOTALL)


class Atom(NamedTuple):
    """A piece that must not be cut: a grapheme, a protected span or a newline.

    Attributes:
        text: at least one character.
        rank: how good the place after it is for a cut, from `NEVER` to `LINE`.
        fence: what reopens the code block if the text is cut after this piece; empty outside of code blocks.
        span: the protected span; None for a piece of prose or of a code block.
    """

    text: str
    rank: int = ANYWHERE
    fence: str = ""
    span: Span | None = None


def atoms(text: str) -> Iterator[Atom]:
    """Yield the pieces of a message; their texts concatenate to the message."""
    for span in parse(text):
        if span.kind is Kind.PROSE:
            yield from _characters(span.text)
        elif fences := _FENCES.fullmatch(span.text) if span.kind is Kind.STRUCTURE else None:
            yield from _code_block(*fences.groups())
        else:
            yield Atom(span.text, LINE if span.text.endswith(("\n", "\r")) else ANYWHERE, span=span)


def _characters(text: str, fence: str = "") -> Iterator[Atom]:
    ends = {match.end() for match in _SENTENCE_END.finditer(text)}
    for match in _GRAPHEME.finditer(text):
        character = match.group()
        if character.endswith("\n"):
            rank = LINE
        elif match.start() in ends if character.isspace() else match.end() in ends:
            rank = SENTENCE
        else:
            rank = SPACE if character.isspace() else ANYWHERE
        yield Atom(character, rank, fence)


def _code_block(head: str, language: str | None, code: str, tail: str) -> Iterator[Atom]:
    """Yield the pieces of a code block; no cut leaves a block without code."""
    fence = f"```{language or ''}\n"
    yield Atom(head, NEVER, fence)
    *inner, last = _characters(code, fence)
    yield from inner
    yield last._replace(rank=NEVER)
    yield Atom(tail)
