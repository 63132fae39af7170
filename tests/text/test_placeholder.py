import pytest
from hypothesis import given

from bot.text.clean import tidy
from bot.text.markup import Kind, Role, Span, parse
from bot.text.placeholder import Masked, PlaceholderError, mask, unmask
from bot.text.segmenter import Segment, segment
from bot.text.symbols import MAX_PLACEHOLDERS
from tests.text.fragments import messages


def masked(text: str) -> Masked:
    (only,) = (piece for piece in segment(parse(text)) if isinstance(piece, Segment))
    return mask(only)


def round_trip(source: str, translation: str, language: str) -> str:
    return unmask(translation, masked(source).protected, language)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("hey <@1>, look at **this** https://a.com/b now", "hey ⟦0⟧, look at ⟦1⟧ this ⟦2⟧ ⟦3⟧ now"),
        ("看<@1>的`x`，**重点**内容", "看⟦0⟧的⟦1⟧，⟦2⟧重点⟦3⟧内容"),
        ("我用`pip`install", "我用⟦0⟧ install"),
        ("so  ⟦0⟧ goooooood", "so ⟦0⟧ goood"),
        ("nothing here", "nothing here"),
    ],
)
def test_mask(source: str, shown: str) -> None:
    assert masked(source).text == shown


def test_placeholders_are_numbered_by_span() -> None:
    assert [span.text for span in masked("a `b` <@1> c ⟦7⟧ d").protected] == ["`b`", "<@1>", "⟦7⟧"]


def test_too_many_spans_are_rejected() -> None:
    many = Segment((Span(Kind.PROSE, "a"), *[Span(Kind.INLINE, "`x`", Role.CODE)] * (MAX_PLACEHOLDERS + 1)))
    with pytest.raises(ValueError, match="11 protected spans, but 10"):
        mask(many)


@pytest.mark.parametrize(
    ("source", "translation", "language", "result"),
    [
        ("hey <@1> how are you", "嘿 ⟦0⟧ 你好吗", "zh", "嘿<@1>你好吗"),
        ("嘿<@1>你好吗", "hey⟦0⟧how are you", "en", "hey <@1> how are you"),
        ("我用`pip`装的", "I used ⟦0⟧, ok?", "en", "I used `pip`, ok?"),
        ("`pip`的错", "⟦0⟧'s fault", "en", "`pip`'s fault"),
        ("use `pip` or uv", "用⟦0⟧或者uv", "zh", "用`pip`或者uv"),
        ("use `pip` uv", "用 ⟦0⟧ uv", "zh", "用`pip` uv"),
        ("this is **very** good", "这 ⟦0⟧ 非常 ⟦1⟧ 好", "zh", "这**非常**好"),
        ("这**非常**好", "this is⟦0⟧ very ⟦1⟧good", "en", "this is **very** good"),
        ("这**非常**好", "this is ⟦ 0 ⟧ very ⟦１⟧!", "en", "this is **very**!"),
        ("see https://a.com/b for more", "看⟦0⟧了解更多", "zh", "看https://a.com/b 了解更多"),
        ("see https://a.com/b for more", "看⟦0⟧，了解更多", "zh", "看https://a.com/b ，了解更多"),
        ("看https://a.com/b吧", "see ⟦0⟧.", "en", "see https://a.com/b."),
        ("看https://a.com/b吧", "see (⟦0⟧) now", "en", "see (https://a.com/b) now"),
        ("see <https://a.com/b> for more", "看⟦0⟧了解更多", "zh", "看<https://a.com/b>了解更多"),
        ("read [the docs](https://a.com) first", "先读⟦0⟧文档⟦1⟧", "zh", "先读[文档](https://a.com)"),
        ("a 😂 b <@1> c", "甲 ⟦1⟧ 乙 ⟦0⟧ 丙", "zh", "甲<@1>乙😂丙"),
        ("hi @Tom how are you", "嗨⟦0⟧你好", "zh", "嗨@Tom 你好"),
        ("join t.me/mygroup please", "加入⟦0⟧。", "zh", "加入t.me/mygroup。"),
        ("watch youtu.be/x tonight", "今晚看⟦0⟧吧", "zh", "今晚看youtu.be/x 吧"),
        ("see #Topic now", "看⟦0⟧吧", "zh", "看#Topic 吧"),
        ("#今天吃什么#大家说说", "⟦0⟧ what do you say", "en", "#今天吃什么# what do you say"),
        ("the code is Xk9Lm2Pq ok", "代码⟦0⟧好吗", "zh", "代码Xk9Lm2Pq好吗"),
        ("||he `x` dies|| ok", "⟦0⟧⟦1⟧死了⟦2⟧好", "zh", "||`x`死了||好"),
    ],
)
def test_unmask(source: str, translation: str, language: str, result: str) -> None:
    assert round_trip(source, translation, language) == result


