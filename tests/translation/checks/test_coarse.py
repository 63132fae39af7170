import pytest

from bot.text.language import Language
from bot.translation.checks.coarse import adds_coarse_words


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("今天的火锅太好吃了", "Today's fire panties are too delicious"),
        ("我想吃鸡排", "I want to eat your dick"),
        ("今天好冷", "It's fucking cold today"),
        ("这个面包很软", "This bread is a bitch"),
        ("那个，那个我想问一下", "nigger nigger, I want to ask"),
        ("生日快乐", "happy shit day"),
        ("请把文件发给我", "Send me nudes please"),
    ],
)
def test_coarse_english_needs_a_coarse_source(source: str, target: str) -> None:
    assert adds_coarse_words(source, target, Language.ENGLISH)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("I need a rooster for my garden", "我的花园需要一个傻逼"),
        ("the chicken is dry", "鸡的屁股很干"),
        ("please pass the bread", "请把内裤递给我"),
        ("my teacher is from Kyoto", "我的老师是鬼子"),
        ("we dry the laundry", "我们操洗衣"),
    ],
)
def test_coarse_chinese_needs_a_coarse_source(source: str, target: str) -> None:
    assert adds_coarse_words(source, target, Language.CHINESE)


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("卧槽太帅了", "Holy shit, so handsome", Language.ENGLISH),
        ("他妈的我又输了", "Fuck, I lost again", Language.ENGLISH),
        ("我的内裤呢", "Where are my panties?", Language.ENGLISH),
        ("快滚", "Fuck off", Language.ENGLISH),
        ("性教育很重要", "Sex education matters", Language.ENGLISH),
        ("越走越远", "We went farther and farther", Language.ENGLISH),
        ("他在课堂上很棒", "He was great in class, Dickens would agree", Language.ENGLISH),
        ("fuck this", "操", Language.CHINESE),
        ("my butt hurts", "我屁股疼", Language.CHINESE),
        ("wtf man", "他妈的什么鬼", Language.CHINESE),
        ("she looks hot", "她很性感", Language.CHINESE),
        ("my mistake at work", "我操作失误", Language.CHINESE),
        ("gymnastics", "体操比赛", Language.CHINESE),
        ("diapers and diabetes", "尿布和糖尿病", Language.CHINESE),
        ("happy birthday to you", "祝你生日你快乐", Language.CHINESE),
        ("pure luck", "走了狗屎运", Language.CHINESE),
    ],
)
def test_a_coarse_word_of_the_source_may_be_translated(source: str, target: str, language: Language) -> None:
    assert not adds_coarse_words(source, target, language)
