"""Finds watched terms in texts, in whatever disguise.

A text is folded (`bot.moderation.folding`) and read in up to two ways (`bot.moderation.views`). Each is reduced to a
skeleton, in which digits are letters and no letter is repeated, and searched for the skeletons of all terms at once by
the automaton of Aho and Corasick ("Efficient string matching: an aid to bibliographic search", Communications of the
ACM 18, 1975). What it finds is compared with the term itself (`bot.moderation.pattern`). Only a text in which the
automaton finds something at the boundaries of words is folded again with the places of its characters.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar

from bot.learning.spellings import is_everyday, latin_spellings, mixed_spellings
from bot.moderation.cover import Cover
from bot.moderation.folding import Traced, fold
from bot.moderation.index import Index
from bot.moderation.pattern import Pattern
from bot.moderation.views import disguised, plain

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A term to watch for.

    Attributes:
        term: a word or phrase. `*` at its start or end stands for the rest of a word, as in AutoMod. Words of a phrase
            may be separated by any spaces and punctuation.
        language: of the term; a Chinese one is also found in pinyin, with one character in pinyin, and, if that is no
            usual word, by its initials.
        value: what to report.
        exception: whether nothing is to be found within it.
    """

    term: str
    language: Literal["en", "zh"]
    value: T
    exception: bool = False


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """Where a term was found.

    Attributes:
        value: of its entry.
        start: of what was found in the original text.
        end: the place after it.
    """

    value: T
    start: int
    end: int


def is_findable(term: str) -> bool:
    """Whether anything is left of a term to look for: a term of nothing but punctuation is never found."""
    return Pattern.of(term, 0) is not None


class Matcher(Generic[T]):
    """Finds the terms of a watch-list.

    Latin letters and digits match at the boundaries of words only, Han anywhere. A match that lies within a match of an
    exception does not count: with the exception `cock-a-doodle`, `cock` is not found in it, nor 日 in 日本.

    Args:
        entries: may repeat terms; those of which nothing can be found are passed over. Compiling 8,000 takes most of a
            second.
    """

    def __init__(self, entries: Iterable[Entry[T]]) -> None:
        self._entries = list(entries)
        patterns: tuple[dict[Pattern, None], dict[Pattern, None]] = ({}, {})
        for number, entry in enumerate(self._entries):
            patterns[entry.exception].update(dict.fromkeys(_patterns(entry, number)))
        fold("汉", traced=False)  # loads the tables, so that the first message need not wait for them
        is_everyday("the")
        self._terms, self._exceptions = ([Index(each, merged=merged) for merged in (False, True)] for each in patterns)

    def find(self, text: str) -> list[Match[T]]:
        """Find the terms in a text.

        Args:
            text: any `str`, as it was written, with Discord's markup.

        Returns:
            For each value, its first and there its longest match; in the order of the text, at one place the longer
            first.
        """
        folded = fold(text, traced=False)
        if any(_suited(self._terms, view).occurs(view.text) for view in _views(folded)):
            return self._located(text)
        return []

    def _located(self, text: str) -> list[Match[T]]:
        views = list(_views(fold(text, traced=True)))
        cover = Cover(span for view in views for span in _suited(self._exceptions, view).spans(view))
        found = {spot for view in views for spot in _suited(self._terms, view).spots(view, cover)}
        first: dict[T, Match[T]] = {}
        for start, end, number in sorted(found, key=_order):
            value = self._entries[number].value
            first.setdefault(value, Match(value, start, end))
        return list(first.values())


def _suited(indexes: Sequence[Index], view: Traced) -> Index:
    return indexes["1" in view.text]


def _order(spot: tuple[int, int, int]) -> tuple[int, int, int]:
    """By place, and there the longer first."""
    start, end, number = spot
    return start, -end, number


def _views(folded: Traced) -> Iterator[Traced]:
    straight = plain(folded)
    yield straight
    if (other := disguised(folded, straight)) and other.text != straight.text:
        yield other


def _patterns(entry: Entry[T], number: int) -> Iterator[Pattern]:
    pattern = Pattern.of(entry.term, number)
    if pattern is None:
        return
    yield pattern
    if (run_together := pattern.run_together()) is not None:
        yield run_together
    if entry.language == "zh":
        for spelling in latin_spellings(pattern.text):
            yield Pattern(f" {spelling} ", number)
        for mixed in mixed_spellings(pattern.text):
            yield replace(Pattern.of(mixed, number) or pattern, exact=True)
