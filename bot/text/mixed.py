"""Finds the words of a sentence that are in another language and stay unchanged."""

from collections.abc import Iterable

import regex

from bot.text.han import is_common
from bot.text.language import Language
from bot.text.lexicon import COMMON, weight

_STRANGE = r"[\p{L}--[\p{Latin}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Common}]]"
_STRANGER = rf"{_STRANGE}[\p{{L}}\p{{M}}--[\p{{Latin}}\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}\p{{Common}}]]*+"
_OTHERS = rf"\p{{Hangul}}++(?:[ ]\p{{Hangul}}++)*+ | {_STRANGER}(?:[ ]{_STRANGER})*+"
_KANA = r"[\p{Hiragana}\p{Katakana}]"
_IN_CHINESE = regex.compile(
    rf"""
      「(?=[^「」\n]{{0,40}}{_KANA})[^「」\n]{{1,40}}+」
    | {_KANA}(?:{_KANA}|[ー・])++ (?: \p{{Han}}{{1,2}}(?:{_KANA}|ー)++ )*+
    | {_OTHERS}
    """,
    regex.VERSION1 | regex.VERBOSE,
)
_ASIAN = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_IN_ENGLISH = regex.compile(
    rf"""
      《[^《》\n]{{1,60}}+》 | 「[^「」\n]{{1,60}}+」
    | (?:(?<![A-Za-z0-9])[0-9]{{1,9}}+(?={_ASIAN}))?+ {_ASIAN}
      (?: {_ASIAN} | [ー々] | (?:[·・‧、，：；]|[0-9]{{1,9}}+)(?={_ASIAN}) )*+
    | {_OTHERS}
    """,
    regex.VERSION1 | regex.VERBOSE,
)
_LETTERS = r"(?=[0-9]*+\p{Latin})[\p{Latin}\p{N}][\p{Latin}\p{M}\p{N}]*+(?:['’&.+#-][\p{Latin}\p{N}]++)*+[+#]*+"
_NUMBER = r"[0-9]{1,4}+(?![\p{Latin}\p{N}个年月日号点块元分岁天次人])"
_LATIN = regex.compile(rf"(?<![\p{{Latin}}\p{{N}}]){_LETTERS}(?:[ ](?:{_LETTERS}|{_NUMBER}))*+")
_SYMBOL = regex.compile(r"⟦[^⟦⟧]*⟧")
BORROWED = frozenset("ok app wifi bug vs pk cp dj ktv vip ppt pdf pc diy bgm up".split())
"""Loanwords in Chinese, which the model has seen in Chinese text."""


def foreign_runs(text: str, language: Language) -> list[tuple[int, int]]:
    """Find the runs of a text that stay unchanged because they are not in its language.

    In English, every run of Han stays, including inner punctuation and digits. In Chinese, a run of Latin words stays
    if any of them is not a common English word (a name, a brand, an abbreviation in capitals); if all are common, as
    in `这个feature太cute了`, the model translates it. In both, words in kana, hangul and any other script stay.

    Args:
        text: prose of one or more sentences; placeholders are skipped.
        language: of the text; languages other than English and Chinese have no such runs.

    Returns:
        Starts and ends, in order and without overlaps.
    """
    if language is Language.ENGLISH:
        return [] if text.isascii() else [found.span() for found in _IN_ENGLISH.finditer(text)]
    if language is not Language.CHINESE:
        return []
    runs = [found.span() for found in _IN_CHINESE.finditer(text)]
    symbols = [found.span() for found in _SYMBOL.finditer(text)]
    runs += [
        found.span()
        for found in _LATIN.finditer(text)
        if _stays(found.group())
        and not (len(found.group()) == 1 and _is_joined(text, found.end()))
        and not any(start <= found.start() < end for start, end in symbols)
    ]
    return _united(sorted(runs))


def _united(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs in order, with those that overlap as one: a title in kana may have Latin words."""
    united: list[tuple[int, int]] = []
    for start, end in runs:
        if united and start < united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return united


def _stays(run: str) -> bool:
    return not all(map(_is_common, run.split(" ")))


def _is_joined(text: str, end: int) -> bool:
    """Whether Han follows: `T恤` and `B站` are Chinese words."""
    return is_common(text[end : end + 1])


def _is_common(word: str) -> bool:
    """Whether the model translates a Latin word within Chinese."""
    lower = word.lower().replace("’", "'")
    if lower in BORROWED or word.isdecimal():
        return True
    if word.isupper() and len(word) > 1:
        return len(word) > len("IT") and lower in COMMON
    if word[0].isupper() and lower not in COMMON:
        return False
    return weight(lower) > 0
