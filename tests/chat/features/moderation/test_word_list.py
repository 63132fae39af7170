"""Lists of words as files."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.features.moderation.word_list import Flaw, Word, parse_list, parse_word, write_list
from bot.storage.types.moderation import LONGEST_TERM, Action
from bot.text.language import Language
from bot.text.tables import SheetError

WORDS = st.builds(parse_word, st.text(min_size=1, max_size=12), st.sampled_from(["en", "zh"]), st.sampled_from(Action))


@given(st.binary(max_size=300), st.booleans())
def test_arbitrary_bytes_are_read_or_refused(data: bytes, table: bool) -> None:  # noqa: FBT001 - generated
    with contextlib.suppress(SheetError):
        for word in parse_list(data, table=table).words:
            word.watched(1, Action.NOTIFY, 2, 3)


@settings(max_examples=50)
@given(st.lists(WORDS.filter(lambda word: isinstance(word, Word)), min_size=1, max_size=5))
def test_what_is_written_is_read_again(words: list[Word]) -> None:
    comments = [word for word in words if word.term.startswith("#")]
    terms = [word.watched(1, Action.NOTIFY, 2, 3) for word in words if word not in comments]
    unique = {(term.language, term.term.casefold()): term for term in terms}
    if unique:
        read = parse_list(write_list(unique.values()), table=True).words
        assert [word.watched(1, Action.NOTIFY, 2, 3) for word in read] == list(unique.values())


def test_a_line_may_contain_commas_unless_it_is_a_table() -> None:
    [word] = parse_list(b"good night, everyone\n", table=False).words
    assert word == Word("good night, everyone", Language.ENGLISH)


def test_the_encoding_of_chinese_spreadsheets_is_read() -> None:
    [word] = parse_list("词语,中文\n".encode("gb18030"), table=True).words
    assert word == Word("词语", Language.CHINESE)


def test_a_term_is_written_on_one_line_with_single_spaces() -> None:
    assert parse_word("  good \n night ") == Word("good night", Language.ENGLISH)


def test_a_term_that_is_too_long_or_cannot_be_stored_is_refused() -> None:
    assert parse_word("a" * (LONGEST_TERM + 1)) is Flaw.LONG
    assert parse_word("a\0b") is Flaw.BLANK
    assert parse_word("a\ud800") is Flaw.BLANK


def test_a_term_that_could_never_be_found_is_refused() -> None:
    assert parse_word("...") is Flaw.BLANK
    assert parse_word("\u3164") is Flaw.BLANK  # invisible, but a letter to Unicode
