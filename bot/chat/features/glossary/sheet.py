"""A glossary as a CSV file, as spreadsheets write and read it."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.chat.features.glossary.entries import MAX_ENTRIES, Entry, Flaw, Key, parse_entry
from bot.chat.strings import join_items, say
from bot.storage.types.terms import GlossaryTerm
from bot.translation.terms import LONGEST

MAX_BYTES = 1024 * 1024
"""The size of a file."""

_HEADER = ("source", "target", "language", "whole")
_BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Characters with which a spreadsheet formula can start: https://owasp.org/www-community/attacks/CSV_Injection."""
_YES = frozenset({"yes", "true", "1", "是"})
_LISTED_LINES = 40


class SheetError(ValueError):
    """A file cannot be read.

    Args:
        reason: `encoding`, `form`, `rows` or `empty`.
        line: where, from 1; 0 if it concerns the whole file.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"{reason}, line {line}")
        self.reason = reason
        self.line = line


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
    text = _decode(data)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    found: dict[Key, tuple[int, Entry]] = {}
    flaws: list[tuple[int, Flaw]] = []
    repeated: list[int] = []
    rows = 0
    for line, row in _rows(reader):
        cells = [_unguard(cell) for cell in row]
        if not any(cell.strip() for cell in cells) or (not rows and _is_header(cells)):
            continue
        rows += 1
        if rows > MAX_ENTRIES:
            raise SheetError("rows")
        entry = _parse_row(cells)
        if isinstance(entry, Flaw):
            flaws.append((line, entry))
            continue
        if entry.key in found:
            repeated.append(found[entry.key][0])
        found[entry.key] = line, entry
    if not rows:
        raise SheetError("empty")
    return Sheet(tuple(entry for _, entry in found.values()), tuple(flaws), tuple(sorted(repeated)))


def write_sheet(terms: Iterable[GlossaryTerm]) -> bytes:
    """Write a file that spreadsheets open unchanged: UTF-8 with a byte order mark, and without formulas."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_HEADER)
    for term in terms:
        target = "" if term.target == term.source else term.target
        writer.writerow([_guard(term.source), _guard(target), term.language, "yes" if term.exact else ""])
    return _BOM + file.getvalue().encode("utf-8")


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
        lines.append(say(locale, "glossary.lines", count=len(numbers), lines=_join(locale, numbers), reason=reason))
    if sheet.repeated:
        lines.append(say(locale, "glossary.repeated", count=len(sheet.repeated), lines=_join(locale, sheet.repeated)))
    return "\n".join(lines)


def _join(locale: object, numbers: Sequence[int]) -> str:
    more = len(numbers) - _LISTED_LINES
    return join_items(locale, map(str, numbers[:_LISTED_LINES])) + (f" … (+{more})" if more > 0 else "")


def _decode(data: bytes) -> str:
    marked = data.startswith(_BOM)
    data = data.removeprefix(_BOM)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # UTF-8 with a broken byte can often be decoded as GB18030, to gibberish.
        if marked or _is_mostly_utf8(data):
            raise SheetError("encoding", _line_of(data, error)) from None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise SheetError("encoding", _line_of(data, error)) from None


def _line_of(data: bytes, error: UnicodeDecodeError) -> int:
    return data.count(b"\n", 0, error.start) + 1


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - broken > broken


def _rows(reader: "csv._reader") -> Iterable[tuple[int, list[str]]]:  # type: ignore[name-defined] # only the stubs have it
    """The rows with the line numbers on which they start."""
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise SheetError("form", line) from None
        yield line, row


def _is_header(cells: Sequence[str]) -> bool:
    return tuple(cell.strip().casefold() for cell in cells) == _HEADER[: len(cells)]


def _parse_row(cells: Sequence[str]) -> Entry | Flaw:
    source, target, language, whole, *more = (*cells, "", "", "")[: max(len(_HEADER), len(cells))]
    if any(cell.strip() for cell in more):
        return Flaw.COLUMNS
    return parse_entry(source, target, language, whole=whole.strip().casefold() in _YES)


def _guard(cell: str) -> str:
    """Prevent a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
