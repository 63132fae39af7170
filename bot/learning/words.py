"""Which texts are words, from CC-CEDICT and word frequencies: cheap to import, a megabyte once used."""

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter

from bot.text.language import Language

LONGEST = 4
"""Characters of a Chinese word."""

_OFTEN = 550
"""Hundredths of a negative base-10 logarithm: anything more frequent than three in a million is a word."""


class Words:
    """A set of words, stored as one text per first letter, which takes a tenth of the memory of a set.

    Args:
        words: none of which contains a line break.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._rests: dict[str, str] = {}
        for first, group in groupby(sorted(words), key=itemgetter(0)):
            self._rests[first] = "\n".join(("", *(word[1:] for word in group), ""))

    def __contains__(self, word: str) -> bool:
        return f"\n{word[1:]}\n" in self._rests.get(word[:1], "")


def is_word(text: str, language: Language) -> bool:
    """Whether a text is a word of a language.

    The first call takes about a second, later ones a few microseconds.

    Args:
        text: English in lowercase, or Chinese in two to `LONGEST` Simplified characters.
        language: English or Chinese.
    """
    return text in (_english() if language is Language.ENGLISH else _chinese())


def warm() -> None:
    """Load the words; call it in a thread."""
    from wordfreq import get_frequency_list  # noqa: PLC0415 - see below

    _english()
    _chinese()
    get_frequency_list.cache_clear()  # it would keep 5 MB


@cache
def _english() -> Words:
    # Imported on use, which takes a quarter of a second.
    from wordfreq import get_frequency_list  # noqa: PLC0415 - see above

    return Words(word for words in get_frequency_list("en", "small") for word in words if word.isalpha())


@cache
def _chinese() -> Words:
    from wordfreq import get_frequency_list  # noqa: PLC0415 - see above

    from bot.learning.cedict import shipped_lines  # noqa: PLC0415 - see above

    found = {word for words in get_frequency_list("zh", "small")[:_OFTEN] for word in words if _fits(word)}
    for line in shipped_lines():
        _, word, reading = line.split(" ", 2) if line[0] != "#" else ("", "", "")
        # A capitalized reading is a name, not a word.
        if _fits(word) and not reading[1].isupper():
            found.add(word)
    return Words(found)


def _fits(word: str) -> bool:
    return 1 < len(word) <= LONGEST
