"""Files with lists and tables, as people and spreadsheets write them."""

import csv
import io
from collections.abc import Iterable

BOM = b"\xef\xbb\xbf"
"""The byte order mark with which spreadsheets recognize UTF-8."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Characters with which a spreadsheet formula can start: https://owasp.org/www-community/attacks/CSV_Injection."""


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


def decode(data: bytes) -> str:
    """Decode a file.

    Args:
        data: UTF-8, with or without a byte order mark, or GB18030.

    Raises:
        SheetError: it is neither.
    """
    if (zero := data.find(b"\0")) >= 0:  # no text in these encodings has one, but archives and UTF-16 do
        raise SheetError("encoding", data.count(b"\n", 0, zero) + 1)
    marked = data.startswith(BOM)
    data = data.removeprefix(BOM)
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


def rows(text: str) -> Iterable[tuple[int, list[str]]]:
    """The rows of a table with the line numbers on which they start, and their cells as they were before `to_csv`.

    Args:
        text: cells are separated by commas, semicolons or tabs.

    Raises:
        SheetError: the quoting is broken.
    """
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise SheetError("form", line) from None
        yield line, [_unguard(cell) for cell in row]


def to_csv(table: Iterable[Iterable[str]]) -> bytes:
    """Write a file that spreadsheets open unchanged: UTF-8 with a byte order mark, and without formulas."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([_guard(cell) for cell in row] for row in table)
    return BOM + file.getvalue().encode("utf-8")


def _line_of(data: bytes, error: UnicodeDecodeError) -> int:
    return data.count(b"\n", 0, error.start) + 1


def _is_mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - broken > broken


def _guard(cell: str) -> str:
    """Prevent a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
