"""Tables as spreadsheets write and read them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.text.tables import decode, rows, to_csv

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)  # what can be stored
CELLS = st.lists(CELL, min_size=2, max_size=4)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_cells_come_back_as_they_were(table: list[list[str]]) -> None:
    # The header decides what separates cells.
    read = [cells for _, cells in rows(decode(to_csv([["one", "two"], *table])))]
    assert read[1:] == table


@given(CELL)
def test_no_cell_is_a_formula(cell: str) -> None:
    written = decode(to_csv([["a", cell]]))
    assert not written.removeprefix("a,").removesuffix("\r\n").lstrip('"').startswith(FORMULAS)
