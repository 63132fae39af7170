"""PURE: does a hypothesis look like a translation of its source? Checks that are cheap and seldom cry wolf.

The bounds were set so that fewer than one in two hundred human translations of dialogue, news and encyclopaedias is
called faulty.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

import regex

from bot.nmt.types import Direction, Hypothesis

_PLACEHOLDER = regex.compile(r"⟦\d⟧")
# U+FFFD stands for bytes that are no UTF-8, ⁇ is SentencePiece's word for a piece it does not know.
_GARBLED = regex.compile(r"[\ufffd⁇]")
_LETTER = regex.compile(r"\p{L}")
_HAN = regex.compile(r"\p{Han}")
_NO_LETTER = regex.compile(r"[^\p{L}]+")
# Not yet a loop: "no no no no", "noooo", 哈哈哈哈.
_LOOP = regex.compile(r"(.{2,5}?)\1{4}|(.{6,30}?)\2{3}|(\p{Han})\3{4}|(\S)\4{7}")
_HAN_RUN = regex.compile(r"(\p{Han})\1{3}")
_TOKEN = regex.compile(r"\p{Han}|[^\W\p{Han}]+")
_LOWER_WORD = regex.compile(r"(?<![\w'’])[a-z]{2,}(?![\w])")
# English letters that say as much as one Han character.
_LETTERS_A_HAN = 3.5
# Short texts vary freely: this many Han characters are added to both lengths before they are compared.
_SLACK = 5.0
_MOST_RATIO = 2.3
# A trigram that comes so often and makes up so much of the text is a loop that changes a little each time.
_LOOP_TRIGRAMS = 4
_LOOP_SHARE = 0.35


class Fault(StrEnum):
    """What is wrong with a hypothesis.

    Attributes:
        EMPTY: nothing was written.
        PLACEHOLDER: one was lost, doubled or invented.
        REPETITION: the decoder went round in circles, where the source does not.
        COPY: the source was written again, although it has words to translate.
        SCRIPT: it is not written in the target language's script.
        RATIO: it is absurdly longer or shorter than the source.
        GARBLED: characters that the model cannot write stand in it as U+FFFD or ⁇.
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
        hypothesis: what the model made of it.
        direction: from which language to which; the script is looked at where one side is `zh`.

    Returns:
        The fault, or None where none is seen.
    """
    return next(_faults(source, hypothesis.text, direction), None)


def placeholders(text: str) -> Counter[str]:
    """How often each placeholder `⟦k⟧` stands in a text."""
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
    if not 1 / _MOST_RATIO <= ratio <= _MOST_RATIO:
        yield Fault.RATIO


def _letters(text: str) -> str:
    """The text's letters alone, words one space apart, so that punctuation and case make no difference."""
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
    """Whether something stands often enough for `_LOOP`, which takes ten times as long to say no.

    Each of its loops holds three characters in a row four times, but for the same Han four times.
    """
    trigrams = Counter(zip(text, text[1:], text[2:], strict=False))
    return max(trigrams.values(), default=0) >= _LOOP_TRIGRAMS or _HAN_RUN.search(text) is not None


def _has_words(source: str, direction: Direction) -> bool:
    """Whether something must change in translation: a lone word, a name or an abbreviation may stay as it is."""
    if direction.source == "zh":
        return len(_HAN.findall(source)) > 1
    return len(_LOWER_WORD.findall(source)) > 1


def _wrong_script(target: str, direction: Direction) -> bool:
    han = len(_HAN.findall(target))
    if direction.target == "zh":
        return han == 0
    return 2 * han > len(_LETTER.findall(target))


def _length(text: str) -> float:
    """How much a text says, in Han characters."""
    han = len(_HAN.findall(text))
    return han + (len(_LETTER.findall(text)) - han) / _LETTERS_A_HAN
