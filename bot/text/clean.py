"""Text as the model is shown it; the message itself is never altered."""

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
    """Make text regular without changing what it says.

    Canonical composition (NFC, so that full-width punctuation stays), no zero-width, bidirectional or control
    characters and no lone surrogates, stylised letters plain (`bot.text.folding`), at most two combining marks
    on a letter, at most three equal letters, syllables or signs in a row (`sooooo` becomes `sooo`), single
    spaces.

    Args:
        text: prose, placeholders `⟦k⟧` included.

    Returns:
        The text; `tidy(tidy(x)) == tidy(x)`.
    """
    text = fold(_INVISIBLE.sub("", text))
    text = _ZALGO.sub(r"\1", unicodedata.normalize("NFC", text))
    text = _LONG_RUN.sub(r"\1\1\1", unicodedata.normalize("NFC", text))
    text = _LONG_RHYME.sub(r"\1\1\1", text)
    text = _LONG_POINTS.sub(r"\1\1\1", text)
    return _SPACE.sub(" ", text)
