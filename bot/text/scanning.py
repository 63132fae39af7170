"""Scans the tokens of a message: the matches of `bot.text.patterns`, with candidates resolved."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import regex

from bot.text.keyed import find_keyed
from bot.text.patterns import TOKEN
from bot.text.stickers import is_sticker
from bot.text.words import Verdict, classify

_TICKS = regex.compile("`++")
_GLUED_HAN = regex.compile(r"(?<=[A-Za-z0-9])\p{Han}")
_FENCE = 3  # backticks
_CONTEXT = 16  # characters before a word with a dot that help decide whether it is a host
_NOWHERE = (1 << 62, 1 << 62)
_ESCAPE = regex.compile(r"\\[!-/:-@\[-`{-~]")
_CANDIDATES = frozenset({"dotted", "code"})
_SHORTENED = frozenset({"link", "literal", "path"})
"""Tokens that are the same without their last character."""


class Token(NamedTuple):
    """A piece of a message that is not prose.

    Attributes:
        start: its first position.
        end: the position after it.
        name: its group in `TOKEN`, or `fence`, `named`, `link` or `literal`, which are resolved here.
    """

    start: int
    end: int
    name: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a message in order and without overlaps; the text between them is prose."""
    closing = _closing_ticks(text) if "`" in text else {}
    named = find_keyed(text)
    start, end = next(named, _NOWHERE)
    at = 0
    match = TOKEN.search(text)
    while match:
        while start < at:
            start, end = next(named, _NOWHERE)
        token = _resolve(text, Token(*match.span(), match.lastgroup or ""), closing)
        named_first = start < match.end() and match.lastgroup in _CANDIDATES
        if start <= match.start() or (named_first and not (token.name == "link" and start < token.end)):
            at = _before_escape(text, end)
            yield Token(start, at, "named")
            if match.start() < at:  # otherwise it is still the next one: many names before it would cost a search each
                match = TOKEN.search(text, at)
            continue
        at = token.end
        if token.name:
            yield token
        match = TOKEN.search(text, at)
    while start < len(text):
        if start >= at:
            at = _before_escape(text, end)
            yield Token(start, at, "named")
        start, end = next(named, _NOWHERE)


def _resolve(text: str, token: Token, closing: Mapping[int, int]) -> Token:
    """The token with its final name and bounds; without a name if it is prose, up to where the next may start."""
    if token.name == "ticks":
        return _ticks(token, closing)
    resolve = _RESOLVE.get(token.name)
    token = token if resolve is None else resolve(text, token)
    if token.name == "escape" or (end := _before_escape(text, token.end)) in (token.start, token.end):
        return token
    return Token(token.start, end, token.name if token.name in _SHORTENED else "")


def _before_escape(text: str, end: int) -> int:
    """The end of a token, without a backslash that escapes the mark after it: a face or a path may end in one."""
    return end - 1 if text[end - 1] == "\\" and _ESCAPE.match(text, end - 1) else end


def _ticks(token: Token, closing: Mapping[int, int]) -> Token:
    if (end := closing.get(token.start)) is None:
        return token._replace(name="")
    return Token(token.start, end, "fence" if token.end - token.start >= _FENCE else "ticks")


def _closing_ticks(text: str) -> dict[int, int]:
    """Map the start of each run of backticks that is closed to the end of the closing run.

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


def _url(text: str, token: Token) -> Token:
    scheme = text.index(":", token.start) + len("://")
    end = _link_end(text, token.start, token.end, scheme)
    return Token(token.start, end, "link" if end > scheme else "")


def _trimmed(text: str, token: Token) -> Token:
    return token._replace(end=_link_end(text, token.start, token.end, token.start + 1))


def _link_end(text: str, start: int, end: int, least: int) -> int:
    """Find the end of a bare link, without trailing characters that are not part of it.

    Discord's autolinker excludes trailing `.,:;"']` and unbalanced `)`; emphasis marks, `!` and `?` are excluded too.
    Han directly after a Latin letter or a digit is the continuation of the sentence, not of the path.
    """
    if han := _GLUED_HAN.search(text, least, end):
        end = han.start()
    surplus = text.count(")", least, end) - text.count("(", least, end)
    trailing = ".,:;\"'!?]*" + ("_" if text[start - 1 : start] == "_" else "")
    while end > least:
        if text[end - 1] == ")" and surplus > 0:
            surplus -= 1
        elif text[end - 1] not in trailing:
            break
        end -= 1
    return end


def _candidate(text: str, token: Token) -> Token:
    start, end = token.start, token.end
    if token.name == "dotted":
        end = _link_end(text, start, end, start + 1)
    verdict, length = classify(text[start:end], text[max(0, start - _CONTEXT) : start])
    return Token(start, start + length, "" if verdict is Verdict.PROSE else verdict.value)


def _sticker(text: str, token: Token) -> Token:
    if is_sticker(
        text[token.start : token.end], text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1]
    ):
        return token
    return Token(token.start, token.start + 1, "mark")


_RESOLVE: Mapping[str, Callable[[str, Token], Token]] = {
    "url": _url,
    "path": _trimmed,
    "hashtag": _trimmed,
    "dotted": _candidate,
    "code": _candidate,
    "sticker": _sticker,
}
