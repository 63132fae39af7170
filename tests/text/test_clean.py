import pytest
from hypothesis import given

from bot.text.clean import tidy
from tests.text.fragments import messages


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("", ""),
        ("sooooo good", "sooo good"),
        ("NOOOOOooo", "NOOO"),
        ("哈哈哈哈哈哈哈哈", "哈哈哈"),
        ("hahahahahaha", "hahaha"),
        ("no no no no no", "no no no no no"),
        ("what?????????", "what???"),
        ("wait.......", "wait..."),
        ("he\u200bllo\u200f \u202eworld\ufeff", "hello world"),
        ("a\x00b\ud800c", "abc"),
        ("e\u0301", "é"),
        ("z\u0300\u0301\u0302\u0303\u0304a", "z\u0300\u0301a"),
        ("tôi không hiểu", "tôi không hiểu"),
        ("你好，世界！（ＡＢ）", "你好，世界！（AB）"),
        ("𝓗𝓮𝓵𝓵𝓸𝓸𝓸𝓸𝓸 ① 你好　世界", "Hellooo ① 你好 世界"),
        ("a \t \u00a0 b", "a b"),
        ("100000 and 1111", "100000 and 1111"),
        ("⟦0⟧ ⟦1⟧", "⟦0⟧ ⟦1⟧"),
        ("book keeper", "book keeper"),
    ],
)
def test_tidy(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@given(messages)
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
