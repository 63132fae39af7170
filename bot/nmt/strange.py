"""PURE: what an answer has that no translation of its source has, whatever the source says."""

import re
from typing import Final

import regex

_FOREIGN: Final = regex.compile(
    r"[\p{Hiragana}\p{Katakana}\p{Hangul}\p{Cyrillic}\p{Arabic}\p{Hebrew}\p{Thai}\p{Devanagari}]"
)
"""Letters of languages that are never a target."""
_HIDDEN: Final = regex.compile(r"[\p{Cc}\p{Cf}--\n\t\u200c\u200d]", regex.VERSION1)
_LINE_ENDS: Final = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_NO_LETTER: Final = regex.compile(r"[^\p{L}]+")
_LOWER_WORD: Final = re.compile(r"\b[a-z]{2,}\b")
_HAN: Final = regex.compile(r"\p{Han}")
_FEWEST_WORDS, _FEWEST_HAN = 3, 5  # of a source that is no name or title

_OF_ITSELF: Final = re.compile(
    r"\b(?:please|could you|can you|you can) (?:provide|share|send|enter|give)\b[^.\n]{0,40}\btranslat"
    r"|\bno (?:text|message|content) (?:to|for) translat"
    r"|\bmy (?:\w+ )?(?:instructions?|tasks?|job|role|purpose) (?:is|are) to translate"
    r"|请(?:您|你)?(?:提供|发送|输入|给出)[^。\n]{0,12}翻译|(?:没有|未提供)[^。\n]{0,6}翻译"
    r"|我(?:只|仅)(?:能|会|负责)(?:进行)?翻译|我(?:只|仅|就)?是(?:一[个名款位])?翻译",
    re.IGNORECASE,
)
_OF_TRANSLATION: Final = re.compile(r"translat|翻译|译", re.IGNORECASE)


def without_hidden(text: str, source: str) -> str:
    """A text with plain ends of lines, and without characters that nobody sees unless the source has them."""
    plain = _LINE_ENDS.sub("\n", text)
    return str(_HIDDEN.sub(lambda found: found[0] if found[0] in source else "", plain))


def is_strange(text: str, source: str) -> bool:
    """Whether an answer is in another language, repeats its source, or speaks of the work of translating."""
    if any(letter not in source for letter in _FOREIGN.findall(text)):
        return True
    if _OF_ITSELF.search(text) and not _OF_TRANSLATION.search(source):
        return True
    return _repeats(text, source)


def _repeats(text: str, source: str) -> bool:
    """Whether an answer has the whole source in it, besides its translation or a remark."""
    if len(_LOWER_WORD.findall(source)) < _FEWEST_WORDS and len(_HAN.findall(source)) < _FEWEST_HAN:
        return False
    given, made = (_NO_LETTER.sub(" ", each).strip().casefold() for each in (source, text))
    return given != made and given in made
