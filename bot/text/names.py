"""Names as Qiao shows them: in one line, in the order in which they are written, and visible."""

import unicodedata

import regex

NAMELESS = "某人 · somebody"
"""Stands for a name without a visible character."""

_HIDDEN = regex.compile(r"[\p{Cc}\p{Cs}\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
"""Controls, and characters that are invisible or turn text around; joiners within emoji and letters are none."""

_SPACE = regex.compile(r"\s+")
_MARKS = regex.compile(r"(\p{M}{4})\p{M}+")
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters and symbols that are invisible."""


def shown_name(name: str) -> str:
    """A display name without what would change the text around it.

    Args:
        name: as its owner chose it.

    Returns:
        The name in one line, without characters that are invisible or turn text around, and with at most four combining
        marks per letter; `NAMELESS` if nothing of it is visible.
    """
    plain = _MARKS.sub(r"\1", _HIDDEN.sub("", _SPACE.sub(" ", name))).strip()
    return plain if any(map(_is_visible, plain)) else NAMELESS


def _is_visible(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CZM" and char not in _FILLERS


def are_alike(name: str, other: str) -> bool:
    """Whether two names have the same letters and digits, regardless of case, width, and what is between them."""
    return bool(skeleton := _skeleton(name)) and skeleton == _skeleton(other)


def _skeleton(name: str) -> str:
    plain = unicodedata.normalize("NFKC", shown_name(name)).casefold()
    return "".join(char for char in plain if char.isalnum())
