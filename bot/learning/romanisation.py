"""A whole message in pinyin."""

from collections.abc import Iterable, Iterator

import regex

from bot.learning.types import Word

_WESTERN = str.maketrans("，。！？；：、（）【】《》「」", ",.!?;:,()[]<>“”")
_TELLING = regex.compile(r"[\p{L}\p{N}\p{Extended_Pictographic}]")
_PIECE = regex.compile(r"[*_~|]+|.", regex.DOTALL)
_MARK = regex.compile(r"[*_~|]+")
_OPENING = frozenset("([<“‘")


def romanise(words: Iterable[Word]) -> str:
    """Write words in pinyin, set apart by spaces, with Western punctuation; all else stays as it is."""
    line, close = "", True
    for text, opens, stands in _pieces(words):
        spaced = (stands or opens) and not close and not text[0].isspace()
        line += f" {text}" if spaced else text
        close = opens or text[-1].isspace()
    return line


def _pieces(words: Iterable[Word]) -> Iterator[tuple[str, bool, bool]]:
    """Yield each piece, whether it opens a bracket, a quotation or emphasis, and whether it stands by itself."""
    standing: set[str] = set()
    for word in words:
        if word.pinyin or _TELLING.search(word.text):
            yield word.pinyin or word.text, False, True
            continue
        for piece in _PIECE.findall(word.text.translate(_WESTERN)):
            paired = _MARK.fullmatch(piece) is not None
            opens = piece in _OPENING or (paired and piece not in standing)
            if paired:
                standing ^= {piece}
            yield piece, opens, False
