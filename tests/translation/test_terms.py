import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import QiaoError, TermError
from bot.text.language import Language
from bot.text.markup import Kind, Role, parse
from bot.text.placeholder import mask
from bot.text.segmenter import Segment, segment
from bot.text.symbols import MAX_PLACEHOLDERS
from bot.translation.terms import LONGEST, Term, Terms, language_from_terms, protect
from tests.text.fragments import messages

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


def only(text: str) -> Segment:
    [found] = [piece for piece in segment(parse(text)) if isinstance(piece, Segment)]
    return found


def english(**targets: str) -> Terms:
    return Terms(Term(source.replace("_", " "), target, ENGLISH) for source, target in targets.items())


def found(terms: Terms, text: str, source: Language) -> list[tuple[str, str]]:
    """Each term as written in a text, and what it becomes."""
    spans = terms.protect(only(text), source).spans
    return [(span.text, span.written) for span in spans if span.role is Role.TERM]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("the raid starts now", [("raid", "团本")]),
        (
            "Raid time, RAIDS, raids' raid-time",
            [("Raid", "团本"), ("RAIDS", "团本"), ("raids", "团本"), ("raid", "团本")],
        ),
        ("raider and afraid and raid2", []),
        ("这个raid很难", [("raid", "团本")]),
        ("many bosses and a boss", [("bosses", "首领"), ("boss", "首领")]),
        ("two parties in the party", [("parties", "小队"), ("party", "小队")]),
        ("the spiral abyss is an abyss", [("spiral abyss", "深境螺旋"), ("abyss", "深渊")]),
        ("spiral\nabyss".replace("\n", "  "), [("abyss", "深渊")]),
        ("`raid` and https://x.com/raid and <@1>", []),
        ("**raid** tonight", [("raid", "团本")]),
    ],
)
def test_english_terms_match_in_any_case_and_with_regular_plurals(text: str, terms: list[tuple[str, str]]) -> None:
    glossary = english(raid="团本", boss="首领", party="小队", abyss="深渊", spiral_abyss="深境螺旋")
    assert found(glossary, text, ENGLISH) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("今天打深渊", [("深渊", "the Abyss")]),
        ("深境螺旋和深渊", [("深境螺旋", "Spiral Abyss"), ("深渊", "the Abyss")]),
        ("鍾離很強", [("鍾離", "Zhongli")]),
        ("我想钟离了", [("钟离", "Zhongli")]),
    ],
)
def test_chinese_terms_match_anywhere_and_in_either_script(text: str, terms: list[tuple[str, str]]) -> None:
    glossary = Terms(
        [
            Term("深渊", "the Abyss", CHINESE),
            Term("深境螺旋", "Spiral Abyss", CHINESE),
            Term("鍾離", "Zhongli", CHINESE),
        ]
    )
    assert found(glossary, text, CHINESE) == terms
    assert found(glossary, text, ENGLISH) == [(term, term) for term, _ in terms]


def test_an_exact_term_matches_its_spelling_and_takes_precedence() -> None:
    glossary = Terms([Term("US", "美国", ENGLISH, exact=True), Term("us", "咱们", ENGLISH)])
    assert found(glossary, "US and us and Us and USs", ENGLISH) == [
        ("US", "美国"),
        ("us", "咱们"),
        ("Us", "咱们"),
        ("USs", "咱们"),
    ]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("the AC is broken", [("AC", "空调")]),
        ("both ACs are broken", [("ACs", "空调")]),
        ("is this AC?", [("AC", "空调")]),
        ("AC，太热了", [("AC", "空调")]),
        ("ac milan won", []),
        ("Ac Milan won", []),
        ("it is us and who", []),
        ("US and WHO", [("US", "美国"), ("WHO", "世卫组织")]),
        ("raid and Raid and RAID", [("raid", "团本"), ("Raid", "团本"), ("RAID", "团本")]),
        ("nato and NATOS", [("nato", "北约"), ("NATOS", "北约")]),
        ("I ate an apple and apples", []),
        ("Apple and Apples, not APPLE", [("Apple", "苹果公司"), ("Apples", "苹果公司")]),
        ("iOS but not ios or IOS", [("iOS", "苹果系统")]),
        ("NASDAQ, not nasdaq", [("NASDAQ", "纳斯达克")]),
        ("Spiral Abyss, not spiral abyss", [("Spiral Abyss", "深境螺旋")]),
    ],
)
def test_a_term_with_capitals_matches_only_as_it_is_written(text: str, terms: list[tuple[str, str]]) -> None:
    glossary = english(
        AC="空调", US="美国", WHO="世卫组织", raid="团本", nato="北约", Apple="苹果公司", iOS="苹果系统",
        NASDAQ="纳斯达克", Spiral_Abyss="深境螺旋",
    )  # fmt: skip
    assert found(glossary, text, ENGLISH) == terms


def test_capitals_do_not_matter_where_a_term_says_so() -> None:
    glossary = Terms([Term("Apple", "苹果公司", ENGLISH, any_case=True)])
    assert found(glossary, "apple and APPLE", ENGLISH) == [("apple", "苹果公司"), ("APPLE", "苹果公司")]


