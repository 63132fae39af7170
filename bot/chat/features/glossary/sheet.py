"""A glossary as a CSV file, as spreadsheets write and read it."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.chat.features.glossary.entries import MOST, Entry, Flaw, read
from bot.storage.types import GlossaryTerm

LARGEST = 1024 * 1024
"""Bytes of a file."""

_HEADER = ("source", "target", "language", "whole")
_BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_YES = frozenset({"yes", "true", "1", "是"})


class SheetError(ValueError):
    """A file cannot be read as a whole.

    Args:
        reason: `encoding`, `form`, `rows` or `empty`.
        line: where, from 1; 0 where it is not one line.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"{reason}, line {line}")
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds.

    Attributes:
        entries: each source once a language; of two alike the later one.
        flaws: the lines, from 1, that hold no entry, and why.
        repeated: the lines that a later one overrules.
    """

    entries: tuple[Entry, ...]
    flaws: tuple[tuple[int, Flaw], ...] = ()
    repeated: tuple[int, ...] = ()


def parse(data: bytes) -> Sheet:
    """Read a file with the columns source, target and, if wanted, language and whole; a header may stand above them.

    Columns are parted by commas, semicolons or tabs. A blank target means: do not translate.

    Args:
        data: UTF-8, with or without a byte order mark, or GB18030.

    Raises:
        SheetError: the encoding is neither, the quoting is broken, there are more than `MOST` rows, or none.
    """
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    found: dict[tuple[str, str], tuple[int, Entry]] = {}
    flaws: list[tuple[int, Flaw]] = []
    repeated: list[int] = []
    rows = 0
    for line, row in _rows(reader):
        cells = [_bare(cell) for cell in row]
        if not any(cell.strip() for cell in cells) or (not rows and _is_header(cells)):
            continue
        rows += 1
        if rows > MOST:
            raise SheetError("rows")
        entry = _entry(cells)
        if isinstance(entry, Flaw):
            flaws.append((line, entry))
            continue
        if entry.key in found:
            repeated.append(found[entry.key][0])
        found[entry.key] = line, entry
    if not rows:
        raise SheetError("empty")
    return Sheet(tuple(entry for _, entry in found.values()), tuple(flaws), tuple(sorted(repeated)))


def write(terms: Iterable[GlossaryTerm]) -> bytes:
    """A file that spreadsheets open as it is: UTF-8 with a byte order mark, and no cell that they would compute."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_HEADER)
    for term in terms:
        target = "" if term.target == term.source else term.target
        writer.writerow([_guarded(term.source), _guarded(target), term.language, "yes" if term.exact else ""])
    return _BOM + file.getvalue().encode("utf-8")


def _decoded(data: bytes) -> str:
    marked = data.startswith(_BOM)
    data = data.removeprefix(_BOM)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Much that is UTF-8 but for a broken byte would pass for GB18030, and be gibberish.
        if marked or _is_mostly_utf8(data):
            raise SheetError("encoding", _line(data, error)) from None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise SheetError("encoding", _line(data, error)) from None


def _line(data: bytes, error: UnicodeDecodeError) -> int:
    return data.count(b"\n", 0, error.start) + 1


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - broken > broken


def _rows(reader: "csv._reader") -> Iterable[tuple[int, list[str]]]:  # type: ignore[name-defined] # of the stubs alone
    """The rows with the lines on which they begin."""
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


def _entry(cells: Sequence[str]) -> Entry | Flaw:
    source, target, language, whole, *more = (*cells, "", "", "")[: max(len(_HEADER), len(cells))]
    if any(cell.strip() for cell in more):
        return Flaw.COLUMNS
    return read(source, target, language, whole=whole.strip().casefold() in _YES)


def _guarded(cell: str) -> str:
    """A cell that is no formula: https://owasp.org/www-community/attacks/CSV_Injection."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