@pytest.mark.parametrize(
    ("translation", "missing", "doubled", "disordered"),
    [
        ("甲", (0, 1, 2), (), ()),
        ("⟦0⟧甲⟦1⟧", (2,), (), ()),
        ("⟦0⟧甲⟦1⟧⟦2⟧乙⟦0⟧", (), (0,), ()),
        ("⟦0⟧甲⟦1⟧⟦2⟧⟦7⟧", (), (7,), ()),
        ("⟦1⟧甲⟦0⟧⟦2⟧", (), (), (1,)),
        ("⟦0⟧ ⟦1⟧甲⟦2⟧", (), (), (1,)),
        ("⟦0⟧甲⟦1⟧⟦2", (2,), (), ()),
        ("⟦0⟧甲⟦1⟧⟦2⟧⟧", (), (), ()),
    ],
)
def test_a_broken_translation_is_rejected(
    translation: str, missing: tuple[int, ...], doubled: tuple[int, ...], disordered: tuple[int, ...]
) -> None:
    with pytest.raises(PlaceholderError) as raised:
        round_trip("a **b** c <@1> d", translation, "zh")
    assert (raised.value.missing, raised.value.doubled, raised.value.disordered) == (missing, doubled, disordered)


@pytest.mark.parametrize(
    ("translation", "language", "result"),
    [
        ("我们⟦0⟧吧 ⟦1⟧", "zh", "我们去副本吧<@1>"),
        ("⟦1⟧ ⟦0⟧ 好", "zh", "<@1>去副本好"),
        ("use⟦0⟧⟦1⟧", "zh", "use 去副本<@1>"),
    ],
)
def test_a_term_is_replaced_by_its_translation(translation: str, language: str, result: str) -> None:
    term = Span(Kind.INLINE, "raid", Role.TERM, becomes="去副本")
    assert unmask(translation, (term, Span(Kind.INLINE, "<@1>", Role.MENTION)), language) == result


@pytest.mark.parametrize(("language", "result"), [("en", "Zhongli the GOAT, ok"), ("zh", "Zhongli the GOAT, ok")])
def test_adjacent_terms_are_spaced_like_words(language: str, result: str) -> None:
    terms = (
        Span(Kind.INLINE, "钟离", Role.TERM, becomes="Zhongli"),
        Span(Kind.INLINE, "yyds", Role.TERM, becomes="the GOAT"),
    )
    assert unmask("⟦0⟧⟦1⟧, ok", terms, language) == result


def test_crossing_pairs_are_rejected() -> None:
    with pytest.raises(PlaceholderError) as raised:
        round_trip("a **b ||c|| d** e", "⟦0⟧甲⟦1⟧乙⟦3⟧丙⟦2⟧", "zh")
    assert raised.value.disordered


@given(messages)
def test_every_span_survives_once_and_unchanged(text: str) -> None:
    for piece in segment(parse(text)):
        if not isinstance(piece, Segment):
            continue
        shown = mask(piece)
        inline = [span for span in piece.spans if span.kind is Kind.INLINE]
        assert list(shown.protected) == inline
        expected = "".join(span.text if span.kind is Kind.INLINE else tidy(span.text) for span in piece.spans)
        for language in ("en", "zh"):
            whole = unmask(shown.text, shown.protected, language)
            rest = whole
            for span in inline:
                _, found, rest = rest.partition(span.text)
                assert found
            if tidy(piece.text) == piece.text:
                assert "".join(whole.split()) == "".join(expected.split())
