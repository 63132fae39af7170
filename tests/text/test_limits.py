import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.limits import MESSAGE, MIN_LIMIT, fit, length, one_line, shorten, squeeze
from bot.text.markup import Kind, Role, parse
from tests.text.fragments import LONG, messages


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("你好", 2), ("😂", 2), ("\ud800", 1), ("é", 1)])
def test_length(text: str, units: int) -> None:
    assert length(text) == units


def test_a_text_within_the_limit_is_not_cut() -> None:
    assert fit("a" * MESSAGE) == ["a" * MESSAGE]


@pytest.mark.parametrize("text", ["", " \n ", " " * 5000])
def test_blank_text_has_no_parts(text: str) -> None:
    assert fit(text) == []


def test_cuts_prefer_lines_then_sentences_then_spaces() -> None:
    assert fit("first line is here\nsecond line, more words", 36) == ["first line is here\n", "second line, more words"]
    assert fit("One sentence is here. Another one follows", 40) == ["One sentence is here. ", "Another one follows"]
    assert fit("many words without any punctuation whatsoever", 40)[0] == "many words without any punctuation "
    assert fit("你好。" * 20, 32)[0].endswith("。")


def test_a_cut_code_block_is_closed_and_reopened() -> None:
    parts = fit("see\n```py\n" + "print(1)\n" * 20 + "```\nend", 80)
    assert len(parts) > 2
    assert all(part.count("```") == 2 for part in parts)
    assert all("```py\n" in part for part in parts)
    assert sum(part.count("print(1)\n") for part in parts) == 20
    assert parts[-1].endswith("```\nend")


def test_no_part_is_an_empty_code_block() -> None:
    for padding in range(30):
        for part in fit("x" * padding + "```py\n" + "y" * 40 + "```", 48):
            assert not part.endswith("```py\n\n```")
            assert not part.startswith("```py\n```")


def test_a_protected_span_is_not_cut() -> None:
    link = "https://example.com/" + "a" * 20
    assert any(link in part for part in fit(f"some words go here {link} end", 48))


def test_a_limit_that_is_too_small_is_rejected() -> None:
    with pytest.raises(ValueError, match="31 is below 32"):
        fit("text", MIN_LIMIT - 1)
    with pytest.raises(ValueError, match="no room"):
        shorten("text", 0)


def letters(text: str) -> list[str]:
    return [character for character in text if not character.isspace() and character != "`"]


@given(messages | st.sampled_from(sorted(LONG.values())), st.integers(MIN_LIMIT, 200))
def test_fit_loses_nothing_and_keeps_the_limit(text: str, limit: int) -> None:
    parts = fit(text, limit)
    assert all(length(part) <= limit and part.strip() for part in parts)
    if "```" not in text:
        assert "".join("".join(parts).split()) == "".join(text.split())
    else:
        rest = iter(letters("".join(parts)))
        assert all(character in rest for character in letters(text))


@pytest.mark.parametrize(
    ("text", "limit", "shortened"),
    [
        ("short", 10, "short"),
        ("hello world this is it", 15, "hello world…"),
        ("**bold text here** and more", 12, "**bold te…**"),
        ("see [label text](https://x.com) end", 30, "see [label te…](https://x.com)"),
        ("see https://example.com/a", 12, "see…"),
        ("😂😂😂😂", 5, "…"),
        ("你好你好你好", 4, "你好你…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("```py\nprint(1)\nprint(2)```", 20, "```py\nprint(1)…\n```"),
        ("||a|| b c d", 3, "…"),
    ],
)
def test_shorten(text: str, limit: int, shortened: str) -> None:
    assert shorten(text, limit) == shortened


@given(messages, st.integers(1, 60))
def test_shorten_keeps_the_limit_and_closes_what_it_cuts(text: str, limit: int) -> None:
    shortened = shorten(text, limit)
    assert length(shortened) <= limit
    opened = [span for span in parse(text) if span.kind is Kind.INLINE and span.role is Role.OPEN]
    if shortened != text and not opened and "`" not in text:
        assert text.startswith(shortened.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hello", "hello"),
        ("# Head\n-# sub\n- a\n1. b\n\n> c", "Head / sub / • a / 1. b / > c"),
        ("**open and `tick and sn*th", "\\*\\*open and \\`tick and sn\\*th"),
        ("**bold** ||x|| `code`", "**bold** ||x|| `code`"),
        ("a\r\nb", "a / b"),
        ("`a\nb`", "`a b`"),
        ("`a\u2028b`", "`a b`"),
        ("```x```", None),
        ("a\n" * 9, None),
        ("", None),
        (" \n ", None),
    ],
)
def test_one_line(text: str, line: str | None) -> None:
    assert one_line(text) == line


@given(messages)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line is None or ("\n" not in line and "\r" not in line and line.strip())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("**a\n" + "b\n" * 9, "\\*\\*a b b b b b b b b b"),
        ("see\n```py\nprint(`1`)\n```\nend", "see `print('1')` end"),
        ("```\n```", ""),
        ("", ""),
    ],
)
def test_squeeze(text: str, line: str) -> None:
    assert squeeze(text) == line
