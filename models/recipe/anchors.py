"""PURE: words that stand for each other on the two sides of a pair, to know where in both a placeholder belongs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Pair = tuple[str, str]

_LEAST_TOGETHER = 15
_LEAST_DICE = 0.25
_MOST_WORDS = 14
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_HAN = re.compile(r"[\u4e00-\u9fff]{1,6}")
_GRAM = re.compile(r"(?=([\u4e00-\u9fff]{2}))|([\u4e00-\u9fff])")
_INFINITIVE = "to "


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word and its translation, as offsets: `english[start:end]` means `chinese[begins:ends]`."""

    start: int
    end: int
    begins: int
    ends: int


class Anchors:
    """Looks for words and their translations.

    Args:
        lexicon: pairs of which those are used that are one English word, with or without "to", and one to six Han
            characters.
    """

    def __init__(self, lexicon: Iterable[Pair]) -> None:
        self._known: dict[str, set[str]] = defaultdict(set)
        for english, chinese in lexicon:
            word = english.casefold().removeprefix(_INFINITIVE)
            if _WORD.fullmatch(word) and _HAN.fullmatch(chinese):
                self._known[word].add(chinese)

    def find(self, pair: Pair) -> Iterator[Anchor]:
        """Words that stand once in the English sentence, with a translation that stands once in the Chinese one."""
        english, chinese = pair
        words = [(match.start(), match.end(), match.group().casefold()) for match in _WORD.finditer(english)]
        spoken = [word for *_, word in words]
        for start, end, word in words:
            if word in self._known and spoken.count(word) == 1:
                known = [one for one in self._known[word] if chinese.count(one) == 1]
                if known:
                    best = max(known, key=len)
                    at = chinese.index(best)
                    yield Anchor(start, end, at, at + len(best))


def together(pairs: Iterable[Pair]) -> list[Pair]:
    """Words and Han characters, one or two, that stand in the same pairs again and again (Dice, 1945).

    Args:
        pairs: the more, the better; long ones are passed over, for they say little.
    """
    words: Counter[str] = Counter()
    grams: Counter[str] = Counter()
    both: Counter[Pair] = Counter()
    for english, chinese in pairs:
        said = {match.group().casefold() for match in _WORD.finditer(english)}
        if len(said) > _MOST_WORDS:
            continue
        written = {gram for match in _GRAM.finditer(chinese) for gram in match.groups() if gram}
        words.update(said)
        grams.update(written)
        both.update((word, gram) for word in said for gram in written)
    return [
        (word, gram)
        for (word, gram), count in both.items()
        if count >= _LEAST_TOGETHER and 2 * count >= _LEAST_DICE * (words[word] + grams[gram])
    ]
