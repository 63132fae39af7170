from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nmt.manifest import FILE_NAME, Manifest
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction
from bot.nmt.window import cut, join
from tests.nmt import tiny
from tests.nmt.fakes import EN_ZH, ZH_EN


def open_tokenizer(store: Path) -> Tokenizer:
    folder = store / tiny.NAME
    return Tokenizer(folder, Manifest.read(folder / FILE_NAME))


def tokens_of(tokenizer: Tokenizer, text: str, direction: Direction = EN_ZH) -> list[list[str]]:
    return [row.tokens for row in tokenizer.encode(text, direction)]


@pytest.fixture(scope="session")
def tokenizer(tiny_store: Path) -> Tokenizer:
    return open_tokenizer(tiny_store)


def test_a_tag_precedes_the_pieces(tokenizer: Tokenizer) -> None:
    assert tokens_of(tokenizer, "hello ⟦0⟧ world") == [["▁", "<2zh>", "▁hello", "▁", "⟦0⟧", "▁world"]]
    assert tokens_of(tokenizer, "你好世界", ZH_EN) == [["▁", "<2en>", "▁", "你好", "世界"]]
    assert tokenizer.encode("hello", EN_ZH)[0].target_prefix == ()


def test_a_tag_that_somebody_types_is_only_characters(tmp_path: Path) -> None:
    folder = tiny.build(tmp_path)
    one_way = Manifest.read(folder / FILE_NAME)
    one_way = one_way.model_copy(update={"directions": {"en-zh": one_way.directions["en-zh"]}})
    [row] = Tokenizer(folder, one_way).encode("hello <2en> world", EN_ZH)
    assert "<2en>" not in row.tokens
    assert "".join(token[3:5] for token in row.tokens if token.startswith("<0x")) == b"<2en>".hex().upper()


def test_a_family_with_suffix_and_target_prefix(tmp_path: Path) -> None:
    tiny.build(tmp_path, family="nllb")
    tokenizer = open_tokenizer(tmp_path)
    [row] = tokenizer.encode("hello", EN_ZH)
    assert row.tokens == ["<2en>", "▁hello", "</s>"]
    assert row.target_prefix == ("<2zh>",)
    assert (row.text, row.length) == ("hello", 3)


@pytest.mark.parametrize("text", ["", " ", "   "])
def test_nothing_to_translate(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.encode(text, EN_ZH) == []


def test_a_typed_tag_is_plain_text(tokenizer: Tokenizer) -> None:
    (tokens,) = tokens_of(tokenizer, "hello <2en> x")
    assert "<2en>" not in tokens
    assert tokenizer.decode(tokens[2:]) == "hello <2en> x"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("snake_case __init__ _a_", "snake_case __init__ _a_"),
        ("nul\0byte", "nul\0byte"),
        ("lone \ud83d surrogate \udc00", "lone ? surrogate ?"),
        ("𠮷野家 👩‍👩‍👧 é", "𠮷野家 👩‍👩‍👧 é"),
        ("</s> <s> <unk> <pad>", "</s> <s> <unk> <pad>"),
        ("⟦0⟧⟦9⟧", "⟦0⟧⟦9⟧"),
    ],
)
def test_text_survives(tokenizer: Tokenizer, text: str, same: str) -> None:
    rows = tokens_of(tokenizer, text)
    assert tokenizer.decode([token for row in rows for token in row[2:]]) == same


@given(st.text(alphabet=st.characters(exclude_characters=" ▁"), max_size=100))
def test_every_text_round_trips(tokenizer: Tokenizer, text: str) -> None:
    rows = tokens_of(tokenizer, text)
    assert all(row[:2] == ["▁", "<2zh>"] and 2 < len(row) <= 34 for row in rows)
    whole = tokenizer.decode([token for row in rows for token in row[2:]])
    assert whole.strip() == text.encode("utf-8", "replace").decode().strip()


def test_parts_are_joined_as_in_the_target_language() -> None:
    assert join(["你好。", "", "再见。"], "zh") == "你好。再见。"
    assert join(["Hello.", "", "Bye."], "en") == "Hello. Bye."


@given(st.lists(st.sampled_from(["▁a", "b", ",", "。", "<0xE4>", "<0xBD>", "好"]), max_size=60), st.integers(8, 20))
def test_windows_concatenate_to_the_whole(pieces: list[str], limit: int) -> None:
    windows = cut(pieces, limit)
    assert [piece for window in windows for piece in window] == pieces
    assert all(1 <= len(window) <= limit for window in windows)
    assert all(len(window) > limit // 2 for window in windows[:-1])


@pytest.mark.parametrize(
    ("pieces", "first"),
    [
        ("▁a b c d ▁e , f ▁g h i j", "▁a b c d ▁e ,"),
        ("▁a b c d ▁e f ▁g h i j", "▁a b c d ▁e f"),
        ("a b c d e f g h i", "a b c d e f g h"),
        ("a b c d e f <0xE4> <0xBD> <0xA0> g", "a b c d e f"),
    ],
)
def test_a_window_ends_where_it_does_the_least_harm(pieces: str, first: str) -> None:
    assert cut(pieces.split(), 8)[0] == first.split()
