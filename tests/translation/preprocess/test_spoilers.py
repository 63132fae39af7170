from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nmt.types import Direction
from bot.text.markup import Kind, Role, Span, parse
from bot.text.segmenter import Segment
from bot.translation.preprocess.spoilers import extract_spoilers, restore_spoilers
from bot.translation.service import Translator
from bot.translation.types import Doubt, Skip, Target, Translation
from tests.translation.fakes import FakeSegments


def whole(text: str) -> Segment:
    return Segment(parse(text))


def inside(text: str) -> str:
    """The contents of the spoilers in a message."""
    return "".join(_parts(text, hidden=True))


def outside(text: str) -> str:
    return "".join(_parts(text, hidden=False))


def _parts(text: str, *, hidden: bool) -> Iterator[str]:
    partner: int | None = None
    for span in parse(text):
        if span.text == "||" and span.role in (Role.OPEN, Role.CLOSE):
            partner = None if span.partner == partner else span.partner
        elif (partner is not None) is hidden:
            yield span.text


def mapped(hidden: str, shown: str) -> Callable[[str, Direction], str]:
    """A model with one answer for texts about death, and another, with placeholders, for all others."""

    def answer(segment: str, _: Direction) -> str:
        symbols = "".join(f"⟦{number}⟧" for number in range(segment.count("⟦")))
        return (hidden if "dies" in segment else shown) + symbols

    return answer


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("don't click ||he dies||", ["he dies"]),
        ("||he dies|| and ||she leaves|| ok", ["he dies", "she leaves"]),
        ("a **b ||c d|| e** f", ["c d"]),
        ("a ||b **c** d|| e", ["b **c** d"]),
        ("no **spoiler** here", []),
        ("it is ||`code`|| ok", []),
    ],
)
def test_contents_of_spoilers_are_extracted(text: str, hidden: list[str]) -> None:
    outer, inner = extract_spoilers(whole(text))
    assert [one.text for one in inner] == hidden
    assert outer.text == text
    assert not any(words in span.text for span in outer.spans if span.kind is Kind.PROSE for words in hidden)


@pytest.mark.parametrize(
    ("target", "between"),
    [("他死了", " 他死了 "), ("||他||死了||", " 他死了 "), ("他死了|\\", " 他死了 "), ("|他|", " 他 ")],
)
def test_bars_still_enclose_what_they_hide(target: str, between: str) -> None:
    outer, inner = extract_spoilers(whole("look || he dies || now"))
    spoiler = next(span for span in restore_spoilers(outer, inner, [target]).spans if span.kind is Kind.INLINE)
    assert spoiler == Span(Kind.INLINE, "|| he dies ||", Role.TERM, becomes=f"||{between}||")


@pytest.mark.parametrize(
    "text", ["don't click ||he dies at the end||", "omg ||he dies last night|| sad", "||he dies|| ok"]
)
async def test_the_model_never_reads_hidden_text_with_the_rest(text: str) -> None:
    model = FakeSegments(mapped("他死了", "别看这个东西"))
    await Translator(model).translate(text)
    asked = [segment for call in model.history for segment in call.segments]
    assert any("dies" in segment for segment in asked)
    assert all("click" not in segment and "sad" not in segment for segment in asked if "dies" in segment)


WORDS = st.sampled_from("the story was very good and then nobody can watch this movie with me tonight please".split())
PHRASES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@settings(deadline=None)
@given(
    PHRASES,
    PHRASES,
    st.sampled_from(["", "**", "*", "("]),
    st.sampled_from(["他死了", "||他死了", "他死了||。", "**他死了", "`他死了"]),
)
async def test_no_word_of_a_spoiler_leaks(before: str, behind: str, mark: str, hidden: str) -> None:
    close = ")" if mark == "(" else mark
    model = FakeSegments(mapped(hidden, "这个故事很好看"))
    text = f"{before} {mark}||he dies in the story||{close} {behind}"
    outcome = await Translator(model).translate(text, target=Target.SIMPLIFIED)
    if isinstance(outcome, Skip):
        return
    assert "死" in inside(outcome.text) or "dies" in inside(outcome.text)
    assert "死" not in outside(outcome.text)
    assert "dies" not in outside(outcome.text)


@pytest.mark.parametrize("shown", ["这个||故事||", "`这个故事", "这个故事\\"])
async def test_no_output_of_the_model_breaks_the_bars(shown: str) -> None:
    text = "i like `x` and ||he dies in the story|| is `y` for me"
    outcome = await Translator(FakeSegments(mapped("他死了", shown))).translate(text)
    assert isinstance(outcome, Skip) or inside(outcome.text) == ("他死了" if "死" in outcome.text else inside(text))


async def test_an_untranslatable_spoiler_is_kept_and_doubted() -> None:
    model = FakeSegments(mapped("", "别点"))
    outcome = await Translator(model).translate("do not click on ||he dies in the story|| please")
    assert isinstance(outcome, Translation)
    assert inside(outcome.text) == "he dies in the story"
    assert Doubt.PARTS in outcome.doubts


async def test_a_spoiler_in_the_target_language_is_kept() -> None:
    model = FakeSegments(lambda *_: "I finished this movie, and it ends like this ⟦0⟧, so sad")
    outcome = await Translator(model).translate("我昨天晚上看完了这部电影，最后的结局是||he dies||，太难过了")
    assert isinstance(outcome, Translation)
    assert outcome.text == "I finished this movie, and it ends like this ||he dies||, so sad"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("spoiler: ||yes||", "剧透：||是||"),
        ("Omg ||yes||!", "天哪||是||！"),
        ("the killer is ||the butler||", "杀手是||管家||"),
        ("the answer is ||yes||", "杀手是||是||"),
    ],
)
async def test_a_known_word_in_a_spoiler_is_looked_up(text: str, target: str) -> None:
    model = FakeSegments(mapped("", "杀手是"))
    outcome = await Translator(model).translate(text)
    assert isinstance(outcome, Translation)
    assert outcome.text == target
