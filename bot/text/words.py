"""Classifies words with digits or dots as links, literals or prose."""

from enum import StrEnum

import regex

from bot.text.codes import is_code, is_version
from bot.text.hosts import is_host
from bot.text.patterns import EXTENSION

_HOST = regex.compile(r"([A-Za-z0-9._+-]+)((?::[0-9]+)?(?:[/?#].*)?)", regex.DOTALL)
_FILE = regex.compile(rf".+\.{EXTENSION}", regex.VERBOSE)
_CAMEL = regex.compile(r"\.[a-z]+[A-Z][a-z]")
_PORT = regex.compile(r":[0-9]{3,}")
_DIGIT = regex.compile(r"[0-9]")
_NUMBER = regex.compile(r"[0-9]+(?:\.[0-9]+)+[A-Za-z]*")


class Verdict(StrEnum):
    """The classification of a word."""

    LINK = "link"
    LITERAL = "literal"
    PROSE = "prose"


def classify(word: str, before: str) -> tuple[Verdict, int]:
    """Classify a candidate from `bot.text.patterns`.

    Args:
        word: ASCII, with a digit or a dot; a port, a path and a query may follow a name with dots.
        before: the end of the text before it.

    Returns:
        The verdict, and the number of characters that it applies to; another token may start after them.
    """
    if "." not in word:
        return (Verdict.LITERAL if is_code(word) else Verdict.PROSE), len(word)
    match = _HOST.match(word)
    if match is None:
        return Verdict.PROSE, len(word)
    name, rest = match.groups()
    is_file = _FILE.fullmatch(name) is not None
    if not (is_file and not rest) and is_host(name, before, addressed=bool(rest) and not rest.startswith("#")):
        return Verdict.LINK, len(word)
    if _PORT.match(rest) and name[-1].isalpha() and name.islower():
        return Verdict.LITERAL, len(word)
    if is_file or _CAMEL.search(name) or is_version(name):
        return Verdict.LITERAL, len(name)
    return _first_of(name)


def _first_of(name: str) -> tuple[Verdict, int]:
    """The verdict on the part before the first dot of a word that is not a token as a whole."""
    if _NUMBER.fullmatch(name):
        return Verdict.PROSE, len(name)
    label = name.partition(".")[0]
    if "_" not in label and _DIGIT.search(label) and is_code(label):
        return Verdict.LITERAL, len(label)
    return Verdict.PROSE, len(label.partition("_")[0]) or 1
