"""Folds a text for matching: what looks alike or differs only in disguise becomes the same.

Each character is folded by itself, so that the place of each folded character in the original stays known. The steps
for a character are: compatibility forms (NFKC, Unicode Standard Annex 15) and stylized letters, confusables (Unicode
Technical Standard 39, `confusables.txt`, as the package disarm carries it), case, combining marks, and Simplified
Chinese (OpenCC). Confusables are folded to Latin only; Han and kana stay out of that step, because it takes 丨 for l
and 〇 for O.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import disarm

from bot.text.folding import letter
from bot.text.script import to_simplified

BREAK: Final = "\x00"
"""Stands between alternatives; no text or term contains it after folding."""

_EASTERN = re.compile("[\u2e80-\ua4cf\ua960-\ua97f\uac00-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
"""Han, kana, Hangul and their punctuation."""
_MOST_KNOWN = 60_000
"""Characters to remember, of the 155,000 that Unicode has: more would only be remembered for an attacker."""
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u3164\uffa0")
_SENTENCE = frozenset("，、。｡､")
_VARIANTS = {"妳": "你", "牠": "它", "祂": "它", "佢": "他"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]+")
_FLAG_LETTERS = {0x1F1E6 + at: chr(ord("a") + at) for at in range(26)}
_FLAG_SIZE = 2


@dataclass(slots=True)  # not frozen, which would make it four times as slow to create
class Traced:
    """A folded text. It is not changed; steps make others.

    Attributes:
        text: folded.
        origins: for each character of it, the place of its original; None if nobody asked.
    """

    text: str
    origins: Sequence[int] | None

    def sub(self, pattern: re.Pattern[str], becomes: str | Callable[[re.Match[str]], Iterable[int]]) -> "Traced":
        """Replace the matches of a pattern.

        Args:
            pattern: an empty match must be neither at the start nor at the end of the text.
            becomes: a constant, or the places of the characters that stay; a negative place is a `BREAK`.
        """
        if self.origins is None:
            if isinstance(becomes, str):
                return Traced(pattern.sub(becomes, self.text), None)
            return Traced(pattern.sub(lambda match: self._picked(becomes(match)), self.text), None)
        pieces: list[str] = []
        origins: list[int] = []
        at = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            pieces.append(self.text[at:start])
            origins += self.origins[at:start]
            at = end
            if isinstance(becomes, str):
                pieces.append(becomes)
                origins += [self.origins[start]] * len(becomes)
            else:
                places = list(becomes(match))
                pieces.append(self._picked(places))
                origins += [self.origins[start if place < 0 else place] for place in places]
        pieces.append(self.text[at:])
        origins += self.origins[at:]
        return Traced("".join(pieces), origins)

    def _picked(self, places: Iterable[int]) -> str:
        return "".join(BREAK if place < 0 else self.text[place] for place in places)


def fold(text: str, *, traced: bool) -> Traced:
    """Fold each character of a text.

    Punctuation becomes ASCII punctuation; of Chinese punctuation, that of sentences becomes a comma. Invisible
    characters, combining marks and variation selectors disappear. Symbols and emoji stay.

    Args:
        text: any `str`.
        traced: whether to note the origins.
    """
    if text.isascii() and (text.isprintable() or not _CONTROL.search(text)):
        return Traced(text.lower(), range(len(text)) if traced else None)
    origins: list[int] | None = None
    if traced:
        pieces = [_FOLDED[character] for character in text]
        folded = "".join(pieces)
        origins = [at for at, piece in enumerate(pieces) for _ in piece]
    else:
        folded = _differing().sub(_folded_match, text)
    if _FLAG.search(folded):
        folded = _FLAG.sub(_letters, folded)
    return Traced(folded, origins)


def _folded_match(match: re.Match[str]) -> str:
    return _FOLDED[match.group()]


@cache
def _differing() -> re.Pattern[str]:
    """A character that may differ from itself when it is folded: all but lowercase ASCII and most Simplified Han."""
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = to_simplified("\n".join(han)).split("\n")
    same = "".join(one for one, other in zip(han, simplified, strict=True) if one == other and one not in _VARIANTS)
    return re.compile(f"[^\t\n -@\\[-~{same}]")


def _letters(match: re.Match[str]) -> str:
    # Two regional indicators are a flag; another number of them spells something.
    return match.group() if len(match.group()) == _FLAG_SIZE else match.group().translate(_FLAG_LETTERS)


class _Folded(dict[str, str]):
    def __missing__(self, character: str) -> str:
        folded = _fold(character)
        if len(self) < _MOST_KNOWN:
            self[character] = folded
        return folded


_FOLDED = _Folded()


def _fold(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "M" or character in _INVISIBLE:
        return ""
    if category[0] == "C":
        return character if character in "\t\n\v\f\r" else "\n" if character == "\x85" else _other(category)
    if category in {"Zl", "Zp"}:
        return "\n"
    if category[0] == "Z" or character == "\u2800":
        return " "
    if character in _SENTENCE:
        return ","
    plain = letter(character)
    if plain == character and (category[0] != "S" or category == "Sk"):
        plain = unicodedata.normalize("NFKC", character)
    return "".join(map(_folded_plain, plain))


def _other(category: str) -> str:
    # Format characters are invisible. Private and unassigned characters and halves of pairs show as a box.
    return "" if category in {"Cf", "Cc"} else "\ufffd"


def _folded_plain(character: str) -> str:
    if character.isascii():
        return character.lower()
    if _EASTERN.match(character):
        character = _VARIANTS.get(character, character)
        simplified = character if "\ud800" <= character <= "\udfff" else to_simplified(character)
        return "." if unicodedata.category(character)[0] in "PZ" else simplified
    category = unicodedata.category(character)
    if category[0] == "S" and category != "Sk":
        return character
    bare = _without_marks(character)
    looks = _without_marks(disarm.normalize_confusables(bare)).casefold()
    looks = _without_marks(disarm.normalize_confusables(looks)).casefold()
    if category[0] in "PZ" or category == "Sk":
        return looks if looks.isascii() and not looks.isalnum() else "."
    return looks


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c)[0] != "M")
