"""Names in English prose.

A capitalized word within a sentence is a name, unless it is an ordinary word, or a place, people, festival or company
that has a Chinese name. At the beginning of a sentence, only a given name is one, and one that is also a word (Grace,
Mark, Hope) only if the next words are typical of people.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from operator import attrgetter

from bot.translation.facts.names.evidence import is_full, is_name, is_pinyin, is_place, may_be_given
from bot.translation.facts.names.tables import English, english, people_in_chinese, titles
from bot.translation.facts.names.types import Name

_CAPITALIZED = re.compile(r"[A-Z](?<![\w@#/.\-].)(?:\w|['’\-](?=[A-Z])){1,30}(?!['’]t\b)(?![\w@/])")
_APPLE = re.compile(r"\bi(?:Phone|Pad|Mac|OS|Cloud|Tunes|Message)\b")
_ANY_WORD = re.compile(r"[^\W\d_][\w'’\-]*")
_BEGINNING = re.compile(r"(?:\A|[.!?:;…\n。！？：]|[.!?]['\"”’)])[\s\"“”'‘’(\[*_>~\-–—•]*\Z")
_GAP = 8  # characters in which a sentence ends before another begins
_IN_LOWER_CASE = re.compile(
    r"(?:\b(?:my\s+name\s+is|my\s+name['’]?s|i['’]?m\s+called|"
    r"(?:please|just|can|everyone|they|friends|people)\s+(?:just\s+)?calls?\s+me)|\Acall\s+me)\s+"
    r"([a-z]{2,14})((?:\s+[a-z]{2,12})?)(?=\s*(?:[.,!?;:)]|\Z|\s(?:and|but|from|btw|i|im|i'm|what|nice)\b))",
    re.IGNORECASE,
)
_NOT_PEOPLE = frozenset(
    (
        *("hong kong", "feng shui", "tai chi", "yin yang", "kung fu", "dim sum", "wing chun", "xi an", "chow mein"),
        *("costa rica", "costa brava", "abu dhabi", "el paso", "sri lankan", "mazel tov", "mona lisa", "luis obispo"),
        *("del mar", "jiao tong", "chiang mai", "ann arbor"),
    )
)
_GENERIC_TITLES = frozenset(
    "mr mrs ms dr doctor professor prof aunt auntie uncle coach officer detective sergeant nurse".split()
)
_TITLES_IN_CHINESE = dict(
    pair.split(":")
    for pair in """
    mr:先生 mrs:太太 ms:女士 miss:小姐 dr:医生 doctor:医生 professor:教授 prof:教授 aunt:阿姨 auntie:阿姨 uncle:叔叔
    coach:教练 captain:队长 officer:警官 detective:警探 principal:校长 teacher:老师 grandma:奶奶 grandpa:爷爷 nurse:护士
    judge:法官 president:总统 king:国王 queen:女王 prince:王子 princess:公主 sergeant:警长 senator:参议员 chef:大厨
    """.split()
)
_NO_SURNAMES = frozenset("you right who strange good me bean world universe".split())
_EVERYDAY = frozenset(("Your Name", "Inside Out", "It Takes Two", "Joy of Life", "Eternal Love", "To Live", "Hi, Mom"))
_ARTICLE = "The "


def find(text: str) -> list[Name]:
    """Find the names in an English sentence."""
    known = english()
    words = [word for word in _CAPITALIZED.finditer(text) if _is_informative(word.group(), known)]
    introduces = "name" in text or "call" in text or "Name" in text or "Call" in text
    if not introduces and words and _ordinary_words().issuperset([word.group().lower() for word in words]):
        words = []
    if "iP" in text or "iM" in text or "iO" in text or "iC" in text or "iT" in text:
        words = sorted((*words, *_APPLE.finditer(text)), key=re.Match.start)
    found: list[Name] = []
    if words and not _is_title_case(text, words):
        found = [work for word in words for work in _works_at(text, word)]
        words = [word for word in words if not any(work.start <= word.start() < work.end for work in found)]
        found += [name for group in _groups(text, words) for name in _names_in(text, group)]
        found.sort(key=attrgetter("start"))
    if introduces and not found:
        found = list(_introduced(text))
    return found


def warm() -> None:
    """Read the tables."""
    _ordinary_words()
    people_in_chinese()


def _is_informative(word: str, known: English) -> bool:
    """Whether a word's capital letter is informative, which it is not in abbreviations and their plurals."""
    return not word.removesuffix("s").isupper() or word in ("Ms", "Mrs") or word.lower() in known.latin


