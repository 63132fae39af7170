"""PURE: finds words that translate each other in a pair, so that placeholders can go at corresponding places."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Pair = tuple[str, str]

_MIN_TOGETHER = 15
_MIN_DICE = 0.25
_MAX_WORDS = 14
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_HAN = re.compile(r"[\u4e00-\u9fff]{1,6}")
_GRAM = re.compile(r"(?=([\u4e00-\u9fff]{2}))|([\u4e00-\u9fff])")
_INFINITIVE = "to "


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word and its translation as offsets: `english[start:end]` means `chinese[begins:ends]`."""

    start: int
    end: int
    begins: int
    ends: int


class Anchors:
    """Finds words and their translations in pairs.

    Args:
        lexicon: pairs; those with one English word, optionally after "to", and one to six Han characters are used.
    """

    def __init__(self, lexicon: Iterable[Pair]) -> None:
        self._known: dict[str, set[str]] = defaultdict(set)
        for english, chinese in lexicon:
            word = english.casefold().removeprefix(_INFINITIVE)
            if _WORD.fullmatch(word) and _HAN.fullmatch(chinese):
                self._known[word].add(chinese)

    def find(self, pair: Pair) -> Iterator[Anchor]:
        """Find words that occur once in the English sentence and have a translation that occurs once in the Chinese."""
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


def learn_lexicon(pairs: Iterable[Pair]) -> list[Pair]:
    """Find words and one or two Han characters that often occur in the same pairs (Dice, 1945).

    Args:
        pairs: the more, the better; long ones are skipped, because they provide little evidence.
    """
    words: Counter[str] = Counter()
    grams: Counter[str] = Counter()
    both: Counter[Pair] = Counter()
    for english, chinese in pairs:
        said = {match.group().casefold() for match in _WORD.finditer(english)}
        if len(said) > _MAX_WORDS:
            continue
        written = {gram for match in _GRAM.finditer(chinese) for gram in match.groups() if gram}
        words.update(said)
        grams.update(written)
        both.update((word, gram) for word in said for gram in written)
    return [
        (word, gram)
        for (word, gram), count in both.items()
        if count >= _MIN_TOGETHER and 2 * count >= _MIN_DICE * (words[word] + grams[gram])
    ]
