"""How people spell Chinese with Latin letters when they do not write it: `shabi`, `sha bi` and `sb` for one term."""

import math
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Final

import regex

from bot.learning.frequency import frequencies
from bot.text.language import Language

COMMON_INITIALS: Final = -5.0
"""The base-10 logarithm of the frequency from which two letters are too common in English to stand for a term."""

COMMON_SYLLABLES: Final = -4.5
"""Likewise for syllables that by chance are English words, such as `can` and `men`."""

_PAIR = 2
_NAME = 3
_SAYING = 4
_VOWELS = frozenset("aeo")
_HAN = regex.compile(r"\p{Han}{2,12}")
_CHAT = frozenset(
    "bb bd bf bg cd cn cp cs db dd dj dm dw em ff fr fy gb gf gg gl gm gn gp gz hf hh hk hp hq hr ig jk jp js kb kg kk "
    "km kr lf lv mc ml mm mp mv nb np nt ns ol op os pm pp ps pt py qa qq qt rn rt sg sh sl sp sq ss td tf tg th tl tp "
    "ts tt tw ty ui uk ur ux vc vp vr vs wc wd wp wr ww wx xd xp xx yt yw zh brb btw cpu dps fps gpu idc idk imo irl "
    "jpg npc pdf png pve pvp rip rng rpg sms smh tbh tmr usb wtf xml yyds".split()
)
"""Abbreviations that chats and games are full of, whatever the frequency of their letters in books."""


def frequency(word: str) -> float:
    """The base-10 logarithm of how often English uses a word; minus infinity for one that is rare."""
    return frequencies(Language.ENGLISH).get(word, -math.inf)


def is_everyday(word: str) -> bool:
    """Whether English uses a word at least once in a million words. `word` is in lowercase."""
    return word in frequencies(Language.ENGLISH)


def latin_spellings(term: str) -> list[str]:
    """Spell a Chinese term in pinyin without tones, in one word and divided, and by its initials.

    A term of one character has none, because every syllable stands for dozens of characters. Each character has its
    usual reading: rarer ones would find other words (坏 is also read pi, and 皮蛋 is an egg).

    What reads as English is left out: pinyin that is an English word (我们, `women`), syllables that all are common
    words, and initials that are a word. Initials of two letters are left out from the frequency `COMMON_INITIALS` on
    only, since almost every pair of letters is in the list; and so are what chats abbreviate something else to (`gg`,
    `hp`) and one letter repeated. The same goes for initials that become any of these when repeated letters are written
    once.

    Args:
        term: in Simplified characters; one that has anything but 2 to 12 Han characters gets no spellings.

    Returns:
        Distinct spellings in lowercase.
    """
    if not _HAN.fullmatch(term):
        return []
    syllables = [_syllable(character) for character in term]
    if not all(syllables):
        return []
    spellings: list[str] = []
    whole, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables)
    if not is_everyday(whole):
        spellings.append(whole)
    spellings += (
        " ".join(words) for words in _divided(syllables) if any(frequency(word) < COMMON_SYLLABLES for word in words)
    )
    if not _is_taken(initials):
        spellings.append(initials)
    return spellings


def mixed_spellings(term: str) -> list[str]:
    """Spell one character of a Chinese term in pinyin, or by its first letter, and leave the others: 法lun功, 傻b.

    A vowel is no initial here: 做a is more often a choice than a word.

    Args:
        term: in Simplified characters; one that has anything but 2 to 4 Han characters gets no spellings.
    """
    if not _HAN.fullmatch(term) or len(term) > _SAYING:
        return []
    spellings: dict[str, None] = {}
    for at, character in enumerate(term):
        syllable = _syllable(character)
        initial = "" if syllable[:1] in _VOWELS else syllable[:1]
        for latin in filter(None, (syllable, initial)):
            spellings[f"{term[:at]}{latin}{term[at + 1 :]}"] = None
    return list(spellings)


def _divided(syllables: list[str]) -> Iterator[list[str]]:
    """Into syllables; and into words as people write names (`xi guapi`) and four characters (`xigua pizi`)."""
    yield syllables
    if len(syllables) == _NAME:
        first, second, third = syllables
        yield [first, second + third]
        yield [first + second, third]
    elif len(syllables) == _SAYING:
        yield ["".join(syllables[:2]), "".join(syllables[2:])]


def _is_taken(initials: str) -> bool:
    if initials in _CHAT or len(set(initials)) == 1:
        return True
    if (squeezed := "".join(letter for letter, _ in groupby(initials))) != initials:
        return _is_taken(squeezed)
    if len(initials) == _PAIR:
        return frequency(initials) >= COMMON_INITIALS
    return is_everyday(initials)


@cache
def _syllable(character: str) -> str:
    # Its dictionary is loaded with the first term, not at startup.
    from bot.learning.reading import plain_syllable  # noqa: PLC0415 - as it says

    return plain_syllable(character)
