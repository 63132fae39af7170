"""Guesses the language of a channel from its name."""

import re
import unicodedata

from bot.translation.types import Target

_PATTERNS: tuple[tuple[re.Pattern[str], Target], ...] = (
    (re.compile(r"\b(hk|hongkong)\b|香港|粵|粤"), Target.HONG_KONG),
    (re.compile(r"\b(tw|taiwan)\b|繁體|繁体|正體|台灣|臺灣|台湾"), Target.TRADITIONAL),
    (re.compile(r"\b(english|en|eng)\b|英文|英语|英語"), Target.ENGLISH),
    (re.compile(r"\b(chinese|zh|cn|mandarin)\b|中文|汉语|漢語|华语|華語"), Target.SIMPLIFIED),
)


def guess(name: str) -> Target | None:
    """Guess the language of a channel, or return None if its name is ambiguous.

    Names of one language decide; without any, the letters do if they are all Latin or all Han.
    """
    words = re.sub(r"[-_\s]+", " ", name.casefold())
    named = [target for pattern, target in _PATTERNS if pattern.search(words)]
    if named:
        return named[0] if len({target.language for target in named}) == 1 else None
    letters = [char for char in name if char.isalpha()]
    if letters and all(char.isascii() for char in letters):
        return Target.ENGLISH
    return Target.SIMPLIFIED if letters and all("CJK" in unicodedata.name(char, "") for char in letters) else None
