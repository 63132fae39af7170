"""Fitting the model's words to the spans that replace its placeholders, which it did not see."""

import re
from collections.abc import Sequence
from typing import Final

from bot.text.lexicon import COMMON
from bot.text.markup import Role, Span
from bot.translation.facts import places
from bot.translation.known.slang import slang_nouns

_CAPITAL: Final = re.compile(r"^((?:⟦\d⟧ )+)([A-Z][a-z]*(?:['’][a-z]+)?)(?![\w'’])")
_SEE_YOU: Final = re.compile(r"^((?:⟦\d⟧[ ,]*)+)(?:[Ii]'ll )?see you(?P<stop>[.!]?)$", re.IGNORECASE)
_LOWERCASE_DAY: Final = re.compile(
    r"(?<![A-Za-z])(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|"
    r"september|october|november|december)s?(?![A-Za-z])"
)
_PLACEHOLDER: Final = re.compile(r"⟦(\d)⟧")
_AFTER: Final = re.compile(r" ?([A-Za-z]+)")
_BEFORE: Final = re.compile(r"([A-Za-z]+) $")
_TIME_AFTER_SUBJECT: Final = re.compile(r"^(?P<who>I|We|You|He|She|They|It) ⟦(?P<number>\d)⟧ (?=[a-z'’])")
_MONTH: Final = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_TIMES: Final = (
    (re.compile(rf"(?:{_MONTH} )?(?:19|20)\d\d|{_MONTH}"), "In "),
    (re.compile(rf"{_MONTH} \d.*|[A-Z][a-z]+day"), "On "),
    (re.compile(r"\d{1,2}(?::\d\d)? (?:[ap]\.m\.|o'clock)|\d{1,2}:\d\d"), "At "),
    (re.compile(r"the (?:day|year) (?:after|before) .*|three days .*"), ""),
)
"""Times that a Chinese sentence puts after its subject, and the preposition that English needs."""
_VERB_AND_PLACEHOLDER: Final = re.compile(
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
_UNITS: Final = ("人民币", "美元", "元", "岁", "公里", "公斤", "小时", "分钟", "号", "日", "度", "倍", "折", "后")
_PREFIXES: Final = frozenset("第约每")
_LAUGHTER: Final = frozenset({"哈哈", "笑死"})
_STOPS: Final = " 。.!！"
_PEOPLE: Final = "人们"
_ALWAYS_LOWERCASE: Final = frozenset("lol lmao gg wp ez imo tbh ngl irl afk brb btw rofl xd uwu owo op".split())


def fit(text: str, protected: Sequence[Span], language: str) -> str:
    """Fix what does not fit the spans that will replace the placeholders.

    Fixes a unit that the model repeats after a quantity, a missing or doubled article, a doubled full stop, a capital
    that is no longer at the start, and 人们 after a number.

    Args:
        text: what the model wrote, with placeholders.
        protected: the span of each placeholder.
        language: of the text, `en` or `zh`.
    """
    if language == "en":
        text = _LOWERCASE_DAY.sub(lambda day: day.group().capitalize(), text)
    if "⟦" not in text:
        return text
    if language == "en":
        text = _CAPITAL.sub(_lowercase, text)
        text = _VERB_AND_PLACEHOLDER.sub(lambda noun: _add_article(noun, protected), text)
        text = _SEE_YOU.sub(lambda found: f"See you {found[1].rstrip(' ,')}{found['stop']}", text)
    if language == "en" and (moved := _TIME_AFTER_SUBJECT.match(text)) is not None:
        text = _move_to_front(text, moved, protected)
    if language != "en":
        text = _move_laughter(text, protected)
    tidy = _around_english if language == "en" else _around_chinese
    at = 0
    while (found := _PLACEHOLDER.search(text, at)) is not None:
        number = int(found[1])
        if number < len(protected) and protected[number].role is Role.QUANTITY and protected[number].written:
            before, after = tidy(text[: found.start()], protected[number].written, text[found.end() :])
            at = len(before) + len(found.group())
            text = before + found.group() + after
        else:
            at = found.end()
    return text


def _move_laughter(text: str, protected: Sequence[Span]) -> str:
    """Move laughter to the end of a sentence, where the model put it in the middle."""
    for number, span in enumerate(protected):
        if span.role is Role.TERM and span.becomes in _LAUGHTER and not text.rstrip(_STOPS).endswith(f"⟦{number}⟧"):
            text = re.sub(rf" *⟦{number}⟧ *", "", text).rstrip(_STOPS) + f"⟦{number}⟧"
    return text


def insert_prepositions(text: str, source: str, protected: Sequence[Span]) -> str:
    """Give a place that went around the model the preposition that its Chinese has: `I'm in Chengdu`.

    Args:
        text: what the model wrote, with placeholders.
        source: the Chinese that it read, with the same placeholders.
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


def _lowercase(capital: re.Match[str]) -> str:
    """Lowercase a word that is no longer first, because a name or date took its place."""
    before, word = capital.groups()
    small = word.lower()
    return before + (small if small in COMMON and not word.startswith(("I'", "I’")) and word != "I" else word)


def _add_article(noun: re.Match[str], protected: Sequence[Span]) -> str:
    """Add the article that the model, which sees a placeholder, leaves out between `is` and a slang noun."""
    verb, symbol, at = noun.groups()
    written = protected[int(at)].written if int(at) < len(protected) else ""
    if written not in slang_nouns():
        return noun[0]
    return f"{verb} {'an' if written[0] in 'aeiou' else 'a'} {symbol}"


def _move_to_front(text: str, moved: re.Match[str], protected: Sequence[Span]) -> str:
    """Move the time in `I ⟦0⟧ bought it` to the front, where English has it."""
    number = int(moved["number"])
    written = protected[number].written if number < len(protected) else ""
    lead = next((lead for when, lead in _TIMES if when.fullmatch(written)), None)
    if lead is None or protected[number].role is not Role.QUANTITY:
        return text
    who = moved["who"] if moved["who"] == "I" else moved["who"].lower()
    return f"{lead}⟦{number}⟧, {who} {text[moved.end() :]}"


def capitalize(text: str, made: str, protected: Sequence[Span]) -> str:
    """Capitalize an English sentence that begins with a quantity or a term: `The day after tomorrow I ...`.

    Args:
        text: the sentence, with its spans put back.
        made: what the model wrote, with placeholders.
        protected: the span of each placeholder.
    """
    first = _PLACEHOLDER.match(made)
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
    """Whether a term begins with a lowercase word that is not always written that way (`lol`)."""
    first = (becomes or "").partition(" ")[0]
    return first.islower() and first not in _ALWAYS_LOWERCASE


def _around_english(before: str, written: str, after: str) -> tuple[str, str]:
    if written.endswith(".") and after.lstrip(" ").startswith(".") and not after.lstrip(" ").startswith(".."):
        after = after.lstrip(" ")[1:]
    first, _, _ = written.partition(" ")
    last = written.rpartition(" ")[2]
    if (word := _AFTER.match(after)) is not None and _is_same_word(word[1], last):
        after = after[word.end() :]
    if " " in written and (word := _BEFORE.search(before)) is not None and word[1].lower() == first.lower():
        before = before[: word.start()]
    return before, after


def _is_same_word(word: str, other: str) -> bool:
    return other.isalpha() and word.lower().removesuffix("s") == other.lower().removesuffix("s")


def _around_chinese(before: str, written: str, after: str) -> tuple[str, str]:
    if after.startswith(_PEOPLE) and not written.endswith(("后", "前", "日", "天", "点")):
        after = after[0] + after[len(_PEOPLE) :]
    for unit in _UNITS:
        if written.endswith(unit) and after.startswith(unit):
            return before, after[len(unit) :]
    if before.rstrip(" ").endswith("一") and written[0].isdecimal():
        before = before.rstrip(" ")[:-1]
    if before and written[0] in _PREFIXES and before[-1] == written[0]:
        before = before[:-1]
    return before, after
