import pytest

from bot.chat.relay.digest import line_in, link_to, pack, remove_lines, replace_line, speaker_in, translation_in
from bot.text.limits import MESSAGE, length
from bot.text.markup import parse
from tests.chat.fakes import post_of

NAMES = ["Amy", "小李", "A*m_y: [x](y)", "**bold**", "a\\b"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("note", ["", "-# ≈ unsure"])
def test_text_and_author_of_a_line_are_parsed(name: str, note: str) -> None:
    posts = [post_of(1, "第一行", author="Jake"), post_of(2, "**你好**: 朋友", author=name, note=note)]
    content = pack([post.entry for post in posts])
    assert line_in(content, 1) == "**你好**: 朋友"
    assert speaker_in(content, 1) == name
    assert line_in(content, 2) is None
    assert speaker_in(content, 2) == ""


def test_lines_without_links_are_parsed() -> None:
    content = "\n".join(post_of(1, "你好", author=name).entry.line or "" for name in NAMES)
    assert [line_in(content, number) for number in range(len(NAMES))] == ["你好"] * len(NAMES)


def test_small_print_of_a_reply_is_not_parsed() -> None:
    assert translation_in("你好\n-# ≈ unsure") == "你好"
    assert translation_in("你好\n\n-# yyds: 永远的神\n-# unsure") == "你好"
    assert translation_in("-# 你好") == "-# 你好"
    assert translation_in(f"> **A\\*my**: hello{link_to(1, 2, 3)}\n你好") == "你好"
    assert translation_in("> **Amy**: a quote of the author\n你好") == "> **Amy**: a quote of the author\n你好"


@pytest.mark.parametrize("name", NAMES)
def test_the_author_above_a_post_is_parsed(name: str) -> None:
    content = post_of(1, "你好\n朋友", author=name, note="-# ≈ unsure").signed_pages[0]
    assert translation_in(content) == "你好\n朋友"
    assert speaker_in(content, None) == name
    assert speaker_in("你好", None) == ""


def test_a_line_is_replaced_and_keeps_its_link() -> None:
    entries = [post_of(number, f"第{number}行").entry for number in range(3)]
    content = pack(entries)
    changed = replace_line(content, 1, post_of(1, "新的一行").entry)
    assert [line_in(changed, number) for number in range(3)] == ["第0行", "新的一行", "第2行"]
    assert all("[↗]" in line for line in changed.split("\n"))
    assert replace_line(content, 3, entries[0]) == content


def test_a_longer_line_is_cut_to_fit_the_post() -> None:
    content = pack([post_of(number, "好" * 180).entry for number in range(9)])
    changed = replace_line(content, 4, post_of(4, "长" * 1900).entry)
    assert length(changed) <= MESSAGE
    assert (line_in(changed, 4) or "").endswith("…")


def test_lines_are_removed() -> None:
    content = pack([post_of(number, f"第{number}行").entry for number in range(4)])
    kept = remove_lines(content, {0, 2})
    assert [line_in(kept, number) for number in range(3)] == ["第1行", "第3行", None]


@pytest.mark.parametrize(
    "text",
    ["||secret\n" + "line\n" * 9, "```py\n" + "x = 1\n" * 99 + "```", "`" + "a\n" * 9, "a.cc/`\nb"],
)
def test_the_markup_of_a_message_ends_with_its_line(text: str) -> None:
    other = "`hey` **you** ||all||"
    content = pack([post_of(1, text).entry, post_of(2, other).entry])
    assert len(content.split("\n")) == 2
    roles = [(span.text, span.role) for span in parse(other)]
    assert [(span.text, span.role) for span in parse(content)][-len(roles) :] == roles
