"""Chinese text as words."""

from collections.abc import Callable, Iterator, Mapping

import regex

from bot.learning.cedict import LONGEST
from bot.learning.frequency import RAREST

_PIECE = regex.compile(r"[\p{Han}\p{Latin}\p{M}\p{N}]*\p{Han}[\p{Han}\p{Latin}\p{M}\p{N}]*|[\p{Latin}\p{M}\p{N}'’]+")
_ATOM = regex.compile(r"\p{Han}|\P{Han}+")

_UNLISTED = RAREST - 1.0
_SINGLE = RAREST - 2.0  # a character that is rarely a word by itself
_UNKNOWN = RAREST - 3.0


def cut(text: str, known: Callable[[str], bool], frequencies: Mapping[str, float]) -> Iterator[str]:
    """Yield the words of a text and the text between them; joined, they are the text.

    A run of Han characters is divided into dictionary words in the most likely way under a unigram model, found by
    dynamic programming. A run of Latin letters and digits is one word unless the dictionary has it together with Han
    characters (`T恤`).

    Args:
        text: in Simplified characters.
        known: whether a word is in the dictionary.
        frequencies: the base-10 logarithms of the frequencies of words.
    """
    at = 0
    for match in _PIECE.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        yield from _likeliest(_ATOM.findall(match.group()), known, frequencies)
        at = match.end()
    if at < len(text):
        yield text[at:]


def _likeliest(atoms: list[str], known: Callable[[str], bool], frequencies: Mapping[str, float]) -> list[str]:
    best = [0.0] + [float("-inf")] * len(atoms)
    begins = [0] * (len(atoms) + 1)
    for start in range(len(atoms)):
        word = ""
        for end in range(start + 1, min(start + LONGEST, len(atoms)) + 1):
            word += atoms[end - 1]
            if end > start + 1 and not known(word):
                continue
            score = best[start] + _score(word, end - start, known, frequencies)
            if score > best[end]:
                best[end], begins[end] = score, start
    words: list[str] = []
    end = len(atoms)
    while end:
        words.append("".join(atoms[begins[end] : end]))
        end = begins[end]
    return words[::-1]


def _score(word: str, atoms: int, known: Callable[[str], bool], frequencies: Mapping[str, float]) -> float:
    if not known(word):
        return _UNKNOWN
    return frequencies.get(word, _SINGLE if atoms == 1 else _UNLISTED)
