"""Whether a message says the same thing in both languages already."""

import re
from collections import Counter
from itertools import pairwise

SAME = 0.2
"""Least likeness of two texts that say the same.

With the small interim model, on development pairs against shuffled ones: 88 % of everyday pairs reach it, 73 % of
dialogue and 53 % of microblogs; 0.8, 2.5 and 0 % of the shuffled ones do.
"""

_WORD = re.compile(r"[a-z0-9']+")
_COMMON = frozenset(
    """
    a an and are as at be but by do for from have he i in is it me my of on or our she so that the their they this to
    was we were will with you your
    """.split()
)


def echoes(english: str, from_chinese: str, chinese: str, from_english: str) -> bool:
    """Whether the English and the Chinese of a message are translations of each other.

    Args:
        english: the English that stands in the message.
        from_chinese: the model's English for the message's Chinese.
        chinese: the Chinese that stands in the message.
        from_english: the model's Chinese for the message's English.
    """
    likeness = max(_overlap(_words(english), _words(from_chinese)), _overlap(_pairs(chinese), _pairs(from_english)))
    return likeness >= SAME


def _words(text: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(text.lower()) if word not in _COMMON)


def _pairs(text: str) -> Counter[str]:
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    return Counter(a + b for a, b in pairwise(han)) or Counter(han)


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """The F1 of two bags: 1 where they are equal, 0 where they share nothing."""
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0
