"""Whole messages in pinyin."""

from collections.abc import Iterable, Iterator

import regex

from bot.learning.types import Word

_WESTERN = str.maketrans("，。！？；：、（）【】《》「」", ",.!?;:,()[]<>“”")
_WORDED = regex.compile(r"[\p{L}\p{N}\p{Extended_Pictographic}]")
_PIECE = regex.compile(r"[*_~|]+|.", regex.DOTALL)
_MARK = regex.compile(r"[*_~|]+")
_OPENING = frozenset("([<“‘")


def romanize(words: Iterable[Word]) -> str:
    """Write words in pinyin, separated by spaces, with Western punctuation; everything else stays as it is."""
    line, tight = "", True
    for text, opens, separate in _pieces(words):
        spaced = (separate or opens) and not tight and not text[0].isspace()
        line += f" {text}" if spaced else text
        tight = opens or text[-1].isspace()
    return line


def _pieces(words: Iterable[Word]) -> Iterator[tuple[str, bool, bool]]:
    """Yield each piece, whether it opens a bracket, quote or emphasis, and whether it is separated by spaces."""
    open_marks: set[str] = set()
    for word in words:
        if word.pinyin or _WORDED.search(word.text):
            yield word.pinyin or word.text, False, True
            continue
        for piece in _PIECE.findall(word.text.translate(_WESTERN)):
            paired = _MARK.fullmatch(piece) is not None
            opens = piece in _OPENING or (paired and piece not in open_marks)
            if paired:
                open_marks ^= {piece}
            yield piece, opens, False
