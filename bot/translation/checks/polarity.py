"""Does a translation say 'not' where its source does?

Negators are counted on each side. A negator can have several possible counts, because languages negate differently:
`not` counts as one; a word that may translate a negation (`few`, 放心) as zero or one; a double negative (不是不) as
zero or two; an idiom or a yes-no question that only looks like a negation (不只, 是不是) as zero. The sides agree if
both can have the same count. Opposites (`cheap` for 贵) must differ by a negation ('not cheap'). A phrase that depends
on one word ("won't stop barking") requires an equivalent (一直, 不停). The words are in `data/polarity.toml`.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from bot.nmt.types import Direction

_KINDS = ("double", "none", "idiom", "negation", "soft")
_WORD = re.compile(r"[a-z]+(?:'(?!s\b)[a-z]+)?")
_CHAR = re.compile(r"[^\W\d]")
_SEPARATOR = re.compile(r"\s+\|\s+|\n")
# The parts of a pattern: lookbehinds, alternative beginnings, the rest.
_PATTERN = re.compile(r"(?P<before>(?:\(\?<[=!](?:[^()]|\([^()]*\))*\))*)(?:\(\?:(?P<choices>[^()]*)\))?(?P<rest>.*)")
# Questions keep their marks, which identify tag questions and rhetorical ones.
_ENGLISH_END = re.compile(r"(?<=[.!?])[\"”')]*\s+|[.!]+$|\n+")
_CHINESE_END = re.compile(r"(?<=[？?])[”\"]*|[。！!…\n]+[”\"]*")
_MOST_SENTENCES = 3
_NOT_NEGATED = 0b1


class _Counts(NamedTuple):
    """How many negations a text has.

    Attributes:
        least: the certain ones.
        possible: bit n is set if n negations are possible.
        doubled: whether two of them may cancel out, so that the exact number matters.
    """

    least: int
    possible: int
    doubled: bool = False


class _Scanner:
    """Counts negations in one language.

    Args:
        unit: finds the words or characters that patterns may begin with.
        rules: the patterns that begin with each unit; the name of the matching group is the kind.
        stems: single words that may translate a negation.
        negators: the units that negations begin with.
    """

    def __init__(
        self,
        unit: re.Pattern[str],
        rules: dict[str, re.Pattern[str]],
        stems: re.Pattern[str] | None,
        negators: frozenset[str],
    ) -> None:
        self._unit = unit
        self._rules = rules
        self._is_stem = lru_cache(maxsize=4096)(lambda word: stems is not None and stems.fullmatch(word) is not None)
        self.negators = negators

    def count(self, text: str) -> _Counts:
        """Count the negations in a text."""
        least, possible, doubled = 0, _NOT_NEGATED, False
        for kind in self._kinds(text):
            if kind == "negation":
                least += 1
                possible <<= 1
            elif kind == "double":
                possible |= possible << 2
                doubled = True
            elif kind != "none":
                possible |= possible << 1
        return _Counts(least, possible, doubled)

    def _kinds(self, text: str) -> Iterator[str]:
        end = 0
        for unit in self._unit.finditer(text):
            if unit.start() < end:
                continue
            rule = self._rules.get(unit[0])
            if rule is not None and (match := rule.match(text, unit.start())):
                end = match.end()
                yield match.lastgroup or "none"
            elif self._is_stem(unit[0]):
                yield "soft"


@dataclass(frozen=True, slots=True)
class _Opposites:
    """Two opposite words, with the patterns of each in English and in Chinese."""

    english: tuple[re.Pattern[str], re.Pattern[str]]
    chinese: tuple[re.Pattern[str], re.Pattern[str]]

    def are_swapped(self, english: str, chinese: str) -> bool:
        """Whether one side has only one of the two words, and the other side only its opposite."""
        # Chinese first: its texts are shorter, its patterns simpler, and usually it has neither.
        first = self.chinese[0].search(chinese) is not None
        if first == (self.chinese[1].search(chinese) is not None):
            return False
        return self.english[first].search(english) is not None and self.english[not first].search(english) is None


class _Requirement(NamedTuple):
    """An English phrase, and what its Chinese translation must contain."""

    english: re.Pattern[str]
    chinese: re.Pattern[str]


class _Lexicon(NamedTuple):
    """The words that affect polarity.

    Attributes:
        english: counts negations in English.
        chinese: counts negations in Chinese.
        opposites: by English word, the pairs that it may be part of.
        requirements: by English word, the requirements that may begin with it.
    """

    english: _Scanner
    chinese: _Scanner
    opposites: dict[str, list[_Opposites]]
    requirements: dict[str, list[_Requirement]]


def keeps_polarity(source: str, target: str, direction: Direction) -> bool:
    """Whether a translation negates what its source negates, and nothing else.

    A free translation passes if a word on the other side may translate the negation. This misses some errors, and
    rejects about 1 in 40 human translations of chat and film dialogue.

    Args:
        source: the text; Chinese in Simplified characters.
        target: its translation.
        direction: of the translation.

    Returns:
        False if the target says 'not', or the opposite, where its source does not.
    """
    english, chinese = (source, target) if direction.source == "en" else (target, source)
    english = english.lower().replace("’", "'")
    lexicon = _lexicon()
    words = _WORD.findall(english)
    if any(_is_unmet(lexicon.requirements[word], english, chinese) for word in lexicon.requirements.keys() & words):
        return False
    opposites = lexicon.opposites.keys() & words
    if lexicon.english.negators.isdisjoint(words) and lexicon.chinese.negators.isdisjoint(chinese):
        return not _are_swapped(lexicon, opposites, english, chinese)
    return all(_agree(lexicon, opposites, *pair) for pair in _sentences(english, chinese))


def _is_unmet(requirements: Iterable[_Requirement], english: str, chinese: str) -> bool:
    return any(one.english.search(english) and not one.chinese.search(chinese) for one in requirements)


def _sentences(english: str, chinese: str) -> list[tuple[str, str]]:
    """Pair the sentences if there are equally few on both sides; otherwise the whole texts are one pair."""
    ours, theirs = _ENGLISH_END.split(english), _CHINESE_END.split(chinese)
    ours, theirs = ([part for part in parts if not part.isspace() and part] for parts in (ours, theirs))
    if len(ours) == len(theirs) <= _MOST_SENTENCES:
        return list(zip(ours, theirs, strict=True))
    return [(english, chinese)]


def _agree(lexicon: _Lexicon, opposites: Iterable[str], english: str, chinese: str) -> bool:
    ours, theirs = lexicon.english.count(english), lexicon.chinese.count(chinese)
    if _are_swapped(lexicon, opposites, english, chinese):
        return (ours.least - theirs.least) % 2 == 1
    if ours.possible & theirs.possible:
        return True
    return not (ours.doubled or theirs.doubled or (ours.possible | theirs.possible) & _NOT_NEGATED)


def _are_swapped(lexicon: _Lexicon, words: Iterable[str], english: str, chinese: str) -> bool:
    return any(pair.are_swapped(english, chinese) for word in words for pair in lexicon.opposites[word])


def warm() -> None:
    """Read the words now rather than with the first message."""
    _lexicon()


@cache
def _lexicon() -> _Lexicon:
    data = _data()
    opposites: defaultdict[str, list[_Opposites]] = defaultdict(list)
    for row in data["opposites"]:
        english = [_entries(side) for side in row["en"]]
        pair = _Opposites(
            (_whole_words(english[0]), _whole_words(english[1])),
            (_any_of(_entries(row["zh"][0])), _any_of(_entries(row["zh"][1]))),
        )
        for word in {head for side in english for entry in side for head, _ in _heads(entry, _WORD)}:
            opposites[word].append(pair)
    requirements: defaultdict[str, list[_Requirement]] = defaultdict(list)
    for row in data["requirements"]:
        entries = _entries(row["en"])
        requirement = _Requirement(_whole_words(entries), _any_of(_entries(row["zh"])))
        for word in {head for entry in entries for head, _ in _heads(entry, _WORD)}:
            requirements[word].append(requirement)
    stems = _any_of(_entries(data["en"]["stems"]))
    english_rules, english_negators = _rules(data["en"], _WORD)
    chinese_rules, chinese_negators = _rules(data["zh"], _CHAR)
    return _Lexicon(
        _Scanner(_WORD, english_rules, stems, english_negators),
        _Scanner(re.compile(f"[{''.join(chinese_rules)}]"), chinese_rules, None, chinese_negators),
        dict(opposites),
        dict(requirements),
    )


def _data() -> dict[str, Any]:
    text = (files("bot.translation") / "data" / "polarity.toml").read_text("utf-8")
    return tomllib.loads(text.replace(r"\p{Han}", "[\u4e00-\u9fff]"))


def _rules(kinds: dict[str, str], unit: re.Pattern[str]) -> tuple[dict[str, re.Pattern[str]], frozenset[str]]:
    """One combined pattern for each unit that patterns begin with; and the units that negations begin with."""
    by_head: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for kind in _KINDS:
        for entry in _entries(kinds[kind]):
            for head, pattern in _heads(entry, unit):
                by_head[head][kind].append(pattern)
    bound = r"\b" if unit is _WORD else ""
    rules = {
        head: re.compile("|".join(f"(?P<{kind}>(?:{'|'.join(found)}){bound})" for kind, found in rule.items()))
        for head, rule in by_head.items()
    }
    return rules, frozenset(head for head, rule in by_head.items() if "negation" in rule)


def _heads(entry: str, unit: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield the units that a pattern may begin with, each with the pattern for that beginning.

    Raises:
        ValueError: its beginning is not fixed.
    """
    parts = _PATTERN.match(entry)
    before, choices, rest = (parts["before"], parts["choices"] or "", parts["rest"]) if parts else ("", "", entry)
    for choice in choices.split("|"):
        found = unit.match(choice + rest)
        if found is None:
            raise ValueError(f"a pattern has no fixed beginning: {entry}")
        yield found[0], before + choice + rest


def _entries(text: str) -> list[str]:
    return [entry for entry in _SEPARATOR.split(text.strip()) if entry]


def _any_of(entries: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(entries))


def _whole_words(entries: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(entries)})\b")
