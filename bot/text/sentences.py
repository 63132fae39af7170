"""Finds sentence boundaries in English and Chinese, carefully written or not."""

from collections.abc import Iterator

import regex

from bot.text.han import HAN
from bot.text.shadow import CLOSE, EMOJI, OPEN, THING

_CLOSERS = rf"[\"'”’」』）】》〉)\]{CLOSE}]"
_END = regex.compile(
    rf"""
      (?P<cjk> [。！？；]+[。！？；…～~!?.]* | (?<![0-9])～+(?![0-9]) ) {_CLOSERS}*+
    | (?P<latin> [.!?…]+[。！？]* ) {_CLOSERS}*+
    | (?<=\p{{Han}}) (?P<tilde> ~+ ) (?![0-9A-Za-z])
    """,
    regex.VERBOSE,
)
_WORD = regex.compile(r"[\p{L}\p{N}.'’-]{1,24}$")
_TITLES = frozenset(
    "mr mrs ms dr prof st vs mt gen sen rep lt col sgt capt e.g i.e eg ie cf approx dept est feat".split()
)
_MAYBE = frozenset(
    "etc a.m p.m inc ltd jr sr co corp jan feb mar apr jun jul aug sep sept oct nov dec no fig vol".split()
)
_DOTTED = regex.compile(r"(?:\p{L}\.)+\p{L}")
_STARTERS = frozenset(
    "the it its he she they we i you this that these those there in but and so if when what who why how my our".split()
)
_NEXT = regex.compile(r"[\p{L}\p{N}]+")


def ends(text: str) -> Iterator[int]:
    """Yield the positions between sentences, in ascending order.

    A period does not end a sentence within a number, a host name or an abbreviation or after an initial, and an
    ellipsis does not before a lowercase letter. Closing quotes and brackets belong to the sentence that they close; a
    sentence that continues in lowercase after them has not ended (`"Is it?" he asked`).

    Args:
        text: a line in which each protected span is one character (see `bot.text.shadow`).
    """
    for match in _END.finditer(text):
        at = match.end()
        if at >= len(text):
            return
        if match.group("latin") is None or _is_end(text, match.start(), match.end("latin"), at):
            yield at


def _is_end(text: str, start: int, stop: int, at: int) -> bool:
    """Whether the Latin terminator `text[start:stop]`, closed at `at`, ends a sentence."""
    terminator, following = text[start:stop], text[at]
    han_before = bool(HAN.match(text[start - 1 : start]))
    if not (following.isspace() or following in EMOJI + THING + OPEN):
        return han_before and terminator.strip("…") != "" and bool(HAN.match(following))
    coming = _NEXT.search(text, at, at + 40)
    word = coming.group() if coming else ""
    goes_on = coming is not None and word[0].islower() and not text[at : coming.start()].strip()
    if goes_on and text[stop:at].strip(CLOSE):
        return False
    if terminator != ".":
        return terminator.strip(".…") != "" or not goes_on
    return _is_full_stop(text[max(0, start - 24) : start], word)


def _is_full_stop(before: str, word: str) -> bool:
    """Whether a single period after `before` ends a sentence when `word` comes next."""
    found = _WORD.search(before)
    last = found.group().strip("'’-") if found else ""
    lower = last.lower()
    if lower in _TITLES:
        return False
    if lower == "no":
        return not word[:1].isdigit()
    if lower in _MAYBE:
        return not word or word[0].isupper()
    if _DOTTED.fullmatch(last):
        return not word or (word[0].isupper() and word.lower() in _STARTERS)
    initial = len(last) == 1 and last.isupper() and last.isascii() and last != "I"
    numeral = before.strip().isdecimal() and len(before.strip()) <= len("99")
    return not (initial or numeral)
