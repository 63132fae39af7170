import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.escaping import escape
from bot.text.markup import Kind, Role, parse
from tests.text.fragments import messages

INERT = {None, Role.EMOJI, Role.LITERAL}
"""The roles of spans that Discord shows as they are written."""

ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
"""A mark that a backslash before it makes plain text: the `escape` rule of simple-markdown, which Discord uses."""

TEXTS = st.text() | messages
MARKS = st.text("ab \n\\*_~`|<>:@#[]()-+!")


def shown(text: str) -> str:
    """What Discord shows of text without active markup."""
    return ESCAPED.sub(r"\1", text)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Amy", "Amy"),
        ("小李 (sister): hi", "小李 (sister): hi"),
        ("~'s *", r"\~'s \*"),
        ("snake_case", r"snake\_case"),
        ("**bold** ||spoiler||", r"\*\*bold\*\* \|\|spoiler\|\|"),
        (r"¯\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
        ("[link](https://example.com)", r"\[link\](https\://example.com)"),
        ("<@42> @everyone #general", r"\<\@42\> \@everyone \#general"),
        (":smile: <:qiao:42>", r"\:smile: \<\:qiao\:42\>"),
        ("- item", r"\- item"),
        ("-1", "-1"),
        ("12. item", r"12\. item"),
        ("3.5", "3.5"),
        ("> quote\n# heading", r"\> quote \# heading"),
        ("  two\t\nlines ", "two lines"),
        ("", ""),
    ],
)
def test_markup_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@given(TEXTS)
def test_escaped_text_reads_as_itself(text: str) -> None:
    assert shown(escape(text)) == " ".join(text.split())


@given(TEXTS)
def test_no_mark_is_left_unescaped(text: str) -> None:
    rest = ESCAPED.sub("x", escape(text))
    assert not re.search(r"[\\*_~`|<>@#\[\]\n]|:(?=\S)|^[-+]\s|^\d+\.\s", rest)


@given(MARKS)
def test_escaped_text_contains_no_active_markup(text: str) -> None:
    spans = parse(escape(text))
    assert {span.role for span in spans} <= INERT
    assert not [span for span in spans if span.kind is Kind.STRUCTURE]


@given(MARKS)
def test_escaped_text_leaves_the_markup_around_it_alone(text: str) -> None:
    spans = parse(f"**{escape(text)}x**: hello")
    assert [span.text for span in spans if span.role in {Role.OPEN, Role.CLOSE}] == ["**", "**"]
