"""The model's words fit the spans that replace its placeholders."""

import pytest

from bot.text.markup import Kind, Role, Span
from bot.translation.fitting import capitalize, fit, insert_prepositions


def _spans(*written: str) -> list[Span]:
    return [Span(Kind.INLINE, "x", Role.QUANTITY, becomes=each) for each in written]


@pytest.mark.parametrize(
    ("made", "written", "wanted"),
    [
        ("It starts at ⟦0⟧.", "8 p.m.", "It starts at ⟦0⟧"),
        ("It starts at ⟦0⟧...", "8 p.m.", "It starts at ⟦0⟧..."),
        ("⟦0⟧ kilometers", "5 km", "⟦0⟧ kilometers"),
        ("It cost ⟦0⟧ dollars", "50 dollars", "It cost ⟦0⟧"),
        ("She is ⟦0⟧ years old", "5 years", "She is ⟦0⟧ old"),
        ("in the ⟦0⟧", "the 21st century", "in ⟦0⟧"),
        ("See you wednesday.", "", "See you Wednesday."),
        ("⟦0⟧ See you.", "Wednesday", "See you ⟦0⟧."),
        ("⟦0⟧ There's a party.", "June 18", "⟦0⟧ there's a party."),
        ("⟦0⟧ I'm home.", "June 18", "⟦0⟧ I'm home."),
        ("He ⟦0⟧ died.", "2003", "In ⟦0⟧, he died."),
        ("I ⟦0⟧ bought it.", "the day before yesterday", "⟦0⟧, I bought it."),
        ("They ⟦0⟧ came.", "May 5", "On ⟦0⟧, they came."),
        ("I ⟦0⟧ paid", "50 yuan", "I ⟦0⟧ paid"),
    ],
)
def test_english(made: str, written: str, wanted: str) -> None:
    assert fit(made, _spans(written), "en") == wanted


@pytest.mark.parametrize(
    ("made", "written", "wanted"),
    [
        ("⟦0⟧人们会来。", "10-15", "⟦0⟧人会来。"),
        ("⟦0⟧后人们走了。", "3天", "⟦0⟧后人们走了。"),
        ("花了⟦0⟧元。", "50元", "花了⟦0⟧。"),
        ("第⟦0⟧楼", "第3", "⟦0⟧楼"),
        ("一 ⟦0⟧步行", "20分钟", "⟦0⟧步行"),
        ("没有数字", "", "没有数字"),
    ],
)
def test_chinese(made: str, written: str, wanted: str) -> None:
    assert fit(made, _spans(written), "zh") == wanted


def test_only_text_around_quantities_is_changed() -> None:
    link = Span(Kind.INLINE, "example.com/元", Role.LINK)
    assert fit("看⟦0⟧元", [link], "zh") == "看⟦0⟧元"


def test_a_sentence_begins_with_a_capital() -> None:
    day = _spans("the day after tomorrow")
    assert capitalize("the day after tomorrow I leave.", "⟦0⟧ I leave.", day).startswith("The day")
    tea = (Span(Kind.INLINE, "奶茶", Role.TERM, becomes="milk tea"),)
    assert capitalize("milk tea is sweet.", "⟦0⟧ is sweet.", tea).startswith("Milk")
    assert capitalize("the day after tomorrow", "⟦0⟧", day).startswith("the day")


@pytest.mark.parametrize(
    ("made", "wanted"),
    [("这⟦0⟧很糟糕。", "这很糟糕⟦0⟧"), ("这很糟糕⟦0⟧。", "这很糟糕⟦0⟧。"), ("⟦0⟧ 他来了", "他来了⟦0⟧")],
)
def test_laughter_comes_last(made: str, wanted: str) -> None:
    assert fit(made, [Span(Kind.INLINE, "lol", Role.TERM, becomes="哈哈")], "zh") == wanted


@pytest.mark.parametrize(
    ("made", "source", "place", "fitted"),
    [
        ("I'm ⟦0⟧", "我在⟦0⟧", "成都", "I'm in ⟦0⟧"),
        ("I live in ⟦0⟧", "我住在⟦0⟧", "高雄", "I live in ⟦0⟧"),
        ("I want to go ⟦0⟧ to play", "我想去⟦0⟧玩", "西安", "I want to go to ⟦0⟧ to play"),
        ("He came ⟦0⟧", "他从⟦0⟧来", "广州", "He came from ⟦0⟧"),
        ("Yesterday is ⟦0⟧", "昨天到⟦0⟧了", "杭州", "Yesterday is ⟦0⟧"),
        ("⟦0⟧ is beautiful", "我在⟦0⟧", "成都", "⟦0⟧ is beautiful"),
        ("I'm at ⟦0⟧'s home", "我在⟦0⟧家", "成都", "I'm at ⟦0⟧'s home"),
        ("I met ⟦0⟧", "我在⟦0⟧等", "张伟", "I met ⟦0⟧"),
    ],
)
def test_a_place_has_the_preposition_of_its_chinese(made: str, source: str, place: str, fitted: str) -> None:
    span = Span(Kind.INLINE, place, Role.TERM, becomes="Somewhere")
    assert insert_prepositions(made, source, [span]) == fitted
