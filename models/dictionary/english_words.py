"""Build the word list of the language identifier: `python -m models.dictionary.english_words < names.txt`."""

import re
import sys
from collections.abc import Container, Iterator

from wordfreq import available_languages, top_n_list, zipf_frequency

_LARGE = "de fr es it pt nl id pl tr sv da nb fi vi".split()
_SMALL = "fil ms ro cs hu ca".split()
"""Languages with lists from less text, some of it English: they only count if a word is far more frequent there."""

_CONSIDERED = 36_000
_OWN = 0.8  # how much more frequent, as a power of ten, a word must be in English to be only English
_LOST = -1.2  # below this the word belongs to another language
_LOST_TO_SMALL = -1.7
_FREQUENT = 4.5  # Zipf frequency required of a word that could be a pinyin syllable
_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    r"(?:i?ang|iong|uang|[aeio]ng|i?an|i?ao|uai|uan|ai|ei|[aeiu]n|er|ia|ie|iu|ou|ua|ue|ui|uo|[aeiou])"
)
_WORD = re.compile(r"[a-z]{3,}")


def rank(word: str) -> str:
    """Classify a word.

    Returns:
        `=` for an English word, `~` for one that also exists in another language or pinyin, and an empty string for one
        that mainly belongs to another language.
    """
    english = zipf_frequency(word, "en")
    known = available_languages("best")
    lead = english - max(zipf_frequency(word, language) for language in _LARGE if language in known)
    small = english - max(zipf_frequency(word, language) for language in _SMALL if language in known)
    syllable = _SYLLABLE.fullmatch(word) is not None
    if lead < _LOST or small < _LOST_TO_SMALL or (syllable and english < _FREQUENT):
        return ""
    return "~" if syllable or lead < _OWN else "="


def lines(names: Container[str]) -> Iterator[str]:
    """Yield the lines of `bot/text/data/english.txt`.

    Args:
        names: given and family names in lowercase, which are not listed.
    """
    for word in top_n_list("en", _CONSIDERED, wordlist="best"):
        if _WORD.fullmatch(word) and word not in names and (mark := rank(word)):
            yield word if mark == "=" else word + mark


if __name__ == "__main__":
    sys.stdout.write("\n".join(sorted(lines(frozenset(sys.stdin.read().split())))) + "\n")
