"""Converts between Simplified and Traditional Chinese, including regional words."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from threading import Lock

import regex
from opencc import OpenCC

from bot.text.corrections import correct
from bot.text.replacing import Replacer, table

_LOCK = Lock()
_HAN_RUN = regex.compile(r"\p{Han}[^\p{Cs}\x00]*")


class Script(StrEnum):
    """A script and region of written Chinese, as a BCP 47 tag."""

    SIMPLIFIED = "zh-Hans"
    TAIWAN = "zh-Hant-TW"
    HONG_KONG = "zh-Hant-HK"


_CONFIGURATIONS = {Script.TAIWAN: "s2twp", Script.HONG_KONG: "s2hk", Script.SIMPLIFIED: "t2s"}

_TAIWAN = str.maketrans("臺溼", "台濕")
_HONG_KONG = str.maketrans("羣麪説裡", "群麵說裏")
_PARTICLE = regex.compile(r"(?<![顯显原名巨論论土編编昭卓專专譯译拙執执附合所新自])著(?![名作稱称述書书者手眼])")
_HERS = str.maketrans("妳牠祂臺", "你它他台")


@cache
def _converter(configuration: str) -> Callable[[str], str]:
    convert: Callable[[str], str] = OpenCC(configuration).convert
    return convert


def _convert(text: str, configuration: str) -> str:
    """Convert every run that starts with Han; OpenCC does not accept lone surrogates."""
    if not _HAN_RUN.search(text):
        return text
    with _LOCK:
        convert = _converter(configuration)
        return _HAN_RUN.sub(lambda match: convert(match.group()), text)


def warm() -> None:
    """Load every table ahead of the first message."""
    to_mainland("漢語")
    for script in Script:
        to_script("汉语", script)


def to_simplified(text: str) -> str:
    """Convert Chinese to Simplified characters one by one, without changing words (OpenCC `t2s`)."""
    return _convert(text, "t2s")


def to_mainland(text: str) -> str:
    """Convert Traditional Chinese to Simplified characters and mainland words.

    This prepares text for the model: 滑鼠 becomes 鼠标, 捷運 becomes 地铁, 妳 becomes 你. It uses OpenCC `tw2sp`,
    preceded by a table of everyday words that OpenCC lacks or treats as computing terms. Other text is returned
    unchanged.

    Args:
        text: prose, which may have placeholders.
    """
    if text.isascii():
        return text
    hers = text.translate(_HERS)
    if not _PARTICLE.search(hers) and (to_simplified(hers) == hers or script_of(hers) is not Script.TAIWAN):
        return hers
    return _mainland().sub(hers, lambda rest: _convert(rest, "tw2sp"))


@cache
def _mainland() -> Replacer:
    return Replacer({word.translate(_HERS): becomes for word, becomes in table("mainland").items()})


def to_script(text: str, script: Script) -> str:
    """Convert Simplified Chinese to another script.

    Args:
        text: prose without protected spans: all Chinese in it is converted.
        script: for Taiwan, words change too (软件 to 軟體; OpenCC `s2twp`, preceded by a table of everyday words that
            OpenCC treats as computing terms); for Hong Kong, only characters (`s2hk`).
    """
    converted = (
        _taiwan().sub(text, lambda rest: _convert(rest, _CONFIGURATIONS[script]))
        if script is Script.TAIWAN
        else _convert(text, _CONFIGURATIONS[script])
    )
    if script is Script.SIMPLIFIED:
        return converted
    converted = correct(converted)
    if script is Script.TAIWAN:
        return converted.translate(_TAIWAN)
    return converted.translate(_HONG_KONG)


@cache
def _taiwan() -> Replacer:
    return Replacer(table("taiwan"))


def script_of(text: str) -> Script | None:
    """Identify the script of a Chinese text by the characters that only one script has.

    Returns:
        SIMPLIFIED; TAIWAN for Traditional of any region; None if there are no such characters, or equally many of both.
    """
    traditional = _differing(text, to_simplified(text))
    simplified = _differing(text, _convert(text, "s2tw").translate(_TAIWAN))
    if traditional == simplified:
        return None
    return Script.TAIWAN if traditional > simplified else Script.SIMPLIFIED


def _differing(left: str, right: str) -> int:
    return sum(a != b for a, b in zip(left, right, strict=False))
