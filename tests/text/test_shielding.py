import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.shielding import rendered_marks, without_new_markup
from tests.text.fragments import LONG, messages


@pytest.mark.parametrize(
    ("source", "target", "shielded"),
    [
        ("#今天吃什么#大家说说", "# What to eat today# Tell us", "What to eat today# Tell us"),
        ("#1 fan of the show", "# 1 粉丝", "#1 粉丝"),
        ("C# every day", "# C 每天", "C 每天"),
        ("-5度", "- 5 degrees", "-5 degrees"),
        ("well", "- 好吧", "– 好吧"),
        ("第一，别迟到", "1. Don't be late", "1) Don't be late"),
        ("1 不是 2", "1. Not 2.", "1 Not 2."),
        ("1 is not 2\n2 不是 3", "1 不是 2\n2. Not 3.", "1 不是 2\n2 Not 3."),
        ("1. 一\n第二", "1. One\n2. Second", "1. One\n2) Second"),
        ("5 > 3", "> 3 个", "3 个"),
        ("quote", ">>> 引用", "引用"),
        ("small", "-# 小", "小"),
        ("*sigh", "*叹气*", "叹气"),
        ("run it", "运行 `它`", "运行 它"),
        ("run it", "```py\n运行\n```", "py\n运行"),
        ("secret", "||秘密|| __下划线__ ~~删~~", "秘密 下划线 删"),
        ("see docs", "看[文档](https://x.com)", "看[文档] (https://x.com)"),
        ("**bold** word", "**粗** **词**", "**粗** 词"),
        ("# Head\n- a\n> b\n1. c", "# 头\n- 甲\n> 乙\n1. 丙", "# 头\n- 甲\n> 乙\n1. 丙"),
        ("# Head", "## 头", "头"),
        ("> - a", "> - 甲\n> - 乙", "> - 甲\n– 乙"),
        ("`x` is a well-known name", "`x` 是个有名的名字", "`x` 是个有名的名字"),
        ("snake_case and 2*3", "snake_case 和 2*3", "snake_case 和 2*3"),
        ("hello", "你好 - 世界 #话题 3 > 2", "你好 - 世界 #话题 3 > 2"),
        ("# a", "", ""),
    ],
)
def test_marks_that_the_source_lacks_are_removed(source: str, target: str, shielded: str) -> None:
    assert without_new_markup(source, target) == shielded


@given(messages, messages)
def test_nothing_is_rendered_more_often_than_in_the_source(source: str, target: str) -> None:
    assert not rendered_marks(without_new_markup(source, target)) - rendered_marks(source)


@given(messages)
def test_a_message_keeps_its_own_marks(text: str) -> None:
    assert without_new_markup(text, text) == text


@given(st.text("*_~|`#>-1. a\n[]()\\", max_size=40), st.text("*_~|`#>-1. a\n[]()\\", max_size=40))
def test_text_of_only_marks_gains_none(source: str, target: str) -> None:
    assert not rendered_marks(without_new_markup(source, target)) - rendered_marks(source)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_targets(text: str) -> None:
    assert not rendered_marks(without_new_markup("plain", text))
