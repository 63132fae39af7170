"""PURE: words that nobody wants to be made to say.

A model that guesses comes upon a coarse word where its source is innocent ('fire panties' for 火锅). A translation may
be coarse only where its source is: where that has a word of the same theme. The words are in `data/coarse.toml`.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from bot.text.language import Language

_SEPARATOR = re.compile(r"\s+\|\s+|\n")


class _Theme(NamedTuple):
    """Of one theme and in one language of the translation.

    Attributes:
        coarse: what the translation must not say.
        excuse: unless its source, in the other language, says this.
    """

    coarse: re.Pattern[str]
    excuse: re.Pattern[str]


def offends(source: str, target: str, language: Language) -> bool:
    """Whether a translation is coarse, and its source is not.

    Args:
        source: the text; Chinese in Simplified characters.
        target: its translation.
        language: of `target`, English or Chinese.
    """
    everything, themes = _themes(language)
    if everything.search(target) is None:
        return False
    return any(theme.coarse.search(target) and not theme.excuse.search(source) for theme in themes)


def warm() -> None:
    """Read the words now, so that the first message does not wait for them."""
    _themes(Language.ENGLISH)
    _themes(Language.CHINESE)


@cache
def _themes(language: Language) -> tuple[re.Pattern[str], tuple[_Theme, ...]]:
    """The coarse words of all themes in a language, and each theme."""
    data = tomllib.loads((files("bot.translation") / "data" / "coarse.toml").read_text("utf-8"))["theme"]
    other = Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
    themes = tuple(
        _Theme(
            _pattern(language, theme[language.value]["words"]),
            _pattern(other, theme[other.value]["words"], theme[other.value]["near"]),
        )
        for theme in data
    )
    return _pattern(language, *(theme[language.value]["words"] for theme in data)), themes


def _pattern(language: Language, *texts: str) -> re.Pattern[str]:
    entries = "|".join(entry for text in texts for entry in _SEPARATOR.split(text.strip()) if entry)
    return re.compile(rf"\b(?:{entries})\b", re.IGNORECASE) if language is Language.ENGLISH else re.compile(entries)
