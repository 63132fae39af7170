"""PURE: cheap checks, with few false alarms, of whether a hypothesis looks like a translation of its source.

The thresholds were chosen so that fewer than one in two hundred human translations of dialogue, news and encyclopedias
are called faulty.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

import regex

from bot.nmt.types import Direction, Hypothesis

_PLACEHOLDER = regex.compile(r"⟦\d⟧")
# U+FFFD replaces invalid UTF-8, and ⁇ is SentencePiece's symbol for an unknown piece.
_GARBLED = regex.compile(r"[\ufffd⁇]")
_LETTER = regex.compile(r"\p{L}")
_HAN = regex.compile(r"\p{Han}")
_NO_LETTER = regex.compile(r"[^\p{L}]+")
# Not yet a loop: "no no no no", "noooo", 哈哈哈哈.
_LOOP = regex.compile(r"(.{2,5}?)\1{4}|(.{6,30}?)\2{3}|(\p{Han})\3{4}|(\S)\4{7}")
_HAN_RUN = regex.compile(r"(\p{Han})\1{3}")
_TOKEN = regex.compile(r"\p{Han}|[^\W\p{Han}]+")
_LOWER_WORD = regex.compile(r"(?<![\w'’])[a-z]{2,}(?![\w])")
# English letters that carry as much meaning as one Han character.
_LETTERS_PER_HAN = 3.5
# The lengths of short texts vary freely: this many Han characters are added to both before they are compared.
_SLACK = 5.0
_MAX_RATIO = 2.3
# A trigram that occurs this often and makes up this share of the text is a loop with small variations.
_LOOP_TRIGRAMS = 4
_LOOP_SHARE = 0.35


class Fault(StrEnum):
    """What is wrong with a hypothesis.

    Attributes:
        EMPTY: it is blank.
        PLACEHOLDER: a placeholder was lost, duplicated or invented.
        REPETITION: it loops where the source does not.
        COPY: it repeats the source, although that has words to translate.
        SCRIPT: it is not in the target language's script.
        RATIO: it is far longer or shorter than the source.
        GARBLED: it contains U+FFFD or ⁇ for characters that the model cannot write.
    """

    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    REPETITION = "repetition"
    COPY = "copy"
    SCRIPT = "script"
    RATIO = "ratio"
    GARBLED = "garbled"


def check(source: str, hypothesis: Hypothesis, direction: Direction) -> Fault | None:
    """Find the first fault of a hypothesis.

    Args:
        source: the segment as the model got it, with its placeholders.
        hypothesis: the model's output.
        direction: source and target language; the script is only checked if one of them is `zh`.

    Returns:
        The fault, or None if no check fails.
    """
    return next(_faults(source, hypothesis.text, direction), None)


def placeholders(text: str) -> Counter[str]:
    """Count each placeholder `⟦k⟧` in a text."""
    return Counter(_PLACEHOLDER.findall(text))


def _faults(source: str, target: str, direction: Direction) -> Iterator[Fault]:
    if source.strip() and not target.strip():
        yield Fault.EMPTY
    if _GARBLED.search(target) and not _GARBLED.search(source):
        yield Fault.GARBLED
    if placeholders(source) != placeholders(target):
        yield Fault.PLACEHOLDER
    source, target = _PLACEHOLDER.sub(" ", source), _PLACEHOLDER.sub(" ", target)
    if _loops(target) and not _loops(source):
        yield Fault.REPETITION
    if not _LETTER.search(source):
        return
    if _has_words(source, direction):
        if _letters(source) == _letters(target):
            yield Fault.COPY
        if _wrong_script(target, direction):
            yield Fault.SCRIPT
    ratio = (_length(target) + _SLACK) / (_length(source) + _SLACK)
    if not 1 / _MAX_RATIO <= ratio <= _MAX_RATIO:
        yield Fault.RATIO


def _letters(text: str) -> str:
    """The text's words without punctuation and case."""
    return _NO_LETTER.sub(" ", text).strip().casefold()


def _loops(text: str) -> bool:
    letters = _letters(text) + " "
    if _may_loop(letters) and _LOOP.search(letters):
        return True
    tokens = _TOKEN.findall(letters)
    trigrams = Counter(zip(tokens, tokens[1:], tokens[2:], strict=False))
    most = max(trigrams.values(), default=0)
    return most >= _LOOP_TRIGRAMS and 3 * most >= _LOOP_SHARE * len(tokens)


def _may_loop(text: str) -> bool:
    """Whether anything repeats often enough for `_LOOP`, which takes ten times as long to find nothing.

    Each of its loops repeats some trigram four times, except four equal Han characters.
    """
    trigrams = Counter(zip(text, text[1:], text[2:], strict=False))
    return max(trigrams.values(), default=0) >= _LOOP_TRIGRAMS or _HAN_RUN.search(text) is not None


def _has_words(source: str, direction: Direction) -> bool:
    """Whether something must change in translation: a single word, a name or an abbreviation may stay as it is."""
    if direction.source == "zh":
        return len(_HAN.findall(source)) > 1
    return len(_LOWER_WORD.findall(source)) > 1


def _wrong_script(target: str, direction: Direction) -> bool:
    han = len(_HAN.findall(target))
    if direction.target == "zh":
        return han == 0
    return 2 * han > len(_LETTER.findall(target))


def _length(text: str) -> float:
    """The amount of content in a text, in Han characters."""
    han = len(_HAN.findall(text))
    return han + (len(_LETTER.findall(text)) - han) / _LETTERS_PER_HAN
