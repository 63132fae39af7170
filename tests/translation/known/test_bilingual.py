import pytest

from bot.translation.known.bilingual import are_translations, is_same_in_both, prose_by_language


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Happy birthday!", "生日快乐"),
        ("The meeting is on Friday afternoon.", "会议在星期五下午。"),
        ("I don't like coffee.", "我不喜欢咖啡。"),
        ("Does anyone want to eat hot pot?", "有人想吃火锅吗？"),
    ],
)
def test_known_translations_of_each_other_are_recognized(english: str, chinese: str) -> None:
    assert are_translations(english, chinese)


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
def test_different_statements_are_not_translations(english: str, chinese: str) -> None:
    assert not are_translations(english, chinese)
    assert not is_same_in_both(english, "The lamp sings", chinese, "灯在唱歌")


def test_the_model_decides_what_the_dictionary_leaves_open() -> None:
    english, chinese = "My brother cooks dinner for us", "我弟弟给我们做晚饭"
    assert is_same_in_both(english, "My brother makes dinner for us", chinese, "我哥哥给我们做晚饭")
    assert not is_same_in_both(english, "The lamp sings", chinese, "灯在唱歌")


def test_prose_is_separated_by_language() -> None:
    assert prose_by_language("生日快乐 Happy birthday! 谢谢") == ("Happy birthday!", "生日快乐 谢谢")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("No smoking", "禁止吸烟"),
        ("See you on Monday", "周一见"),
        ("EN: meeting at 8 tonight", "CN: 今晚八点开会"),
        ("Today is Friday", "今天星期五"),
    ],
)
def test_signs_and_announcements_in_both_languages_are_recognized(english: str, chinese: str) -> None:
    assert are_translations(english, chinese)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("See you on Tuesday", "周一见"),
        ("EN: meeting at 9 tonight", "CN: 今晚八点开会"),
        ("We lost 3-1.", "我们三比二输了。"),
        ("I'm learning Chinese", "我的中文不好"),
    ],
)
def test_similar_statements_are_not_translations(english: str, chinese: str) -> None:
    assert not are_translations(english, chinese)


def test_the_model_decides_where_the_dictionary_cannot() -> None:
    assert is_same_in_both("She is taller than me.", "She is taller than me.", "她比我高。", "她比我高。")
    assert not is_same_in_both("I'm learning Chinese", "My Chinese is not good", "我的中文不好", "我在学中文")
