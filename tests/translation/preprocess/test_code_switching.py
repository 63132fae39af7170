import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import parse
from bot.text.segmenter import Gap, Segment, segment
from bot.translation.preprocess.code_switching import is_borrowed_word, split_languages


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "check this out https://example.com/a 很好看",
            ["check this out", " ", "https://example.com/a", " ", "很好看"],
        ),
        ("I love this 太好吃了", ["I love this", " ", "太好吃了"]),
        ("太好吃了 I love this", ["太好吃了", " ", "I love this"]),
        ("I'm from 四川", ["I'm from 四川"]),
        ("Let's get 火锅 tonight", ["Let's get 火锅 tonight"]),
        ("帮我review一下这个PR", ["帮我review一下这个PR"]),
        ("good morning everyone", ["good morning everyone"]),
    ],
)
def test_a_segment_is_split_where_a_clause_of_the_other_language_begins(text: str, pieces: list[str]) -> None:
    [only] = [piece for piece in segment(parse(text)) if isinstance(piece, Segment)]
    found = [piece.text for piece in split_languages(only)]
    assert "".join(found) == text
    assert [piece.strip() for piece in found if piece.strip()] == [piece for piece in pieces if piece.strip()]


@given(st.text(st.sampled_from("我是太好吃的, .!？ I love this 😂<@123>"), max_size=60))
def test_splitting_loses_nothing(text: str) -> None:
    for piece in segment(parse(text)):
        if isinstance(piece, Segment):
            assert "".join(part.text for part in split_languages(piece)) == piece.text


def clauses(text: str) -> list[str]:
    pieces = [
        part
        for piece in segment(parse(text))
        for part in (split_languages(piece) if isinstance(piece, Segment) else (piece,))
    ]
    assert "".join(piece.text for piece in pieces) == text
    return [piece.text for piece in pieces if not isinstance(piece, Gap)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("周一见 See you on Tuesday", ["周一见", "See you on Tuesday"]),
        ("今天星期五 Today is Monday", ["今天星期五", "Today is Monday"]),
        ("don't forget your passport 记得带护照", ["don't forget your passport", "记得带护照"]),
        ("Please be quiet 请大声一点", ["Please be quiet", "请大声一点"]),
        ("I want pizza，你呢？", ["I want pizza，", "你呢？"]),
        ("let me know 谢谢", ["let me know", "谢谢"]),
    ],
)
def test_clauses_of_both_languages_are_split(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "How do you pronounce 谢谢?",
        "she told me 加油",
        "I think 他是对的",
        "I'm from 四川",
        "故宫 is beautiful",
        "李华 I need your help",
        "大家 please wait a minute",
        "I'm watching 甄嬛传 right now",
    ],
)
def test_words_and_names_are_not_clauses(text: str) -> None:
    assert len(clauses(text)) == 1


@pytest.mark.parametrize(
    ("text", "guest"),
    [
        ("need 奶茶", True),
        ("love 火锅 so much", True),
        ("我今天很 happy", False),
        ("奶茶", False),
        ("need 你们的帮助", False),
    ],
)
def test_a_chinese_word_in_english_is_borrowed(text: str, *, guest: bool) -> None:
    assert is_borrowed_word(text) is guest
