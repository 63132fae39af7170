import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.markup import Kind, Role, Span, parse
from bot.text.segmenter import Segment
from bot.text.symbols import MAX_PLACEHOLDERS
from bot.translation.facts.protect import protect_facts

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


def protected(text: str, source: Language, *, strictly: bool = False) -> list[tuple[str, str, Role | None]]:
    segment = protect_facts(Segment(parse(text)), source, strictly=strictly)
    assert segment.text == text
    return [(span.text, span.written, span.role) for span in segment.spans if span.kind is Kind.INLINE]


@pytest.mark.parametrize(
    ("text", "source", "facts"),
    [
        ("This car costs $42,999.", ENGLISH, [("$42,999", "42,999美元", Role.QUANTITY)]),
        ("票房突破90亿元", CHINESE, [("90亿元", "9 billion yuan", Role.QUANTITY)]),
        ("张伟明天来", CHINESE, [("张伟", "Zhang Wei", Role.TERM)]),
        ("My name is Wang Wei", ENGLISH, [("Wang Wei", "Wang Wei", Role.TERM)]),
        ("I'm from 四川", ENGLISH, [("四川", "四川", Role.LITERAL)]),
        ("我喜欢BTS的사랑해", CHINESE, [("BTS", "BTS", Role.LITERAL), ("사랑해", "사랑해", Role.LITERAL)]),
        ("I have 2 cats", ENGLISH, []),
        ("下礼拜二见", CHINESE, [("下礼拜二", "next Tuesday", Role.QUANTITY)]),
        ("上個禮拜五去", CHINESE, [("上個禮拜五", "last Friday", Role.QUANTITY)]),
        ("See you next Tuesday", ENGLISH, []),
        ("五一假期去哪", CHINESE, [("五一假期", "the May Day holiday", Role.TERM)]),
        ("A is bigger than B", ENGLISH, [("A", "A", Role.LITERAL), ("B", "B", Role.LITERAL)]),
        ("plan A or plan B?", ENGLISH, [("A", "A", Role.LITERAL), ("B", "B", Role.LITERAL)]),
        ("my code is in A", ENGLISH, [("A", "A", Role.LITERAL)]),
        ("I got an A in math", ENGLISH, [("A", "A", Role.LITERAL)]),
        ("A dog bit me, U R late, I think", ENGLISH, []),
        ("J. Smith and X-rays", ENGLISH, []),
        ("he is so bad at this lol", ENGLISH, [("lol", "哈哈", Role.TERM)]),
        ("i lost it LMAOO!!", ENGLISH, [("LMAOO", "笑死", Role.TERM)]),
        ("lol he is late", ENGLISH, []),
        ("we should go out tonight", ENGLISH, []),
    ],
)
def test_facts_are_protected(text: str, source: Language, facts: list[tuple[str, str, Role]]) -> None:
    assert protected(text, source) == facts


def test_strict_protection_includes_what_models_usually_get_right() -> None:
    assert protected("I have 2 cats", ENGLISH, strictly=True) == [("2", "2", Role.QUANTITY)]
    assert [text for text, _, _ in protected("帮我review一下", CHINESE)] == []
    assert [text for text, _, _ in protected("帮我review一下", CHINESE, strictly=True)] == ["review"]


def test_facts_beyond_the_placeholders_remain_prose() -> None:
    text = ", ".join(f"${k},000" for k in range(1, MAX_PLACEHOLDERS + 4))
    assert len(protected(text, ENGLISH)) == MAX_PLACEHOLDERS


def test_protected_spans_stay_protected() -> None:
    spans = (Span(Kind.PROSE, "It cost "), Span(Kind.INLINE, "$42,999", Role.CODE), Span(Kind.PROSE, " or $5,000"))
    segment = protect_facts(Segment(spans), ENGLISH)
    assert [span.role for span in segment.spans if span.kind is Kind.INLINE] == [Role.CODE, Role.QUANTITY]


@given(
    st.text(st.sampled_from("我有张王a bI$19,.万亿%年月日 四川한국"), max_size=60),
    st.sampled_from([ENGLISH, CHINESE]),
    st.booleans(),
)
def test_a_segment_keeps_its_text(text: str, source: Language, strictly: bool) -> None:  # noqa: FBT001 - drawn
    spans = (Span(Kind.PROSE, text),) if text else ()
    segment = protect_facts(Segment(spans), source, strictly=strictly)
    assert segment.text == text
    assert sum(span.kind is Kind.INLINE for span in segment.spans) <= MAX_PLACEHOLDERS
