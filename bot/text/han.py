"""What counts as a Han character.

`HAN` covers every Han character of Unicode. `COMMON` is for patterns of the standard library's `re`, which does not
know scripts; it only covers the main block, which has all everyday characters.
"""

from typing import Final

import regex

HAN: Final = regex.compile(r"\p{Han}")
"""A Han character."""

COMMON: Final = "\u4e00-\u9fff"
"""The common Han characters, as the inside of a character class."""


def is_common(char: str) -> bool:
    """Whether a character is a common Han character; False for an empty string."""
    return "\u4e00" <= char <= "\u9fff"
