"""Finding many phrases in a text at once: leftmost and longest, without overlap."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.text.script import to_simplified
from bot.text.spacing import is_word

Meaning = TypeVar("Meaning")

_START = re.compile(r"[^a-z0-9 ]|(?<![a-z0-9])[a-z0-9]")
"""Where a phrase can begin: not within an English word, which rules out most of a text."""
_APOSTROPHES = str.maketrans("’ʼ", "''")


@dataclass(frozen=True, slots=True)
class Match(Generic[Meaning]):
    """A phrase in a text.

    Attributes:
        meaning: what the phrase stands for.
        start: position of its first character.
        end: position after its last.
    """

    meaning: Meaning
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase(Generic[Meaning]):
    """A phrase to look for.

    Attributes:
        spelling: at least one character.
        meaning: what it stands for.
        exact: whether capitals must match.
    """

    spelling: str
    meaning: Meaning
    exact: bool = False


class Phrases(Generic[Meaning]):
    """A compiled list of phrases.

    Where a phrase begins or ends with a letter or digit of a spaced script, so must a word: `tea` is not in `team`, but
    `yyds` is in `他yyds啊`. Han characters have no word boundaries. Traditional and Simplified are equivalent, and so
    are straight and curly apostrophes.

    Args:
        phrases: of two with the same spelling, an exact one wins over one that is not, otherwise the later one.
    """

    def __init__(self, phrases: Iterable[Phrase[Meaning]]) -> None:
        self._table: dict[str, list[tuple[str | None, Meaning]]] = {}
        # By the first two characters, or the only one: few positions of a text begin like any phrase.
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in sorted(phrases, key=lambda phrase: phrase.exact):
            spelling = _plain(phrase.spelling)
            key = _lower(spelling)
            self._table.setdefault(key, []).insert(0, (spelling if phrase.exact else None, phrase.meaning))
            lengths[key[:2]].add(len(key))
        self._lengths = {
            start: sorted(found | lengths.get(start[0], set()), reverse=True) for start, found in lengths.items()
        }

    def find(self, text: str) -> Iterator[Match[Meaning]]:
        """Yield the phrases in a text, in order."""
        plain = _plain(text)
        folded = _lower(plain)
        past = 0
        for start in _START.finditer(folded):
            if start.start() >= past and (match := self._at(start.start(), plain, folded)):
                yield match
                past = match.end

    def _at(self, at: int, plain: str, folded: str) -> Match[Meaning] | None:
        lengths = self._lengths.get(folded[at : at + 2]) or self._lengths.get(folded[at])
        if not lengths or not _is_boundary(folded, at):
            return None
        for length in lengths:
            end = at + length
            for spelling, meaning in self._table.get(folded[at:end], ()):
                if end <= len(folded) and _is_boundary(folded, end) and spelling in (None, plain[at:end]):
                    return Match(meaning, at, end)
        return None


def _is_boundary(text: str, at: int) -> bool:
    """Whether a position is not inside a word."""
    return not (0 < at < len(text) and is_word(text[at - 1]) and is_word(text[at]))


def _plain(text: str) -> str:
    """Convert to Simplified with straight apostrophes, keeping positions."""
    simplified = to_simplified(text)
    return (simplified if len(simplified) == len(text) else text).translate(_APOSTROPHES)


def _lower(text: str) -> str:
    """Lowercase, keeping positions; the few characters that would become two stay as they are."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
