"""Terms from end to end: they are in the translation, whatever the model does."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.nmt.types import Direction
from bot.text.language import Language
from bot.text.markup import Kind, Role, parse
from bot.text.segmenter import Segment, segment
from bot.text.symbols import MAX_PLACEHOLDERS
from bot.translation.service import Translator
from bot.translation.terms import Term, Terms
from bot.translation.types import Reason, Skip, Target, Translation
from tests.translation.fakes import FakeSegments

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE
GLOSSARY = Terms(
    [
        Term("raid", "团本", ENGLISH),
        Term("spiral abyss", "深境螺旋", ENGLISH),
        Term("abyss", "深渊", ENGLISH),
        Term("software", "软件", ENGLISH),
        Term("钟离", "Zhongli", CHINESE),
        Term("yyds", "the very best", CHINESE),
        Term("Qiao", "Qiao", ENGLISH),
        Term("后台", "后台", CHINESE),
    ]
)


@pytest.fixture
def model() -> FakeSegments:
    return FakeSegments()


async def translated(
    model: FakeSegments, text: str, target: Target | None = None, terms: Terms | None = GLOSSARY
) -> Translation:
    outcome = await Translator(model).translate(text, target=target, terms=terms)
    assert isinstance(outcome, Translation), outcome
    return outcome


async def test_the_model_sees_a_placeholder_that_becomes_the_target(model: FakeSegments) -> None:
    model.enqueue("我们今晚打⟦0⟧吗？")
    assert (await translated(model, "Shall we do the raids tonight?")).text == "我们今晚打团本吗？"
    assert model.asked == ["Shall we do the ⟦0⟧ tonight?"]


async def test_english_targets_are_separated_from_words(model: FakeSegments) -> None:
    model.enqueue("I think⟦0⟧is⟦1⟧, really.")
    assert (await translated(model, "我觉得鍾離是YYDS，真的。")).text == "I think Zhongli is the very best, really."


async def test_adjacent_terms_do_not_run_together(model: FakeSegments) -> None:
    model.enqueue("⟦0⟧⟦1⟧⟦2⟧真的很难")
    assert (await translated(model, "Qiao Qiao raids are really hard")).text == "Qiao Qiao团本真的很难"
    model.enqueue("⟦0⟧⟦1⟧ for sure")
    assert (await translated(model, "钟离yyds没错的")).text == "Zhongli the very best for sure"


async def test_traditional_targets_are_converted_and_kept_terms_are_not(model: FakeSegments) -> None:
    model.enqueue("这个⟦0⟧用了⟦1⟧和⟦2⟧")
    outcome = await translated(model, "This software uses Qiao and 后台 too", target=Target.TRADITIONAL)
    assert outcome.text == "這個軟體用了Qiao和后台"


async def test_a_script_is_converted_without_terms(model: FakeSegments) -> None:
    assert (await translated(model, "钟离这个游戏很好玩", target=Target.TRADITIONAL)).text == "鍾離這個遊戲很好玩"


async def test_terms_survive_translation_piece_by_piece(model: FakeSegments) -> None:
    model.enqueue("今晚", "今晚的", "真的很难")
    assert (await translated(model, "tonight the raid is really hard")).text == "今晚的团本真的很难"


async def test_terms_survive_a_model_without_placeholders() -> None:
    model = FakeSegments(placeholders=0)
    assert "团本" in (await translated(model, "tonight the raid is really hard")).text
    assert all("⟦" not in asked and "raid" not in asked for asked in model.asked)


@pytest.mark.parametrize(
    ("text", "target", "result"),
    [
        ("yyds", None, "The GOAT"),
        ("YYDS！！", None, "The GOAT!"),
        ("**yyds**，xswl 😂", None, "**the GOAT**, LMAO 😂"),
        ("尊嘟假嘟？", None, "for real or not?"),
        ("iykyk!", None, "懂的都懂！"),
        ("no cap", None, "不吹牛"),
        ("delulu", Target.TRADITIONAL, "想太多了"),
        ("photo dump", Target.TRADITIONAL, "隨手曬圖"),
    ],
)
async def test_slang_by_itself_needs_no_model(
    model: FakeSegments, text: str, target: Target | None, result: str
) -> None:
    outcome = await translated(model, text, target, terms=None)
    assert (outcome.text, outcome.confidence) == (result, 1.0)
    assert model.history == []


async def test_the_glossary_takes_precedence_over_slang(model: FakeSegments) -> None:
    assert (await translated(model, "yyds")).text == "the very best"


@pytest.mark.parametrize(
    ("text", "target", "skip"),
    [
        ("yyds", Target.SIMPLIFIED, Skip(Reason.SAME_LANGUAGE, CHINESE)),
        ("Qiao", None, Skip(Reason.UNKNOWN_LANGUAGE)),
        ("后台", None, Skip(Reason.SAME_LANGUAGE, CHINESE)),
    ],
)
async def test_text_of_only_kept_terms_is_skipped(
    model: FakeSegments, text: str, target: Target | None, skip: Skip
) -> None:
    assert await Translator(model).translate(text, target=target, terms=GLOSSARY) == skip
    assert model.history == []


async def test_settled_segments_count_neither_way(model: FakeSegments) -> None:
    model.enqueue("The food here is really great.")
    outcome = await translated(model, "这里的东西真的很好吃。yyds！")
    assert outcome.text == "The food here is really great. the very best!"
    assert outcome.confidence == pytest.approx(math.exp(-0.5))
    model.enqueue("", "")
    assert (await translated(model, "这里的东西真的很好吃。yyds！")).confidence == 0.0


_WORDS = ["we", "like", "the", "big", "house", "with", "my friend", "and", "<@1>", "`x`", "**very**", "here"]
_DEEDS = ["keep", "drop", "double", "reverse", "invent", "half", "space", "wide", "nothing", "copy"]


def _meddle(segment: str, direction: Direction, deed: str) -> str:
    symbols = [f"⟦{number}⟧" for number in range(10) if f"⟦{number}⟧" in segment]
    match deed:
        case "drop":
            symbols = symbols[1:]
        case "double":
            symbols = symbols + symbols[:1]
        case "reverse":
            symbols = symbols[::-1]
        case "invent":
            symbols = [*symbols, "⟦9⟧"]
        case "half":
            symbols = [*symbols, "⟦"]
        case "space":
            symbols = [symbol.replace("⟦", "⟦ ") for symbol in symbols] + ["⟦ 3 ⟧"]
        case "wide":
            symbols = [*symbols, "⟦１⟧"]
        case "nothing":
            return ""
        case "copy":
            return segment
    length = max(1, len(segment) // 5)
    return "好看的风景"[: 1 + length % 5] + " ".join(symbols) + "走" + "吧"


@given(
    words=st.lists(st.sampled_from([*_WORDS, "raid", "spiral abyss", "abyss", "Raids"]), min_size=1, max_size=9),
    deeds=st.lists(st.sampled_from(_DEEDS), min_size=1, max_size=6),
    placeholders=st.sampled_from([0, 3, 10]),
)
async def test_a_target_occurs_as_often_as_its_source(words: list[str], deeds: list[str], placeholders: int) -> None:
    text = " ".join(["we", "think", *words])
    protected = sum(span.kind is Kind.INLINE for span in parse(text))
    # Terms for which no placeholder is left are up to the model.
    assume(protected + sum(word in {"raid", "spiral abyss", "abyss", "Raids"} for word in words) <= MAX_PLACEHOLDERS)
    asked = iter(range(1000))
    model = FakeSegments(lambda s, d: _meddle(s, d, deeds[next(asked) % len(deeds)]), placeholders=placeholders)
    outcome = await Translator(model).translate(text, terms=GLOSSARY, native=ENGLISH)
    if outcome == Skip(Reason.UNTRANSLATABLE, ENGLISH):
        return
    assert isinstance(outcome, Translation)
    assert outcome.text.count("团本") == words.count("raid") + words.count("Raids")
    assert outcome.text.count("深境螺旋") == words.count("spiral abyss")
    assert outcome.text.count("深渊") == words.count("abyss")
    assert outcome.text.count("<@1>") == words.count("<@1>")
    assert "⟦" not in outcome.text


def test_a_code_in_a_term_is_not_a_literal() -> None:
    terms = Terms([Term("thing number9", "第9件", Language.ENGLISH)])
    [found] = segment(parse("where is thing number9 and C4D5?"))
    assert isinstance(found, Segment)
    spans = [(span.text, span.role) for span in terms.protect(found, Language.ENGLISH).spans if span.role]
    assert spans == [("thing number9", Role.TERM), ("C4D5", Role.LITERAL)]
