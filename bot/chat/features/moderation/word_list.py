"""A watch-list as a file: one term a line, or a table as spreadsheets write it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from bot.chat.strings import say
from bot.chat.ui.files import YES, list_lines
from bot.errors import TermError
from bot.moderation.matcher import is_findable
from bot.moderation.proposals import language_of
from bot.moderation.spellings import plain
from bot.storage.types.moderation import LONGEST_TERM, Action, WatchedTerm
from bot.text.language import Language
from bot.text.tables import SheetError, decode, rows, to_csv

MAX_TERMS = 10_000
"""Terms that a server can watch for."""

_HEADER = ("term", "language", "action", "exception")
_LANGUAGES = {
    **dict.fromkeys(("en", "english", "英文", "英语", "英語"), Language.ENGLISH),
    **dict.fromkeys(("zh", "chinese", "中文", "汉语", "漢語"), Language.CHINESE),
}


class Flaw(StrEnum):
    """Why a line holds no term."""

    BLANK = "blank"
    LONG = "long"
    LANGUAGE = "language"
    ACTION = "action"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Word:
    """A term in a file.

    Attributes:
        term: at most 100 characters.
        language: English or Chinese.
        action: what happens when it is found; None if the file does not say.
        exception: whether it is harmless.
    """

    term: str
    language: Language
    action: Action | None = None
    exception: bool = False

    def watched(
        self, guild_id: int, action: Action, author_id: int, created_at: int, *, topic_id: int = 0
    ) -> WatchedTerm:
        """The record to store.

        Args:
            guild_id: the server.
            action: for terms without one of their own.
            author_id: who adds it.
            created_at: seconds since the epoch.
            topic_id: the topic that it belongs to; 0 for the watch-list itself.
        """
        chosen, language = self.action or action, self.language.value
        return WatchedTerm(
            guild_id, language, self.term, chosen, author_id, created_at, exception=self.exception, topic_id=topic_id
        )


@dataclass(frozen=True, slots=True)
class WordList:
    """The contents of a file.

    Attributes:
        words: each once per language; of several alike, the last one.
        flaws: the lines, from 1, that hold no valid term, and why.
    """

    words: tuple[Word, ...]
    flaws: tuple[tuple[int, Flaw], ...] = ()


def parse_word(term: str, language: str = "", action: str = "", exception: str = "") -> Word | Flaw:
    """Parse what a person wrote; a blank language is detected, and a blank action is left open."""
    term = " ".join(term.split())
    if not (any(char.isalnum() for char in term) and is_findable(term)):
        return Flaw.BLANK
    try:
        WatchedTerm(0, "en", term, Action.NOTIFY, 0, 0)
    except TermError:
        return Flaw.LONG if len(term) > LONGEST_TERM else Flaw.BLANK
    code = language.strip().casefold().split("-")[0]
    known = _LANGUAGES.get(code) if code else language_of(term)
    if known is None:
        return Flaw.LANGUAGE
    name = action.strip().casefold()
    if name and name not in set(Action):
        return Flaw.ACTION
    return Word(term, known, Action(name) if name else None, exception.strip().casefold() in YES)


def parse_list(data: bytes, *, table: bool, language: str = "") -> WordList:
    """Read a file, in which lines that start with `#` are comments.

    Args:
        data: UTF-8 or GB18030.
        table: whether it has the columns term and optionally language, action and exception, with or without a header;
            otherwise each line is a term.
        language: of terms for which the file names none; detected if blank.

    Raises:
        SheetError: the encoding is neither, the quoting is broken, or there are no terms or more than `MAX_TERMS`.
    """
    text = decode(data)
    lines = rows(text) if table else ((number, [line]) for number, line in enumerate(text.splitlines(), 1))
    words: dict[tuple[Language, str], Word] = {}
    flaws: list[tuple[int, Flaw]] = []
    count = 0
    for number, cells in lines:
        if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
            continue
        if table and not count and [cell.strip().casefold() for cell in cells] == list(_HEADER[: len(cells)]):
            continue
        count += 1
        if count > MAX_TERMS:
            raise SheetError("rows")
        word = _parse_row(cells, language)
        if isinstance(word, Flaw):
            flaws.append((number, word))
        else:
            words[word.language, plain(word.term)] = word
    if not count:
        raise SheetError("empty")
    return WordList(tuple(words.values()), tuple(flaws))


def _parse_row(cells: Sequence[str], language: str) -> Word | Flaw:
    term, named, action, exception, *more = (*cells, "", "", "")[: max(len(_HEADER), len(cells))]
    if any(cell.strip() for cell in more):
        return Flaw.COLUMNS
    return parse_word(term, named.strip() or language, action, exception)


def write_list(terms: Iterable[WatchedTerm]) -> bytes:
    """Write a table that `parse_list` reads."""
    lines = ((each.term, each.language, each.action, "yes" if each.exception else "") for each in terms)
    return to_csv(chain([_HEADER], lines))


def describe_flaws(locale: object, flaws: Sequence[tuple[int, Flaw]]) -> list[str]:
    """Which lines of a file were left out, and why."""
    by_flaw: defaultdict[Flaw, list[int]] = defaultdict(list)
    for number, flaw in flaws:
        by_flaw[flaw].append(number)
    return [
        say(
            locale,
            "watch.left_out",
            count=len(numbers),
            lines=list_lines(locale, numbers),
            reason=say(locale, f"watch.flaw.{flaw}", longest=LONGEST_TERM),
        )
        for flaw, numbers in by_flaw.items()
    ]
