"""How people type a message: which differences do not matter, and plainer ways to type the same."""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum

from bot.text.language import Language

ENDS = ".!?。！？…~～,;:、· \t\n"
_SPACED = str.maketrans(dict.fromkeys(',;"“”-', " ") | dict.fromkeys("'’ʼ‘`´"))
_UNSPACED = str.maketrans(dict.fromkeys(',;:"“”、·「」 \t\n' + "'’ʼ‘`´"))

LONG_RUN = re.compile(r"([a-z])\1{2,}")
RUN = re.compile(r"([a-z])\1+")
_DRAWN_OUT = re.compile(r"(?<=[a-z])([hkwyu])\1(?![a-z])")
_REPEATED = re.compile(r"\b(\w+)(?: \1\b)+")
_LAUGH_WORDS = re.compile(r"\b(?:[bm]w?u?a)?(?:(h[aeiou])h*\1[haeiou]*|(lo+l)(?:ol)*[sz]?|(lma+o+))(?![a-z])")
_EMPHATIC = re.compile(r"([a-z])\1\1|(?:([hkwyu])\2\b)|([a-z]{2,4}?)\3|lo+l|lma+o")
"""What an emphatically typed key contains."""
_HAN_RUN = re.compile(r"([\u4e00-\u9fff])\1{2,}")
_HAN_REPEATED = re.compile(r"([\u4e00-\u9fff]{1,5}?)\1+")
_SYLLABLES = re.compile(r"\b([a-z]{2,4}?)\1{2,}\b")
_DIGITS = re.compile(r"(?:6{4,}|23{3,})")
_SHORTEST = 2  # characters that mean something without a particle
_PARTICLES = "啊呀哦噢喔哈啦哟呐咯"
_SHORTHAND = dict(
    pair.split(":")
    for pair in """
    u:you r:are ur:your ya:you y:why pls:please plz:please plss:please thx:thanks tnx:thanks thnx:thanks ok:okay
    tmr:tomorrow tmrw:tomorrow ppl:people sry:sorry cuz:because rly:really abt:about n:and tho:though msg:message
    b4:before
    """.split()
)


class End(IntEnum):
    """How a message ends."""

    NONE = 0
    STOP = 1
    EXCLAIM = 2
    TRAIL = 3
    ASK = 4
    EITHER = 5  # only for keys: an unmarked question or statement


def fold(text: str, source: Language) -> tuple[str, End]:
    """A message without differences that do not matter, and how it ends."""
    plain = (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()
    body = plain.rstrip(ENDS)
    tail = plain[len(body) :]
    chinese = source is Language.CHINESE
    key = body.translate(_UNSPACED) if chinese else " ".join(body.translate(_SPACED).split())
    return key, _end(tail) if tail else End.NONE


def _end(tail: str) -> End:
    if "?" in tail:
        return End.ASK
    if "!" in tail:
        return End.EXCLAIM
    if ".." in tail or "…" in tail or "。。" in tail:
        return End.TRAIL
    return End.STOP if "." in tail or "。" in tail else End.NONE


def variants(key: str, source: Language) -> Iterator[str]:
    """Yield a key, then plainer ways to type it."""
    yield key
    if source is Language.CHINESE:
        yield from _chinese_spellings(key)
        return
    words = key.split()
    yield " ".join(_SHORTHAND.get(word, word) for word in words)
    if not _EMPHATIC.search(key) and len(set(words)) == len(words):
        return
    yield LONG_RUN.sub(r"\1\1", key)
    yield LONG_RUN.sub(r"\1", key)
    yield _DRAWN_OUT.sub(r"\1", key)
    yield normalize_laughter(key)
    yield _SYLLABLES.sub(r"\1", key)
    yield _REPEATED.sub(r"\1 \1 \1", key)
    yield _REPEATED.sub(r"\1", LONG_RUN.sub(r"\1", key))


def _chinese_spellings(key: str) -> Iterator[str]:
    if len(set(key)) < len(key):
        yield _HAN_RUN.sub(r"\1\1\1", key)
        if whole := _HAN_REPEATED.fullmatch(key):
            yield whole[1] * 2
            yield whole[1]
    if _DIGITS.fullmatch(key):
        yield key[:3]
    bare = _HAN_RUN.sub(r"\1", key)
    yield bare
    if len(bare) > _SHORTEST and bare[-1] in _PARTICLES and bare[-1] != bare[-2]:
        bare = bare[:-1]
        yield bare
        if whole := _HAN_REPEATED.fullmatch(bare):
            yield whole[1]


def normalize_laughter(key: str) -> str:
    """Reduce laughter in English to one spelling: `haha`, `hehe`, `lol` or `lmao`."""
    return _LAUGH_WORDS.sub(_laugh, key)


def _laugh(match: re.Match[str]) -> str:
    syllable, lol, lmao = match.groups()
    if syllable:
        return "hehe" if syllable in ("he", "hi") else "haha"
    return "lol" if lol else "lmao" if lmao else match.group()