@cache
def _ordinary_words() -> frozenset[str]:
    """Words that are only part of a name if another word of the text is."""
    known = english()
    informative = (
        known.given | known.ambiguous | known.words | known.latin | known.titles | (known.pinyin - known.common)
    )
    return (known.common | known.translated) - informative - {word.lower() for word in _works()}


def _is_title_case(text: str, words: list[re.Match[str]]) -> bool:
    """Whether ordinary words are capitalized too, so that capitals are not informative."""
    lower = [word.group().lower() for word in words[1:]]
    ordinary = sum(word in _ordinary_words() and word not in english().translated for word in lower)
    return ordinary > 1 and 2 * ordinary > sum(word[0].islower() for word in _ANY_WORD.findall(text))


@cache
def _works() -> dict[str, list[tuple[str, str]]]:
    """Titles by their first words after an article, except for titles of a single word or of everyday words."""
    works: dict[str, list[tuple[str, str]]] = {}
    for chinese, title in titles().items():
        if " " in title and title not in _EVERYDAY and title.lower() not in people_in_chinese():
            first = title.removeprefix(_ARTICLE).split(maxsplit=1)[0].strip(":,")
            works.setdefault(first, []).append((title, chinese))
    for entries in works.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return works


def _works_at(text: str, word: re.Match[str]) -> Iterator[Name]:
    for title, chinese in _works().get(word.group(), ()):
        start = word.start() - len(_ARTICLE) * title.startswith(_ARTICLE)
        end = start + len(title)
        if start >= 0 and text.startswith(title, start) and not text[end : end + 1].isalnum():
            yield Name(start, end, f"《{chinese}》")
            return


def _groups(text: str, words: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Yield the capitalized words, grouped if only a space separates them."""
    group = words[:1]
    for before, word in pairwise(words):
        between = text[before.end() : word.start()]
        if between == " " or (between == ". " and before.group().lower() in english().titles):
            group.append(word)
        else:
            yield group
            group = [word]
    if group:
        yield group


def _names_in(text: str, group: list[re.Match[str]]) -> Iterator[Name]:
    known = english()
    start = group[0].start()
    starts = _BEGINNING.search(text, max(start - _GAP, 0), start) is not None
    first = group[0].group().lower()
    if starts and len(group) > 1 and first not in known.titles and not may_be_given(first, known):
        starts, group = False, group[1:]
        first = group[0].group().lower()
    if len(group) > 1 and first in known.titles:
        yield from _after_title(text, group, known)
        return
    if len(group) > 1:
        start, end = group[0].start(), group[-1].end()
        whole = text[start:end]
        lower = [word.group().lower() for word in group]
        if whole.lower() in _NOT_PEOPLE or is_place(lower):
            return
        chinese = people_in_chinese().get(whole.lower())
        if chinese or is_full(lower, known):
            yield Name(start, end, chinese or whole)
            return
    for word in group[:1] if starts else group:
        if is_name(text, word, known, starts=starts, lone=len(group) == 1):
            yield Name(word.start(), word.end(), word.group())


def _after_title(text: str, group: list[re.Match[str]], known: English) -> Iterator[Name]:
    """The name after `Mr.` or `Aunt`."""
    title, *rest = group
    lower = [word.group().lower() for word in rest]
    if title.group().lower() in _GENERIC_TITLES:
        meant = _NO_SURNAMES.isdisjoint(lower)
    else:
        meant = known.common.isdisjoint(lower) and known.translated.isdisjoint(lower)
    if meant or (lower[0] in known.pinyin and lower[0] not in known.common):
        name = text[rest[0].start() : rest[-1].end()]
        called = _TITLES_IN_CHINESE.get(title.group().lower())
        yield Name(title.start() if called else rest[0].start(), rest[-1].end(), name + (called or ""))


def _introduced(text: str) -> Iterator[Name]:
    """Yield names in lowercase after `my name is`."""
    known = english()
    for match in _IN_LOWER_CASE.finditer(text):
        first, second = match[1].lower(), match[2].strip().lower()
        if first in known.translated or (first in known.common and not may_be_given(first, known)):
            continue
        both = second and (second not in known.common or is_pinyin(first, second, known))
        end = match.end(2 if both else 1)
        yield Name(match.start(1), end, text[match.start(1) : end])
