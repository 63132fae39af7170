import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.weighing import Weights, weights, words_of


def test_words() -> None:
    assert words_of("It’s 3x a1b 你好World don't") == ["it's", "world", "don't"]
    assert words_of("It's 3x a1b, World don't") == ["it's", "world", "don't"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Weights()),
        ("gg lol", Weights()),
        ("merge conflict", Weights(latin=2)),
        ("火锅", Weights(chinese=1)),
        ("안녕하세요", Weights(korean=2.5)),
        ("спасибо", Weights(other=1.4)),
        ("東京タワーです", Weights(japanese=3.5)),
    ],
)
def test_two_characters_weigh_as_much_as_a_word(text: str, found: Weights) -> None:
    assert weights(text) == found


@pytest.mark.parametrize("text", ["where is 故宫", "the word 缘分 has no translation", "I met 李老师 today"])
def test_english_with_a_chinese_name_is_mostly_english(text: str) -> None:
    assert weights(text).latin > weights(text).chinese


@pytest.mark.parametrize("text", ["我们今天deploy", "他说good morning啊", "这个feature要review"])
def test_chinese_with_english_words_is_mostly_chinese(text: str) -> None:
    assert weights(text).chinese > weights(text).latin


@given(st.text())
def test_weights_are_not_negative(text: str) -> None:
    assert min(weights(text)) >= 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("插一下U盘", []),
        ("T恤和K歌", []),
        ("我爱u", []),
        ("i 爱 you", ["i", "you"]),
        ("OK的", ["ok"]),
        ("I'm from 四川", ["i'm", "from"]),
    ],
)
def test_a_letter_next_to_han_is_not_a_word(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_letter_in_a_chinese_word_is_not_english() -> None:
    assert weights("A股今天大跌").latin == 0
    assert weights("how is a 股").latin > 0
