"""Glossaries that somebody uploads as a file."""

import csv
import io

from bot.chat.features.glossary.entries import MAX_ENTRIES
from bot.chat.features.glossary.sheet import Sheet, parse_sheet, summarize, write_sheet
from bot.text.tables import SheetError
from tests.fuzz.harness import Reader

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEADER = "source,target,language,whole\n"
_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "latin-1")


def glossary(data: bytes) -> None:
    reader = Reader(data)
    kind, locale = reader.number(len(_ENCODINGS) + 1), ("en-US", "zh-CN", "zh-TW")[reader.number(3)]
    uploaded = reader.rest()
    if kind < len(_ENCODINGS):
        text = _HEADER * (kind % 2) + Reader(uploaded).text()
        uploaded = text.encode(_ENCODINGS[kind], "replace")
    sheet = _parsed(uploaded)
    if isinstance(sheet, SheetError):
        assert sheet.reason in {"encoding", "form", "rows", "empty"}
        assert 0 <= sheet.line <= uploaded.count(b"\n") + uploaded.count(b"\r") + 1
        return
    assert len(sheet.entries) <= MAX_ENTRIES
    assert len({entry.key for entry in sheet.entries}) == len(sheet.entries)
    assert summarize(locale, sheet, len(sheet.entries))
    written = write_sheet(entry.to_term(1, 2, 3) for entry in sheet.entries)
    for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), strict=True):
        assert not any(cell.startswith(_FORMULA) for cell in row)
    if sheet.entries:
        again = parse_sheet(written)
        assert again.entries == sheet.entries
        assert not again.flaws


def _parsed(uploaded: bytes) -> Sheet | SheetError:
    try:
        return parse_sheet(uploaded)
    except SheetError as error:
        return error
