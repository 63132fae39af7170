"""AutoMod's keywords: how they match a text, whatever the width, case and script that it is written in.

They see through less than the watch-list does (`bot.moderation.folding`): a rule must not stop here what it lets pass
on Discord, so accents, digits, and look-alikes count.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, reduce
from operator import or_
from typing import Final, NamedTuple

import regex
from ahocorasick_rs import AhoCorasick

from bot.moderation.cover import Span
from bot.text.folding import fold
from bot.text.script import to_simplified

_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]++")
_SURROGATE = regex.compile(r"\p{Cs}")
_SPACELESS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
"""A character of a script that is written without spaces between words."""

_SPACES = regex.compile(r"\s{2,}")
_STEPS = 4


def valid(text: str) -> str:
    """Replace lone surrogates, which no matcher accepts, with U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def legible(text: str) -> str:
    """A text as its readers see it: without invisible characters, and with plain letters for stylized ones."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", fold(_INVISIBLE.sub("", valid(text))))


class _Folds(dict[int, str]):
    """What each character is compared as; filled on demand.

    One character at a time, so that a keyword in a text is folded as it is elsewhere.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _fold(char)
        for _ in range(_STEPS):
            char, folded = folded, "".join(map(_fold, folded))
            if char == folded:
                break
        self[code] = folded
        return folded


def _fold(char: str) -> str:
    if char.isspace():
        return " "
    return "".join(map(to_simplified, unicodedata.normalize("NFKC", char).casefold()))


_FOLDS: Final = _Folds()


class Folded:
    """A text as keywords are compared with it.

    Args:
        source: the text; it should be `legible`, and must be `valid`.

    Attributes:
        source: the text.
        text: in lower case, Simplified characters and plain width, with single spaces.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = _SPACES.sub(" ", source.translate(_FOLDS))

    @cached_property
    def _offsets(self) -> list[int]:
        """For every character of `text`, and its end, the index in `source`."""
        offsets: list[int] = []
        space = False
        for index, char in enumerate(self.source):
            for part in char.translate(_FOLDS):
                if not (space and part == " "):
                    offsets.append(index)
                space = part == " "
        offsets.append(len(self.source))
        return offsets

    def origin(self, span: Span) -> Span:
        """The bounds in `source` of a part of `text`."""
        start, end = span
        if end == start:
            return self._offsets[start], self._offsets[start]
        return self._offsets[start], self._offsets[end - 1] + 1

    def written(self, span: Span) -> str:
        """A part of `text` as it is written in `source`."""
        start, end = self.origin(span)
        return self.source[start:end]


class _Bounds(NamedTuple):
    """How a keyword must be bounded."""

    starts_word: bool
    ends_word: bool


class Hit(NamedTuple):
    """A keyword in a text.

    Attributes:
        owner: the number of the list that has it.
        allowed: whether it is in the list of allowed words.
        span: its bounds in the folded text.
    """

    owner: int
    allowed: bool
    span: Span


class Keywords:
    """The keywords of several lists, found in one pass.

    `word` matches a whole word or phrase, `word*` the beginning of one, `*word` its end, and `*word*` anything. Words
    are bounded by what is neither a letter nor a digit, and by characters of scripts without spaces. Keywords that have
    such characters themselves match anywhere. Keywords that are blank once they are folded match nothing.

    Args:
        lists: words and allowed words of each list.
    """

    def __init__(self, lists: Iterable[tuple[Iterable[str], Iterable[str]]]) -> None:
        # Who uses a keyword is a number with a bit for each list of words and each one of allowed words.
        uses: defaultdict[str, defaultdict[_Bounds, int]] = defaultdict(lambda: defaultdict(int))
        for owner, (words, allowed) in enumerate(lists):
            for place, keywords in enumerate((words, allowed), 2 * owner):
                for keyword in keywords:
                    core, bounds = _parse(keyword)
                    if core:
                        uses[core][bounds] |= 1 << place
        self._uses = [tuple(found.items()) for found in uses.values()]
        self._users = [reduce(or_, found.values()) for found in uses.values()]
        self._automaton = AhoCorasick(list(uses), store_patterns=False) if uses else None

    def find(self, text: str) -> Iterator[Hit]:
        """Yield what a text has, by its end; of what ends at one place, the longest of each list.

        What is within it decides nothing: whatever allows the longest allows that too. So thousands of keywords within
        each other, such as `a`, `aa` and `aaa`, cost no more than one.

        Args:
            text: folded.
        """
        if self._automaton is None:
            return
        at = found = 0
        # Of matches with one end, the automaton has the longest first.
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if end != at:
                at, found = end, 0
            if not self._users[number] & ~found:
                continue
            for bounds, lists in self._uses[number]:
                news = lists & ~found
                if not news or (bounds.starts_word and not _is_bound(text, start - 1)):
                    continue
                if bounds.ends_word and not _is_bound(text, end):
                    continue
                found |= news
                for place in range(news.bit_length()):
                    if news >> place & 1:
                        yield Hit(place // 2, place % 2 == 1, (start, end))


def _parse(keyword: str) -> tuple[str, _Bounds]:
    stripped = keyword.strip()
    core = Folded(legible(stripped.strip("*"))).text.strip()
    anywhere = _SPACELESS.search(core) is not None
    return core, _Bounds(
        starts_word=not (anywhere or stripped.startswith("*")),
        ends_word=not (anywhere or stripped.endswith("*")),
    )


def _is_bound(text: str, index: int) -> bool:
    if not 0 <= index < len(text):
        return True
    char = text[index]
    return not char.isalnum() or _SPACELESS.match(char) is not None