@pytest.mark.parametrize(
    ("text", "source", "terms"),
    [
        ("the raid in 深渊", ENGLISH, [("raid", "团本"), ("深渊", "深渊")]),
        ("今晚打raid，深渊", CHINESE, [("raid", "raid"), ("深渊", "the Abyss")]),
        ("AC坏了", CHINESE, [("AC", "AC")]),
        ("ac坏了", CHINESE, []),
    ],
)
def test_terms_of_the_other_language_stay_in_mixed_messages(
    text: str, source: Language, terms: list[tuple[str, str]]
) -> None:
    glossary = Terms([Term("raid", "团本", ENGLISH), Term("AC", "空调", ENGLISH), Term("深渊", "the Abyss", CHINESE)])
    assert found(glossary, text, source) == terms


def test_a_term_that_both_languages_have_is_that_of_the_language() -> None:
    glossary = Terms([Term("OP", "太强了", ENGLISH), Term("OP", "original poster", CHINESE)])
    assert found(glossary, "OP", ENGLISH) == [("OP", "太强了")]
    assert found(glossary, "OP说的", CHINESE) == [("OP", "original poster")]


def test_of_two_equivalent_terms_the_later_wins() -> None:
    assert found(Terms([Term("raid", "一", ENGLISH), Term("raid", "二", ENGLISH)]), "a Raid", ENGLISH) == [
        ("Raid", "二")
    ]


def test_kept_terms_are_kept_in_both_languages_as_written() -> None:
    glossary = Terms([Term("Qiao", "Qiao", ENGLISH), Term("微信", "微信", CHINESE)])
    assert found(glossary, "Qiao and 微信 are here", ENGLISH) == [("Qiao", "Qiao"), ("微信", "微信")]
    assert found(glossary, "用微信或Qiao吧", CHINESE) == [("微信", "微信"), ("Qiao", "Qiao")]


def test_the_first_list_takes_precedence() -> None:
    [piece] = [
        protect(only("that boss fight"), ENGLISH, [english(boss="头目"), english(boss_fight="首领战", fight="战斗")])
    ]
    assert [span.written for span in piece.spans if span.role is Role.TERM] == ["头目", "战斗"]


def test_terms_beyond_the_placeholders_are_left_to_the_model() -> None:
    text = "<@1> " + "raid and " * 12 + "done"
    protected = english(raid="团本").protect(only(text), ENGLISH)
    assert sum(span.kind is Kind.INLINE for span in protected.spans) == MAX_PLACEHOLDERS
    assert mask(protected).text.endswith("raid and raid and raid and done")


@given(messages, st.sampled_from([ENGLISH, CHINESE]))
def test_protecting_keeps_the_text_and_the_limit_of_placeholders(text: str, source: Language) -> None:
    glossary = Terms([Term("hello", "你好", ENGLISH), Term("公园", "park", CHINESE), Term("Tom", "Tom", ENGLISH)])
    for piece in segment(parse(text)):
        if isinstance(piece, Segment):
            protected = glossary.protect(piece, source)
            assert protected.text == piece.text
            assert len(mask(protected).protected) <= MAX_PLACEHOLDERS
            assert glossary.protect(protected, source) == protected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("yyds", CHINESE),
        ("YYDS!!", CHINESE),
        ("iykyk", ENGLISH),
        ("yyds iykyk", None),
        ("yyds lol", None),
        ("Qiao", None),
        ("Qiao yyds", CHINESE),
        ("hello", None),
    ],
)
def test_language_by_terms(text: str, language: Language | None) -> None:
    slang = Terms([Term("yyds", "the GOAT", CHINESE), Term("iykyk", "懂的都懂", ENGLISH)])
    assert language_from_terms(only(text), [english(Qiao="Qiao"), slang]) == language


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            " raid",
            "raid ",
            "!!",
            "。",
            "x" * (LONGEST + 1),
            "two\nlines",
            "**raid**",
            "raid*",
            "_raid",
            "~~a~~",
        ),
        *("a|b", "`raid`", "[raid]", "<@1>", "@everyone", "#general", "https://a.com", "a.com", "a@b.com", "raid 😂"),
        *(
            "<:a:1>",
            ":smile: raid",
            "⟦0⟧",
            "a⟧",
            "a\\b",
            "> raid",
            "- raid",
            "1. raid",
            "a\x00b",
            "a\u200bb",
            "\ud800a",
            "a_b",
        ),
    ],
)
def test_markup_and_empty_terms_are_rejected(text: str) -> None:
    for source, target in ((text, "团本"), ("raid", text)):
        with pytest.raises(TermError) as raised:
            Term(source, target, ENGLISH)
        assert isinstance(raised.value, QiaoError)
        assert isinstance(raised.value, ValueError)
        assert raised.value.remedy


def test_an_unsupported_language_is_rejected() -> None:
    with pytest.raises(TermError):
        Term("raid", "raid", Language.OTHER)


@pytest.mark.parametrize("text", ["raid", "C++", "it's", "first-time", "666", "某某（某）", "3.5", "AT&T", "50%"])
def test_plain_words_are_terms(text: str) -> None:
    assert Term(text, text, ENGLISH).kept
