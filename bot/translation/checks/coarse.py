"""Coarse words in a translation whose source has none.

A model that guesses can produce a coarse word for an innocent one ('fire panties' for 火锅). A translation may only be
coarse where its source has a word of the same theme. The words are in `data/coarse.toml`.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from bot.text.language import Language

_SEPARATOR = re.compile(r"\s+\|\s+|\n")


class _Theme(NamedTuple):
    """The words of one theme, for translations into one language.

    Attributes:
        coarse: what the translation must not contain ...
        excuse: ... unless its source contains this.
    """

    coarse: re.Pattern[str]
    excuse: re.Pattern[str]


def adds_coarse_words(source: str, target: str, language: Language) -> bool:
    """Whether a translation is coarse and its source is not.

    Args:
        source: the text; Chinese in Simplified characters.
        target: its translation.
        language: of `target`, English or Chinese.
    """
    any_theme, themes = _themes(language)
    if any_theme.search(target) is None:
        return False
    return any(theme.coarse.search(target) and not theme.excuse.search(source) for theme in themes)


@cache
def words_of(preset: int) -> tuple[re.Pattern[str], ...]:
    """Patterns for the coarse words that belong to one of AutoMod's presets: in English, then in Chinese.

    English words may touch Chinese ones. Chinese is in Simplified characters.

    Args:
        preset: 1 for profanity, 2 for sexual content, 3 for slurs; any other number has no words.
    """
    themes = [theme for theme in _data() if theme.get("preset") == preset]
    if not themes:
        return ()
    english, chinese = (
        _pattern(language, *(theme[language.value]["words"] for theme in themes))
        for language in (Language.ENGLISH, Language.CHINESE)
    )
    return re.compile(english.pattern, re.IGNORECASE | re.ASCII), chinese


def warm() -> None:
    """Read the words now rather than with the first message."""
    _themes(Language.ENGLISH)
    _themes(Language.CHINESE)


@cache
def _themes(language: Language) -> tuple[re.Pattern[str], tuple[_Theme, ...]]:
    """The coarse words of all themes in a language, and the themes."""
    data = _data()
    other = Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
    themes = tuple(
        _Theme(
            _pattern(language, theme[language.value]["words"]),
            _pattern(other, theme[other.value]["words"], theme[other.value]["near"]),
        )
        for theme in data
    )
    return _pattern(language, *(theme[language.value]["words"] for theme in data)), themes


def _data() -> list[dict[str, Any]]:
    themes: list[dict[str, Any]] = tomllib.loads(
        (files("bot.translation") / "data" / "coarse.toml").read_text("utf-8")
    )["theme"]
    return themes


def _pattern(language: Language, *texts: str) -> re.Pattern[str]:
    entries = "|".join(entry for text in texts for entry in _SEPARATOR.split(text.strip()) if entry)
    return re.compile(rf"\b(?:{entries})\b", re.IGNORECASE) if language is Language.ENGLISH else re.compile(entries)
