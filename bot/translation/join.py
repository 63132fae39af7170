"""Putting a message together again from gaps and rendered segments."""

from collections.abc import Iterable
from typing import NamedTuple

_FULL_WIDTH = "。！？；，、：…～”’）》」』】"


class Part(NamedTuple):
    """A stretch of the message to be: its text, and whether it is a translation (else it stood in the original)."""

    text: str
    translated: bool


def join(parts: Iterable[Part]) -> str:
    """Join the parts; between sentences, with the space that the language of the translation wants.

    English wants a space where Chinese, which has none, left none; after Chinese full-width punctuation the space
    that English had is dropped. Gaps are otherwise kept as they are, newlines and indentation too.
    """
    text = ""
    space = ""  # a lone space between two sentences, not yet known to be wanted
    for part in parts:
        if not part.text:
            continue
        if not part.translated and part.text == " ":
            space = " "
            continue
        if part.translated and text and not space and text[-1].isascii() and part.text[0].isascii():
            space = " " if text[-1] in ".!?;:," and part.text[0].isalnum() else ""
        elif part.translated and space and text and text[-1] in _FULL_WIDTH and not part.text[0].isascii():
            space = ""
        text += space + part.text
        space = ""
    return text + space
