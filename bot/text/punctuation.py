"""Chinese punctuation as Chinese readers write it."""

import regex

_WIDE = str.maketrans(",?!:;", "，？！：；")
_HAN = r"\p{Han}”』」》）"
_MARK = regex.compile(rf"(?<=[{_HAN}])[,?!:;]+")
_STOP = regex.compile(rf"(?<=[{_HAN}])\.(?!\.)(?=\s|$|[{_HAN}])")
_GAP = regex.compile(r"(?<=[，。？！：；、])[ \t]+(?=\p{Han})")


def full_width(text: str) -> str:
    """ASCII punctuation behind Chinese characters becomes Chinese, without a space after it.

    Numbers, times, links and Latin words keep theirs: only what stands behind a Han character or a closing mark is
    looked at.
    """
    wide = _MARK.sub(lambda found: found.group().translate(_WIDE), text)
    return _GAP.sub("", _STOP.sub("。", wide))
