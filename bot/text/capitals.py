"""English in capitals (`WHERE IS EVERYONE`, `do NOT click`) as the model knows it: in small letters."""

import re

from bot.text.lexicon import COMMON, weight

_SHOUTED = re.compile(r"[A-Z]{2}")
_WORD = re.compile(r"(?<![A-Za-z0-9'’_⟦-])[A-Z]+(?:['’][A-Z]+)*(?![A-Za-z0-9_⟧-])")
_SMALL = re.compile(r"[a-z]")
_LEAST = 2  # words of which one is common: a single one may be an acronym
_NAME_FROM = 5  # letters: what is shorter and no word may be an acronym
_STRESSED = frozenset("so do no not is my we he to of be go me be if in on at an as by up".split())
_ACRONYMS = frozenset("it us who am pm ram rom pin led ace aids sad pet mod map ban gas bot add arm art ok".split())


def calm(text: str) -> str:
    """Write shouted words in small letters.

    Where a whole text is in capitals its words are written small, and what is no word is taken for a name (`LONDON`) or
    an acronym. In a text with small letters only common words are, and none that may be an acronym (`IT`).

    Args:
        text: English prose, placeholders included.
    """
    if not _SHOUTED.search(text):
        return text
    if _SMALL.search(text):
        return _WORD.sub(lambda found: _unstressed(found[0]), text)
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _LEAST or not any(word in COMMON and len(word) > 1 for word in words):
        return text
    return _WORD.sub(lambda found: _small(found[0]), text)


def _unstressed(word: str) -> str:
    lower = word.lower().replace("’", "'")
    common = lower in COMMON or (len(lower) >= _NAME_FROM and weight(lower) >= 1)
    plain = (common and len(lower) > len("it") and lower not in _ACRONYMS) or lower in _STRESSED
    return word.lower() if plain else word


def _small(word: str) -> str:
    if word == "I" or word[:2] in ("I'", "I’"):
        return "I" + word[1:].lower()
    lower = word.lower()
    if lower in COMMON or weight(lower.replace("’", "'")) > 0:
        return lower
    return word.capitalize() if len(word) >= _NAME_FROM else word
