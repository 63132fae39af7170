"""Lowercases English in capitals (`WHERE IS EVERYONE`, `do NOT click`), as the model knows it."""

import re

from bot.text.lexicon import COMMON, weight

_SHOUTED = re.compile(r"[A-Z]{2}")
_WORD = re.compile(r"(?<![A-Za-z0-9'’_⟦-])[A-Z]+(?:['’][A-Z]+)*(?![A-Za-z0-9_⟧-])")
_SMALL = re.compile(r"[a-z]")
_MIN_WORDS = 2  # of which one is common: a single word may be an acronym
_MIN_NAME = 5  # letters: a shorter unknown word may be an acronym
_STRESSED = frozenset("so do no not is my we he to of be go me be if in on at an as by up".split())
_ACRONYMS = frozenset("it us who am pm ram rom pin led ace aids sad pet mod map ban gas bot add arm art ok".split())


def calm(text: str) -> str:
    """Lowercase words in capitals.

    If the whole text is in capitals, its words are lowercased, and unknown words are treated as names (`LONDON`) or
    acronyms. In a text with lowercase letters, only common words are, except those that may be acronyms (`IT`).

    Args:
        text: English prose, which may have placeholders.
    """
    if not _SHOUTED.search(text):
        return text
    if _SMALL.search(text):
        return _WORD.sub(lambda found: _unstressed(found[0]), text)
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _MIN_WORDS or not any(word in COMMON and len(word) > 1 for word in words):
        return text
    return _WORD.sub(lambda found: _lowered(found[0]), text)


def _unstressed(word: str) -> str:
    lower = word.lower().replace("’", "'")
    common = lower in COMMON or (len(lower) >= _MIN_NAME and weight(lower) >= 1)
    plain = (common and len(lower) > len("it") and lower not in _ACRONYMS) or lower in _STRESSED
    return word.lower() if plain else word


def _lowered(word: str) -> str:
    if word == "I" or word[:2] in ("I'", "I’"):
        return "I" + word[1:].lower()
    lower = word.lower()
    if lower in COMMON or weight(lower.replace("’", "'")) > 0:
        return lower
    return word.capitalize() if len(word) >= _MIN_NAME else word
