"""Replaces the words of a table in a text: leftmost and longest first, without overlaps."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

import regex


class Replacer:
    """A compiled table of replacements.

    Args:
        table: replacements by word; no word is empty.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = dict(table)
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in table:
            lengths[word[0]].add(len(word))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._start = regex.compile(f"[{regex.escape(''.join(lengths))}]") if lengths else None

    def sub(self, text: str, rest: Callable[[str], str] = str) -> str:
        """Replace the words of the table.

        Args:
            text: any text.
            rest: applied to the text between replaced words.
        """
        if self._start is None:
            return rest(text)
        pieces: list[str] = []
        end = 0
        for start in self._start.finditer(text):
            at = start.start()
            if at < end:
                continue
            for length in self._lengths[text[at]]:
                becomes = self._table.get(text[at : at + length])
                if becomes is not None:
                    pieces += (rest(text[end:at]) if end < at else "", becomes)
                    end = at + length
                    break
        if not end:
            return rest(text)
        return "".join(pieces) + (rest(text[end:]) if end < len(text) else "")


@cache
def table(name: str) -> dict[str, str]:
    """Read a table from `bot/text/data`, with `words<TAB>replacement` lines; several words are separated by spaces."""
    lines = files("bot.text").joinpath(f"data/{name}.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: becomes for words, becomes in rows for word in words.split()}
