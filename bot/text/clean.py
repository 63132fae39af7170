"""Normalizes text for the model; the message itself is never changed."""

import unicodedata

import regex

from bot.text.folding import fold

_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Cn}--[\t\n\r]]+", regex.VERSION1)
_SPACE = regex.compile(r"[^\S\n]+")
_ZALGO = regex.compile(r"(\p{M}{2})\p{M}+")
_LONG_RUN = regex.compile(r"(\p{L})\1{3,}", regex.IGNORECASE)
_LONG_RHYME = regex.compile(r"(\p{L}{2,3}?)\1{3,}", regex.IGNORECASE)
_LONG_POINTS = regex.compile(r"([!?！？。.~～…])\1{3,}")


def tidy(text: str) -> str:
    """Normalize text without changing its meaning.

    The result is in canonical composition (NFC, which keeps full-width punctuation), with plain instead of stylized
    letters (`bot.text.folding`) and single spaces, and without zero-width, bidirectional and control characters and
    lone surrogates. It has at most two combining marks per letter, and at most three equal letters, syllables or
    signs in a row (`sooooo` becomes `sooo`).

    Args:
        text: prose, which may have placeholders `⟦k⟧`.

    Returns:
        The normalized text; `tidy(tidy(x)) == tidy(x)`.
    """
    text = fold(_INVISIBLE.sub("", text))
    text = _ZALGO.sub(r"\1", unicodedata.normalize("NFC", text))
    text = _LONG_RUN.sub(r"\1\1\1", unicodedata.normalize("NFC", text))
    text = _LONG_RHYME.sub(r"\1\1\1", text)
    text = _LONG_POINTS.sub(r"\1\1\1", text)
    return _SPACE.sub(" ", text)
