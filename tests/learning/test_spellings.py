"""How Chinese terms are spelled with Latin letters."""

import pytest

from bot.learning.spellings import frequency, is_everyday, latin_spellings


@pytest.mark.parametrize(
    ("term", "spellings"),
    [
        ("坏蛋", ["huaidan", "huai dan"]),  # hd is high definition
        ("西瓜皮", ["xiguapi", "xi gua pi", "xi guapi", "xigua pi", "xgp"]),
        ("笨蛋", ["bendan"]),  # Ben and Dan; bd is in the list of abbreviations
        ("木马鱼", ["mumayu", "mu ma yu", "mu mayu", "muma yu"]),  # mmy would be taken for a stretched my
        ("西瓜皮子", ["xiguapizi", "xi gua pi zi", "xigua pizi", "xgpz"]),
        ("日", []),
        ("卡拉OK", []),
        ("", []),
        ("hello", []),
    ],
)
def test_a_term_is_spelled_in_pinyin_and_by_initials(term: str, spellings: list[str]) -> None:
    assert latin_spellings(term) == spellings


def test_only_the_usual_reading_of_a_character_counts() -> None:
    assert "pidan" not in latin_spellings("坏蛋")


@pytest.mark.parametrize(
    ("term", "english"), [("我们", "women"), ("坏蛋", "hd"), ("笨蛋", "bd"), ("笨蛋", "ben dan"), ("哦可", "ok")]
)
def test_what_reads_as_english_is_left_out(term: str, english: str) -> None:
    assert english not in latin_spellings(term)


def test_frequencies_are_logarithms() -> None:
    assert frequency("the") > frequency("noodle") > frequency("xqzv")
    assert is_everyday("noodle")
    assert not is_everyday("xqzv")
