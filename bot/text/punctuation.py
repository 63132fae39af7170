"""Converts ASCII punctuation in Chinese to full width."""

import regex

_WIDE = str.maketrans(",?!:;", "，？！：；")
_HAN = r"\p{Han}”』」》）"
_MARK = regex.compile(rf"(?<=[{_HAN}])[,?!:;]+")
_STOP = regex.compile(rf"(?<=[{_HAN}])\.(?!\.)(?=\s|$|[{_HAN}])")
_GAP = regex.compile(r"(?<=[，。？！：；、])[ \t]+(?=\p{Han})")


def full_width(text: str) -> str:
    """Convert ASCII punctuation after Chinese characters to full width, and remove the space after it.

    Numbers, times, links and Latin words keep theirs: only punctuation after a Han character or a closing mark is
    converted.
    """
    wide = _MARK.sub(lambda found: found.group().translate(_WIDE), text)
    return _GAP.sub("", _STOP.sub("。", wide))
