"""Words around what was carried past the model, which it wrote without seeing it."""

import re
from collections.abc import Sequence
from typing import Final

from bot.text.lexicon import COMMON
from bot.text.markup import Role, Span
from bot.translation import places
from bot.translation.slang import slang_nouns

_CAPITAL: Final = re.compile(r"^((?:⟦\d⟧ )+)([A-Z][a-z]*(?:['’][a-z]+)?)(?![\w'’])")
_SEE_YOU: Final = re.compile(r"^((?:⟦\d⟧[ ,]*)+)(?:[Ii]'ll )?see you(?P<stop>[.!]?)$", re.IGNORECASE)
_SMALL_DAY: Final = re.compile(
    r"(?<![A-Za-z])(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|"
    r"september|october|november|december)s?(?![A-Za-z])"
)
_SYMBOL: Final = re.compile(r"⟦(\d)⟧")
_BEHIND: Final = re.compile(r" ?([A-Za-z]+)")
_BEFORE: Final = re.compile(r"([A-Za-z]+) $")
_MOVED: Final = re.compile(r"^(?P<who>I|We|You|He|She|They|It) ⟦(?P<number>\d)⟧ (?=[a-z'’])")
_MONTH: Final = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WHEN: Final = (
    (re.compile(rf"(?:{_MONTH} )?(?:19|20)\d\d|{_MONTH}"), "In "),
    (re.compile(rf"{_MONTH} \d.*|[A-Z][a-z]+day"), "On "),
    (re.compile(r"\d{1,2}(?::\d\d)? (?:[ap]\.m\.|o'clock)|\d{1,2}:\d\d"), "At "),
    (re.compile(r"the (?:day|year) (?:after|before) .*|three days .*"), ""),
)
"""Moments that a Chinese sentence names behind its subject, and what goes before them in English."""
_NOUN: Final = re.compile(
    r"\b((?:is|am|are|was|were|be|become|became)(?: (?:just|also|still|really|such|not))?"
    r"|(?:I['’]m|['’]s|['’]re)(?: (?:just|also|still|really|such|not))?|(?:[Ii]s|[Aa]re) (?:you|he|she)) (⟦(\d)⟧)"
)
_PREPOSITIONS: Final = {"在": "in", "从": "from", "去": "to", "到": "to"}
_PLACED: Final = re.compile(r"([在从去到]) ?⟦(\d)⟧(?!家)")
_PREPOSITION: Final = re.compile(
    r"(?:^|[^A-Za-z])(?:in|at|on|to|from|of|near|around|through|for|by|into|inside|outside|the|via)$|[,.:;!?⟧]$",
    re.IGNORECASE,
)
_MOVING: Final = (
    r"\b(?:go|goes|going|went|gone|come|comes|coming|came|fly|flies|flying|flew|travel|traveled|drive|drove|move|moved|"
    r"moving|get|got|back|trip|return|returned)"
)
_DOUBLED_HAN: Final = ("人民币", "美元", "元", "岁", "公里", "公斤", "小时", "分钟", "号", "日", "度", "倍", "折", "后")
_LEADING_HAN: Final = frozenset("第约每")
_LAUGHTER: Final = frozenset({"哈哈", "笑死"})
_STOPS: Final = " 。.!！"
_PEOPLE: Final = "人们"
_ALWAYS_SMALL: Final = frozenset("lol lmao gg wp ez imo tbh ngl irl afk brb btw rofl xd uwu owo op".split())


def fit(text: str, protected: Sequence[Span], language: str) -> str:
    """Mend what does not go together with the spans that will stand for the placeholders.

    A unit that the model repeats behind a quantity, an article that is missing, or stands twice as a full stop may, a
    capital that is no longer at the start, 人们 behind a number.

    Args:
        text: what the model wrote, with placeholders.
        protected: the span of each placeholder.
        language: of the text, `en` or `zh`.
    """
    if language == "en":
        text = _SMALL_DAY.sub(lambda day: day.group().capitalize(), text)
    if "⟦" not in text:
        return text
    if language == "en":
        text = _CAPITAL.sub(_in_small, text)
        text = _NOUN.sub(lambda noun: _with_article(noun, protected), text)
        text = _SEE_YOU.sub(lambda found: f"See you {found[1].rstrip(' ,')}{found['stop']}", text)
    if language == "en" and (moved := _MOVED.match(text)) is not None:
        text = _in_front(text, moved, protected)
    if language != "en":
        text = _laughing_last(text, protected)
    mend = _around_english if language == "en" else _around_chinese
    at = 0
    while (found := _SYMBOL.search(text, at)) is not None:
        number = int(found[1])
        if number < len(protected) and protected[number].role is Role.QUANTITY and protected[number].written:
            before, behind = mend(text[: found.start()], protected[number].written, text[found.end() :])
            at = len(before) + len(found.group())
            text = before + found.group() + behind
        else:
            at = found.end()
    return text


