import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.features.glossary.entries import MAX_ENTRIES, Entry, Flaw
from bot.chat.features.glossary.sheet import parse_sheet, write_sheet
from bot.storage.types.terms import GlossaryTerm
from bot.text.language import Language
from bot.text.tables import SheetError

RAID = Entry("raid", "团本", Language.ENGLISH)
QIAO = Entry("Qiao", "Qiao", Language.ENGLISH)
TEXT = "source,target,language\nraid,团本,en\nQiao,,\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        "raid,团本\n\nQiao".encode(),
        '"raid","团本","en"\n"Qiao"'.encode(),
    ],
)
def test_files_of_every_spreadsheet_are_read(data: bytes) -> None:
    assert parse_sheet(data).entries == (RAID, QIAO)
    assert parse_sheet(data).flaws == ()


def test_invalid_rows_are_reported_by_line() -> None:
    text = 'raid,团本\n!!!,x\n"two\nlines",y\n**b**,x\nabyss,深渊,ja\na,b,en,,more\n' + "x" * 101 + ",长\nboss,首领"
    sheet = parse_sheet(text.encode())
    assert [entry.source for entry in sheet.entries] == ["raid", "boss"]
    assert sheet.flaws == (
        (2, Flaw.BLANK),
        (3, Flaw.MARKUP),
        (5, Flaw.MARKUP),
        (6, Flaw.LANGUAGE),
        (7, Flaw.COLUMNS),
        (8, Flaw.LONG),
    )


def test_the_last_of_several_rows_with_the_same_key_wins() -> None:
    sheet = parse_sheet("raid,团本\nboss,首领\nRAID,副本\nraid,突袭\n".encode())
    assert {entry.source.lower(): entry.target for entry in sheet.entries} == {"raid": "突袭", "boss": "首领"}
    assert sheet.repeated == (1, 3)


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "empty", 0),
        (b"\xef\xbb\xbf", "empty", 0),
        (b"source,target\n\n,,\n", "empty", 0),
        ("raid,团本\n".encode() + b"caf\xe9,x\n", "encoding", 2),
        ("团本,raid\n首领,boss\n深渊,abyss\n".encode() + b"\xe5\x9b,broken\n", "encoding", 4),
        (TEXT.encode("utf-8-sig") + b"\xe5\x9b,broken\n", "encoding", 4),
        (b"raid,x\n\xff\xfe\n", "encoding", 2),
        (TEXT.encode("utf-16"), "encoding", 1),
        (b'raid,x\n"boss,y\n', "form", 2),
        (b"a,b\n" * (MAX_ENTRIES + 1), "rows", 0),
    ],
)
def test_unreadable_files_are_refused_with_a_reason(data: bytes, reason: str, line: int) -> None:
    with pytest.raises(SheetError) as refused:
        parse_sheet(data)
    assert (refused.value.reason, refused.value.line) == (reason, line)


def term(source: str, target: str, *, exact: bool = False) -> GlossaryTerm:
    return GlossaryTerm(1, "en", source, target, exact, 42, 0)


@pytest.mark.parametrize("source", ["=SUM(A1)", "+1 raid", "-1 raid", "@home run", "'=1", "''=1", "'tis"])
def test_formulas_are_escaped_and_survive_a_round_trip(source: str) -> None:
    data = write_sheet([term(source, "=团本", exact=True)])
    cells = data.decode("utf-8-sig").splitlines()[1].split(",")
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert [(entry.source, entry.target) for entry in parse_sheet(data).entries] == [(source, "=团本")]


def test_exported_files_open_in_a_spreadsheet() -> None:
    data = write_sheet([term("Qiao", "Qiao"), term("gg, all", "打得\n好", exact=True)])
    assert data.startswith(b"\xef\xbb\xbf")
    assert parse_sheet(data).entries == (QIAO, Entry("gg, all", "打得\n好", Language.ENGLISH, whole=True))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(SheetError):
        parse_sheet(data)


_PHRASES = st.text(st.sampled_from("ab 团本=+-@'\",;\n\t"), min_size=1, max_size=12)


@given(st.lists(st.tuples(_PHRASES, _PHRASES), min_size=1, max_size=6, unique_by=lambda pair: pair[0].strip()))
def test_whole_entries_survive_a_round_trip(pairs: list[tuple[str, str]]) -> None:
    pairs = [(source.strip(), target.strip()) for source, target in pairs]
    kept = [pair for pair in pairs if all(pair) and pair[0] != pair[1]]
    if kept:
        entries = parse_sheet(write_sheet(term(source, target, exact=True) for source, target in kept)).entries
        assert [(entry.source, entry.target) for entry in entries] == kept
