import pytest

from bot.learning.words import Words, is_word
from bot.text.language import Language


@pytest.mark.parametrize("word", ["明天", "苹果", "咸鱼", "快乐", "大佬", "方便面", "一心一意", "你好"])
def test_chinese_words_are_known(word: str) -> None:
    assert is_word(word, Language.CHINESE)


@pytest.mark.parametrize("name", ["张伟", "王芳", "小李", "陈静", "墨染", "苹", "", "今天明天", "天\n天"])
def test_names_and_other_non_words_are_not_chinese_words(name: str) -> None:
    assert not is_word(name, Language.CHINESE)


@pytest.mark.parametrize(("text", "known"), [("summer", True), ("will", True), ("qingqing", False), ("明天", False)])
def test_english_words_are_known(text: str, known: bool) -> None:  # noqa: FBT001 - a table
    assert is_word(text, Language.ENGLISH) is known


def test_part_of_a_word_is_not_a_word() -> None:
    words = Words(["summer", "sum", "winter"])
    assert [word for word in ("summer", "sum", "s", "summe", "umm", "inter", "") if word in words] == ["summer", "sum"]
