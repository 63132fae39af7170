"""What a word with digits or dots in it is: a link, a literal, or prose."""

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
    """What a word is."""

    LINK = "link"
    LITERAL = "literal"
    PROSE = "prose"


def judge(word: str, before: str) -> tuple[Verdict, int]:
    """Tell what a candidate of `bot.text.patterns` is.

    Args:
        word: ASCII, with a digit or a dot in it; a port, a path and a query may follow a name with dots.
        before: some of the text in front of it.

    Returns:
        The verdict, and for how many characters of the word it holds; behind them another token may begin.
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
    """The verdict on what stands before the first dot of what is no word as a whole; a decimal fraction is one."""
    if _NUMBER.fullmatch(name):
        return Verdict.PROSE, len(name)
    label = name.partition(".")[0]
    if "_" not in label and _DIGIT.search(label) and is_code(label):
        return Verdict.LITERAL, len(label)
    return Verdict.PROSE, len(label.partition("_")[0]) or 1
