"""Chinese in the characters of the dictionary, whatever characters people write it in."""

from bot.learning.cedict import Dictionary
from bot.text.script import to_simplified

_VARIANTS = str.maketrans("著妳牠祂羣衹祇徧韮枱汙髣髴", "着你它它群只只遍韭台污仿佛")
"""Traditional characters that OpenCC leaves as they are."""

_WORDS = {"甚么": "什么", "部份": "部分", "覆杂": "复杂", "慰借": "慰藉", "覆习": "复习", "覆印": "复印"}
"""Words that people often write with another character."""

_LONGEST = 4
"""Characters of a word in which a variant is meant as it is written: 著 in 著名."""


def to_plain(text: str, dictionary: Dictionary) -> str:
    """Convert Chinese to the Simplified characters of the dictionary, one by one.

    Args:
        text: in either script.
        dictionary: a variant stays as it is where it is part of a word.

    Returns:
        A text of the same length.
    """
    simplified = to_simplified(text)
    if len(simplified) != len(text):
        return text
    changed = simplified.translate(_VARIANTS)
    if changed != simplified:
        pairs = zip(simplified, changed, strict=True)
        changed = "".join(
            old if old != new and _is_in_word(simplified, at, dictionary) else new
            for at, (old, new) in enumerate(pairs)
        )
    for written, meant in _WORDS.items():
        changed = changed.replace(written, meant)
    return changed


def _is_in_word(text: str, at: int, dictionary: Dictionary) -> bool:
    return any(
        text[start : start + size] in dictionary
        for size in range(2, _LONGEST + 1)
        for start in range(max(0, at - size + 1), min(at, len(text) - size) + 1)
    )
