import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.punctuation import full_width


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("很难吗?", "很难吗？"),
        ("很好, 我们走吧.", "很好，我们走吧。"),
        ("真的?! 太好了!!", "真的？！太好了！！"),
        ("我等你... 好吗", "我等你... 好吗"),
        ("现在是12:30, 版本3.5.", "现在是12:30, 版本3.5."),
        ("看 https://a.com/?x=1 吧", "看 https://a.com/?x=1 吧"),
        ("Hello, Tom.", "Hello, Tom."),
        ("《红楼梦》, 很好看", "《红楼梦》，很好看"),
        ("他说⟦0⟧, 对吧?", "他说⟦0⟧, 对吧？"),
        ("", ""),
    ],
)
def test_punctuation_after_han_becomes_full_width(given: str, wanted: str) -> None:
    assert full_width(given) == wanted


@given(st.text())
def test_conversion_is_idempotent(text: str) -> None:
    assert full_width(full_width(text)) == full_width(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_text_without_han_is_unchanged(text: str) -> None:
    assert full_width(text) == text
