import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import parse
from bot.text.segmenter import Gap, Segment, segment
from bot.translation.bilingual import echoes, is_guest, prose_by_language, says_it_twice, split


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Happy birthday!", "生日快乐"),
        ("The meeting is on Friday afternoon.", "会议在星期五下午。"),
        ("I don't like coffee.", "我不喜欢咖啡。"),
        ("Does anyone want to eat hot pot?", "有人想吃火锅吗？"),
    ],
)
def test_translations_of_each_other_say_it_twice(english: str, chinese: str) -> None:
    assert says_it_twice(english, chinese)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("I like coffee.", "我不喜欢咖啡。"),
        ("I am not coming.", "我会来的。"),
        ("The meeting is on Friday.", "会议在星期四。"),
        ("I have 14 cats.", "我有40只猫。"),
        ("I like this game.", "这个游戏在哪里买？"),
        ("I want to go home.", "我想去北京。"),
        ("I agree with you on the first point.", "我不同意。"),
        ("Thanks everyone, see you at the party on Saturday!", "谢谢大家"),
        ("It is", "这是"),
        ("", "生日快乐"),
        ("Happy birthday", ""),
    ],
)
def test_what_differs_does_not(english: str, chinese: str) -> None:
    assert not says_it_twice(english, chinese)
    assert not echoes(english, "The lamp sings", chinese, "灯在唱歌")


def test_the_model_tells_what_the_dictionary_leaves_open() -> None:
    english, chinese = "My brother cooks dinner for us", "我弟弟给我们做晚饭"
    assert echoes(english, "My brother makes dinner for us", chinese, "我哥哥给我们做晚饭")
    assert not echoes(english, "The lamp sings", chinese, "灯在唱歌")


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
def test_a_segment_is_cut_where_a_clause_of_the_other_language_begins(text: str, pieces: list[str]) -> None:
    [only] = [piece for piece in segment(parse(text)) if isinstance(piece, Segment)]
    found = [piece.text for piece in split(only)]
    assert "".join(found) == text
    assert [piece.strip() for piece in found if piece.strip()] == [piece for piece in pieces if piece.strip()]


def test_prose_is_sorted_by_language() -> None:
    assert prose_by_language("生日快乐 Happy birthday! 谢谢") == ("Happy birthday!", "生日快乐 谢谢")


@given(st.text(st.sampled_from("我是太好吃的, .!？ I love this 😂<@123>"), max_size=60))
def test_cutting_loses_nothing(text: str) -> None:
    for piece in segment(parse(text)):
        if isinstance(piece, Segment):
            assert "".join(part.text for part in split(piece)) == piece.text


def clauses(text: str) -> list[str]:
    pieces = [
        part for piece in segment(parse(text)) for part in (split(piece) if isinstance(piece, Segment) else (piece,))
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
def test_clauses_of_both_languages_are_cut(text: str, parts: list[str]) -> None:
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
def test_words_and_names_are_no_clauses(text: str) -> None:
    assert len(clauses(text)) == 1


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("No smoking", "禁止吸烟"),
        ("See you on Monday", "周一见"),
        ("EN: meeting at 8 tonight", "CN: 今晚八点开会"),
        ("Today is Friday", "今天星期五"),
    ],
)
def test_the_same_twice(english: str, chinese: str) -> None:
    assert says_it_twice(english, chinese)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("See you on Tuesday", "周一见"),
        ("EN: meeting at 9 tonight", "CN: 今晚八点开会"),
        ("We lost 3-1.", "我们三比二输了。"),
        ("I'm learning Chinese", "我的中文不好"),
    ],
)
def test_something_else(english: str, chinese: str) -> None:
    assert not says_it_twice(english, chinese)


def test_the_model_tells_what_the_dictionary_cannot() -> None:
    assert echoes("She is taller than me.", "She is taller than me.", "她比我高。", "她比我高。")
    assert not echoes("I'm learning Chinese", "My Chinese is not good", "我的中文不好", "我在学中文")


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
def test_a_word_among_english_ones_is_a_guest(text: str, *, guest: bool) -> None:
    assert is_guest(text) is guest