def _laughing_last(text: str, protected: Sequence[Span]) -> str:
    """Laughter behind a sentence, where the model put it into the middle of it."""
    for number, span in enumerate(protected):
        if span.role is Role.TERM and span.becomes in _LAUGHTER and not text.rstrip(_STOPS).endswith(f"⟦{number}⟧"):
            text = re.sub(rf" *⟦{number}⟧ *", "", text).rstrip(_STOPS) + f"⟦{number}⟧"
    return text


def with_prepositions(text: str, source: str, protected: Sequence[Span]) -> str:
    """English in which a place that went around the model has the preposition of its Chinese: `I'm in Chengdu`.

    Args:
        text: what the model wrote, with placeholders.
        source: the Chinese that it read, with the same ones.
        protected: the span of each placeholder.
    """
    for found in _PLACED.finditer(source):
        word, number = found.group(1), int(found[2])
        if number >= len(protected) or not places.find(protected[number].text, "zh"):
            continue
        lead = _PREPOSITIONS[word]
        before = re.search(rf"({_MOVING if lead == 'to' else r'[^ ]+'}) (?=⟦{number}⟧)", text)
        if before is not None and not _PREPOSITION.search(before[1]):
            text = f"{text[: before.end()]}{lead} {text[before.end() :]}"
    return text


def _in_small(capital: re.Match[str]) -> str:
    """A word that is no longer the first, because a name or a date took its place at the start, in small letters."""
    before, word = capital.groups()
    small = word.lower()
    return before + (small if small in COMMON and not word.startswith(("I'", "I’")) and word != "I" else word)


def _with_article(noun: re.Match[str], protected: Sequence[Span]) -> str:
    """A slang noun behind `is`, with the article that the model, which sees a placeholder, leaves out."""
    verb, symbol, at = noun.groups()
    written = protected[int(at)].written if int(at) < len(protected) else ""
    if written not in slang_nouns():
        return noun[0]
    return f"{verb} {'an' if written[0] in 'aeiou' else 'a'} {symbol}"


def _in_front(text: str, moved: re.Match[str], protected: Sequence[Span]) -> str:
    """`I ⟦0⟧ bought it` with the moment where English has it."""
    number = int(moved["number"])
    written = protected[number].written if number < len(protected) else ""
    lead = next((lead for when, lead in _WHEN if when.fullmatch(written)), None)
    if lead is None or protected[number].role is not Role.QUANTITY:
        return text
    who = moved["who"] if moved["who"] == "I" else moved["who"].lower()
    return f"{lead}⟦{number}⟧, {who} {text[moved.end() :]}"


def capitalized(text: str, made: str, protected: Sequence[Span]) -> str:
    """An English sentence that begins with a quantity or a term, with a capital: `The day after tomorrow I ...`.

    Args:
        text: the sentence, its spans put back.
        made: what the model wrote, with placeholders.
        protected: the span of each placeholder.
    """
    first = _SYMBOL.match(made)
    if first is None or not made.rstrip().endswith((".", "!", "?")) or int(first[1]) >= len(protected):
        return text
    span = protected[int(first[1])]
    if not text.startswith(span.written) or not span.written[0].isalpha():
        return text
    begins = span.role is Role.QUANTITY or (
        span.role is Role.TERM and made[first.end() :].strip(" .!?") != "" and _is_plain_word(span.becomes)
    )
    return text[0].upper() + text[1:] if begins else text


def _is_plain_word(becomes: str | None) -> bool:
    """Whether a term begins with a word in small letters, and none that is always written so (`lol`)."""
    first = (becomes or "").partition(" ")[0]
    return first.islower() and first not in _ALWAYS_SMALL


def _around_english(before: str, written: str, behind: str) -> tuple[str, str]:
    if written.endswith(".") and behind.lstrip(" ").startswith(".") and not behind.lstrip(" ").startswith(".."):
        behind = behind.lstrip(" ")[1:]
    first, _, _ = written.partition(" ")
    last = written.rpartition(" ")[2]
    if (word := _BEHIND.match(behind)) is not None and _same(word[1], last):
        behind = behind[word.end() :]
    if " " in written and (word := _BEFORE.search(before)) is not None and word[1].lower() == first.lower():
        before = before[: word.start()]
    return before, behind


def _same(word: str, other: str) -> bool:
    return other.isalpha() and word.lower().removesuffix("s") == other.lower().removesuffix("s")


def _around_chinese(before: str, written: str, behind: str) -> tuple[str, str]:
    if behind.startswith(_PEOPLE) and not written.endswith(("后", "前", "日", "天", "点")):
        behind = behind[0] + behind[len(_PEOPLE) :]
    for unit in _DOUBLED_HAN:
        if written.endswith(unit) and behind.startswith(unit):
            return before, behind[len(unit) :]
    if before.rstrip(" ").endswith("一") and written[0].isdecimal():
        before = before.rstrip(" ")[:-1]
    if before and written[0] in _LEADING_HAN and before[-1] == written[0]:
        before = before[:-1]
    return before, behind
