"""Simplified and Traditional Chinese."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from threading import Lock

import regex
from opencc import OpenCC

_LOCK = Lock()
_HAN_RUN = regex.compile(r"\p{Han}[^\p{Cs}\x00]*")


class Script(StrEnum):
    """A way of writing Chinese, as a BCP 47 tag."""

    SIMPLIFIED = "zh-Hans"
    TAIWAN = "zh-Hant-TW"
    HONG_KONG = "zh-Hant-HK"


_CONFIGURATIONS = {Script.TAIWAN: "s2twp", Script.HONG_KONG: "s2hk", Script.SIMPLIFIED: "t2s"}


@cache
def _converter(configuration: str) -> Callable[[str], str]:
    convert: Callable[[str], str] = OpenCC(configuration).convert
    return convert


def _convert(text: str, configuration: str) -> str:
    """Convert every run that begins with Han; OpenCC takes no lone surrogates."""
    if not _HAN_RUN.search(text):
        return text
    with _LOCK:
        convert = _converter(configuration)
        return _HAN_RUN.sub(lambda match: convert(match.group()), text)


def to_simplified(text: str) -> str:
    """Write Chinese in Simplified characters, one for one; words stay those of the writer (OpenCC `t2s`)."""
    return _convert(text, "t2s")


def to_script(text: str, script: Script) -> str:
    """Write Simplified Chinese in another script.

    Args:
        text: prose without protected spans: whatever is Chinese in it is converted.
        script: for Taiwan the words change too (软件 to 軟體; OpenCC `s2twp`), for Hong Kong the characters (`s2hk`).
    """
    return _convert(text, _CONFIGURATIONS[script])


def script_of(text: str) -> Script | None:
    """Tell the script of a Chinese text from the characters that only one script has.

    Returns:
        SIMPLIFIED; TAIWAN for Traditional of any region; None where no character tells, or as many for the one as for
        the other.
    """
    traditional = _differing(text, to_simplified(text))
    simplified = _differing(text, _convert(text, "s2t"))
    if traditional == simplified:
        return None
    return Script.TAIWAN if traditional > simplified else Script.SIMPLIFIED


def _differing(left: str, right: str) -> int:
    return sum(a != b for a, b in zip(left, right, strict=False))
