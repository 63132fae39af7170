import pytest

from bot.nmt.types import Direction, Hypothesis
from bot.text.markup import Kind, Role, Span
from bot.translation.checks.review import find_doubts, is_sound, without_placeholders
from bot.translation.types import Doubt

EN_ZH, ZH_EN = Direction("en", "zh"), Direction("zh", "en")
PRICE = Span(Kind.INLINE, "$42,999", Role.QUANTITY, becomes="42,999美元")
NAME = Span(Kind.INLINE, "王五", Role.TERM, becomes="Wang Wu")


@pytest.mark.parametrize(
    ("source", "target", "direction", "found"),
    [
        ("We need 14 chairs", "我们需要14把椅子", EN_ZH, set()),
        ("We need 14 chairs", "我们需要40把椅子", EN_ZH, {Doubt.NUMBER}),
        ("下周二见", "See you on Tuesday", ZH_EN, {Doubt.NUMBER}),
        ("下周二见", "See you next Tuesday", ZH_EN, set()),
        ("下星期四交作业", "next Thursday", ZH_EN, {Doubt.PARTS}),
        ("下星期四", "next Thursday", ZH_EN, set()),
        ("I saw him last Friday", "我周五看见他", EN_ZH, {Doubt.NUMBER}),
        ("他住在高雄", "He lives in high male", ZH_EN, {Doubt.WORDS}),
        ("他住在高雄", "He lives in Kaohsiung", ZH_EN, set()),
        ("I do not like it", "我不喜欢", EN_ZH, set()),
        ("I do not like it", "我喜欢", EN_ZH, {Doubt.POLARITY}),
        ("禁止发广告", "advertisement", ZH_EN, {Doubt.POLARITY}),
        ("我今天很开心", "I am very 开心 today", ZH_EN, {Doubt.LANGUAGE}),
        ("The old boots are here", "旧boots在这里", EN_ZH, set()),
        ("The tan boots are here", "Boxes鞋在这里", EN_ZH, {Doubt.LANGUAGE}),
        ("打开这个app", "Open this app", ZH_EN, set()),
        ("deadline是周五", "The line is Friday", ZH_EN, {Doubt.LANGUAGE}),
        ("打不开WiFi", "WiFi doesn't open", ZH_EN, set()),
        ("猫猫终于肯让我抱了", "The cat finally Ken gave me a hug.", ZH_EN, {Doubt.LANGUAGE}),
        ("汤姆来了", "Tom is here.", ZH_EN, set()),
        ("贝弗莉姑妈来了", "Aunt Beverly is here.", ZH_EN, set()),
        ("万一他不来呢", "He's not coming.", ZH_EN, {Doubt.WORDS}),
        ("万一他不来呢", "What if he isn't coming?", ZH_EN, set()),
        ("你喜欢这个吗", "I like this one.", ZH_EN, {Doubt.WORDS}),
        ("do you like this?", "我喜欢这个。", EN_ZH, {Doubt.WORDS}),
        ("the attic is where I put it", "我把它放到哪里了？", EN_ZH, {Doubt.WORDS}),
        ("this is why I left", "我为什么离开？", EN_ZH, {Doubt.WORDS}),
        ("where did you put it", "你把它放到哪里了？", EN_ZH, set()),
        ("turn on the wireless", "打开WiFi", EN_ZH, set()),
    ],
)
def test_doubts_are_found(source: str, target: str, direction: Direction, found: set[Doubt]) -> None:
    assert find_doubts(source, target, (), direction) == found


def test_a_protected_quantity_is_compared_as_written_on_each_side() -> None:
    assert not find_doubts("It costs ⟦0⟧", "它要⟦0⟧", (PRICE,), EN_ZH)
    assert find_doubts("It costs ⟦0⟧", "它要⟦0⟧，还有5个", (PRICE,), EN_ZH) == {Doubt.NUMBER}


def test_other_protected_spans_are_not_numbers() -> None:
    assert not find_doubts("⟦0⟧明天来", "⟦0⟧ comes tomorrow", (NAME,), ZH_EN)


def test_placeholders_are_not_words() -> None:
    assert without_placeholders("It costs ⟦0⟧ now").split() == ["It", "costs", "now"]


def test_garbage_is_not_sound() -> None:
    assert not is_sound("good morning everyone", Hypothesis("", 0.0, 0), EN_ZH)
    assert not is_sound("give ⟦0⟧ a hand", Hypothesis("帮一下忙", -0.1, 4), EN_ZH)
    assert is_sound("give ⟦0⟧ a hand", Hypothesis("帮⟦0⟧一把", -0.1, 4), EN_ZH)


BOLD = (Span(Kind.INLINE, "~~", Role.OPEN, 0), Span(Kind.INLINE, "~~", Role.CLOSE, 0))


@pytest.mark.parametrize(
    ("source", "target", "direction", "found"),
    [
        ("see ⟦0⟧the movie⟦1⟧ the book", "看⟦0⟧电影⟦1⟧书", EN_ZH, set()),
        ("see ⟦0⟧the movie⟦1⟧ the book", "看⟦0⟧电影⟦1⟧。", EN_ZH, {Doubt.PARTS}),
        ("see ⟦0⟧the movie⟦1⟧ the book", "看⟦0⟧书⟦1⟧电影", EN_ZH, {Doubt.PARTS}),
        ("the ⟦0⟧dog⟦1⟧ bites the cat", "⟦0⟧狗咬猫⟦1⟧", EN_ZH, {Doubt.PARTS}),
        ("I saw ⟦0⟧the dog⟦1⟧ yesterday", "我昨天看见⟦0⟧狗⟦1⟧", EN_ZH, set()),
        ("她⟦0⟧真的⟦1⟧很有趣", "She is ⟦0⟧really⟦1⟧ funny", ZH_EN, set()),
    ],
)
def test_emphasis_encloses_the_same_words(source: str, target: str, direction: Direction, found: set[Doubt]) -> None:
    assert find_doubts(source, target, BOLD, direction) == found


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ('he said "I\'m done" and left', '他说"我做完了，离开了', {Doubt.PARTS}),
        ('he said "I\'m done" and left', '他说"我做完了"，离开了', set()),
        ('he said "I\'m done" and left', "他说“我做完了，离开了", {Doubt.PARTS}),
        ("he said \"I'm done and left", '他说"我做完了，离开了', set()),
        ('my screen is 5" wide', '我的屏幕宽5"', set()),
    ],
)
def test_closed_quotes_stay_closed(source: str, target: str, found: set[Doubt]) -> None:
    assert find_doubts(source, target, (), EN_ZH) == found


@pytest.mark.parametrize("target", ["这个||故事", "`这个故事", "这个故事\\"])
def test_signs_that_break_neighboring_marks_are_not_sound(target: str) -> None:
    assert not is_sound("this story", Hypothesis(target, -0.1, 5), EN_ZH)
