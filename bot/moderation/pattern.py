"""One spelling to look for, and how a part of a text is compared with it."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, product

from bot.learning.spellings import frequency, is_everyday
from bot.moderation.folding import fold
from bot.moderation.skeleton import LETTERS, UNAMBIGUOUS
from bot.moderation.views import is_worded, plain

_NUMBER = re.compile(
    r"[0-9]+(?:st|nd|rd|th|am|pm|s|k|m|g|b|x|h|p|v|w|d|kb|mb|gb|tb|kg|mg|cm|mm|km|ms|min|hr|hrs|fps|hz|px|v[0-9])"
)
_UNAMBIGUOUS = str.maketrans(UNAMBIGUOUS)
_MOST_READINGS = 32
"""Readings of stretched letters to look up; a word with more of them is no word."""
_PHRASE = 5
"""Letters of the shortest phrase that is found without its spaces."""
_LONG = 2
_SHORT = 2
"""Letters of a word that has too many neighbors (bz2, for bz) to be found with digits or repeated letters."""


@dataclass(frozen=True)
class Pattern:
    """A folded spelling.

    Attributes:
        text: folded, with one space between words, and at an end that must be one of a word.
        number: of its entry.
        exact: whether it is only found as it is, without digits for letters and repetitions.
    """

    text: str
    number: int
    exact: bool = False

    @classmethod
    def of(cls, term: str, number: int) -> "Pattern | None":
        """Fold a term, whose `*` at either end lets a word begin or go on in any way.

        Returns:
            None if nothing but punctuation is left.
        """
        bare = term.strip()
        text = plain(fold(bare.strip("*"), traced=False)).text.strip()
        if not text:
            return None
        left = " " if is_worded(text[0]) and not bare.startswith("*") else ""
        right = " " if is_worded(text[-1]) and not bare.endswith("*") else ""
        return cls(f"{left}{text}{right}", number)

    def run_together(self) -> "Pattern | None":
        """A phrase without the spaces between its words; None if it is none, or reads as an English word then."""
        words = self.text.strip()
        joined = words.replace(" ", "")
        if joined == words or len(joined) < _PHRASE or not all(map(is_worded, joined)) or is_everyday(joined):
            return None
        return Pattern(self.text.replace(words, joined), self.number)

    def matches(self, written: str) -> bool:
        """Whether a part of a text, with the skeleton of this pattern, spells it.

        Repeated letters stand for one or for two, digits for the letters that they resemble. Where a repetition makes
        another English word (good, for god), it is that word. The pattern's own digits match themselves only.

        A nondeterministic automaton with a bit for each place in the pattern: it takes time proportional to `written`.

        Args:
            written: a part of a view.
        """
        if written == self.text:
            return True
        if (
            self.exact
            or len(self.text.strip()) <= _SHORT
            or not self._spells(written)
            or _NUMBER.fullmatch(written.strip())
        ):
            return False
        words = zip(self.text.split(" "), written.split(" "), strict=True)
        return not any(_is_longer_word(pattern, word) for pattern, word in words if pattern != word)

    def _spells(self, written: str) -> bool:
        states, disguised, letters = 1, 0, 0
        steps, stays = self._steps, self._stays
        for character in written:
            states = (states & steps.get(character, 0)) << 1 | (states & stays.get(character, 0))
            if not states:
                return False
            if character.isdigit():
                disguised += 1
            elif character.isalpha():
                letters += 1
        if not states >> len(self.text) & 1:
            return False
        return letters > 0 or not any(character.isalpha() for character in self.text)

    @cached_property
    def _steps(self) -> dict[str, int]:
        """For each character, the places in the pattern that it may take."""
        steps: dict[str, int] = {}
        for at, wanted in enumerate(self.text):
            for character in _spellings(wanted):
                steps[character] = steps.get(character, 0) | 1 << at
        return steps

    @cached_property
    def _stays(self) -> dict[str, int]:
        """For each character, the places after which it may be repeated."""
        return {character: (places & self._letters) << 1 for character, places in self._steps.items()}

    @cached_property
    def _letters(self) -> int:
        return sum(1 << at for at, wanted in enumerate(self.text) if "a" <= wanted <= "z")


def _spellings(wanted: str) -> str:
    return wanted + "".join(digit for digit, letters in LETTERS.items() if wanted in letters)


def _is_longer_word(pattern: str, written: str) -> bool:
    """Whether a word is an English one with a letter doubled that the pattern has once.

    A letter repeated more often may stand for two or for one; then the more frequent word is meant.
    """
    for one in {written.translate(_UNAMBIGUOUS).replace("1", letter) for letter in LETTERS["1"]}:
        counted = [(letter, min(len(list(run)), _LONG)) for letter, run in groupby(one)]
        if 2 ** sum(count == _LONG for _, count in counted) > _MOST_READINGS:
            continue
        for letters in product(*([letter * size for size in range(1, count + 1)] for letter, count in counted)):
            word = "".join(letters)
            if len(word) <= len(pattern) or not is_everyday(word):
                continue
            if word == one or frequency(word) > frequency(pattern):
                return True
    return False
