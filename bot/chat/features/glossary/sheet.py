"""A glossary as a CSV file, as spreadsheets write and read it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.chat.features.glossary.entries import MAX_ENTRIES, Entry, Flaw, Key, parse_entry
from bot.chat.strings import say
from bot.chat.ui.files import YES, list_lines
from bot.storage.types.terms import GlossaryTerm
from bot.text.tables import SheetError, decode, rows, to_csv
from bot.translation.terms import LONGEST

_HEADER = ("source", "target", "language", "whole")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The contents of a file.

    Attributes:
        entries: with unique keys; of several rows with the same key, the last one.
        flaws: the lines, from 1, that contain no valid entry, and why.
        repeated: the lines that a later line overrides.
    """

    entries: tuple[Entry, ...]
    flaws: tuple[tuple[int, Flaw], ...] = ()
    repeated: tuple[int, ...] = ()


def parse_sheet(data: bytes) -> Sheet:
    """Read a file with the columns source, target and optionally language and whole, with or without a header.

    Columns are separated by commas, semicolons or tabs. A blank target means that the source is not translated.

    Args:
        data: UTF-8, with or without a byte order mark, or GB18030.

    Raises:
        SheetError: the encoding is neither, the quoting is broken, or there are no rows or more than `MAX_ENTRIES`.
    """
    found: dict[Key, tuple[int, Entry]] = {}
    flaws: list[tuple[int, Flaw]] = []
    repeated: list[int] = []
    # All rows are counted before the first one is parsed, which takes much longer.
    filled = _filled(rows(decode(data)))
    for line, cells in filled:
        entry = _parse_row(cells)
        if isinstance(entry, Flaw):
            flaws.append((line, entry))
            continue
        if entry.key in found:
            repeated.append(found[entry.key][0])
        found[entry.key] = line, entry
    if not filled:
        raise SheetError("empty")
    return Sheet(tuple(entry for _, entry in found.values()), tuple(flaws), tuple(sorted(repeated)))


def write_sheet(terms: Iterable[GlossaryTerm]) -> bytes:
    """Write a file that spreadsheets open unchanged: UTF-8 with a byte order mark, and without formulas."""
    lines = (
        (term.source, "" if term.target == term.source else term.target, term.language, "yes" if term.exact else "")
        for term in terms
    )
    return to_csv(chain([_HEADER], lines))


def summarize(locale: object, sheet: Sheet, total: int) -> str:
    """Describe the import of a file.

    Args:
        locale: of the reader.
        sheet: the contents of the file.
        total: how many entries the glossary has now.
    """
    count = len(sheet.entries)
    lines = [say(locale, "glossary.imported" if count else "glossary.imported_none", count=count, total=total)]
    by_flaw: defaultdict[Flaw, list[int]] = defaultdict(list)
    for number, flaw in sheet.flaws:
        by_flaw[flaw].append(number)
    if sheet.flaws:
        lines.append(say(locale, "glossary.left_out", count=len(sheet.flaws)))
    for flaw, numbers in by_flaw.items():
        reason = say(locale, f"glossary.flaw.{flaw}", longest=LONGEST)
        lines.append(
            say(locale, "glossary.lines", count=len(numbers), lines=list_lines(locale, numbers), reason=reason)
        )
    if sheet.repeated:
        lines.append(
            say(locale, "glossary.repeated", count=len(sheet.repeated), lines=list_lines(locale, sheet.repeated))
        )
    return "\n".join(lines)


def _filled(found: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows that are neither blank nor the header."""
    filled: list[tuple[int, list[str]]] = []
    for line, cells in found:
        if not any(cell.strip() for cell in cells) or (not filled and _is_header(cells)):
            continue
        if len(filled) == MAX_ENTRIES:
            raise SheetError("rows")
        filled.append((line, cells))
    return filled


def _is_header(cells: Sequence[str]) -> bool:
    return tuple(cell.strip().casefold() for cell in cells) == _HEADER[: len(cells)]


def _parse_row(cells: Sequence[str]) -> Entry | Flaw:
    source, target, language, whole, *more = (*cells, "", "", "")[: max(len(_HEADER), len(cells))]
    if any(cell.strip() for cell in more):
        return Flaw.COLUMNS
    return parse_entry(source, target, language, whole=whole.strip().casefold() in YES)
