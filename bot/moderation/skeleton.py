"""What a text and all its disguises have in common: digits as letters, and no letter repeated."""

import re
from string import ascii_lowercase
from typing import Final

LETTERS: Final = {"0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g"}
"""The letters that a digit may stand for."""

UNAMBIGUOUS: Final = {digit: letters for digit, letters in LETTERS.items() if len(letters) == 1}
"""Digits that stand for one letter only."""

_PLAIN = str.maketrans(UNAMBIGUOUS)
_MERGED = _PLAIN | str.maketrans("1l", "ii")
_TO_CHANGE = {False: re.compile(r"[02-9]"), True: re.compile(r"[0-9l]")}
_PAIRS = tuple((letter * 2, letter) for letter in ascii_lowercase)
_LATIN = re.compile("[a-z]")
_REPEATED = re.compile(r"([a-z])\1+")


def skeleton(text: str, *, merged: bool) -> str:
    """The skeleton of a folded text.

    Args:
        text: folded.
        merged: whether `l` and `i` are one, as they are for a text with the digit 1.
    """
    same = _lettered(text, merged=merged)
    if not same.isascii() and not _LATIN.search(same):
        return same
    for pair, letter in _PAIRS:
        while pair in same:  # halves each run, so this is linear
            same = same.replace(pair, letter)
    return same


def places(text: str, *, merged: bool) -> list[int]:
    """Where each character of the skeleton of a text comes from in it, and the end of the text."""
    found: list[int] = []
    at = 0
    for match in _REPEATED.finditer(_lettered(text, merged=merged)):
        found += range(at, match.start() + 1)
        at = match.end()
    return [*found, *range(at, len(text) + 1)]


def _lettered(text: str, *, merged: bool) -> str:
    # For Chinese, translating takes ten times as long as looking for something to translate.
    if text.isascii() or _TO_CHANGE[merged].search(text):
        return text.translate(_MERGED if merged else _PLAIN)
    return text
