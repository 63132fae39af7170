"""What a term may be called in the other language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import OverloadedError
from bot.moderation.proposals import MOST, from_model, known, language_of, merge, other
from bot.storage.types.terms import GlossaryTerm
from bot.text.language import Language
from bot.translation.service import Translator
from tests.translation.fakes import FakeSegments

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


def entry(language: str, source: str, target: str, *, exact: bool = False) -> GlossaryTerm:
    return GlossaryTerm(1, language, source, target, exact, 1, 1)


@pytest.mark.parametrize(
    ("term", "language"), [("垃圾", CHINESE), ("trash", ENGLISH), ("yyds", CHINESE), ("T恤", CHINESE), ("lol", ENGLISH)]
)
def test_the_language_of_a_term_is_known_from_its_script_or_from_slang(term: str, language: Language) -> None:
    assert language_of(term) is language
    assert other(language) is not language


def test_the_glossary_is_used_in_both_directions_and_comes_first() -> None:
    glossary = [entry("en", "Trash", "破烂"), entry("zh", "渣渣", "trash"), entry("en", "trash", "整句", exact=True)]
    found = known("trash", ENGLISH, glossary)
    assert found[:2] == ["破烂", "渣渣"]
    assert "整句" not in found


def test_slang_is_used_in_both_directions() -> None:
    assert "菜鸟" in known("noob", ENGLISH, ())
    assert "the GOAT" in known("yyds", CHINESE, ())
    assert "yyds" in known("the goat", ENGLISH, ())


def test_the_dictionary_is_used_in_both_directions() -> None:
    assert {"garbage", "refuse"} <= set(known("垃圾", CHINESE, ()))
    assert {"傻瓜", "笨蛋"} <= set(known("Idiots", ENGLISH, ()))
    assert known("垃圾", CHINESE, ()) == known("垃圾。", CHINESE, ())


def test_a_variant_has_the_translations_of_the_word_that_it_stands_for() -> None:
    assert "stupid cunt" in known("傻逼", CHINESE, ())
    assert {"operate", "fuck"} <= set(known("操", CHINESE, ()))


@pytest.mark.parametrize("term", ["枪", "艹", "小白", "王"])
def test_what_explains_a_word_is_no_translation(term: str) -> None:
    found = " ".join(known(term, CHINESE, ()))
    assert not any(part in found for part in ("classifier", "abbr.", "surname", "草字头"))


def test_single_characters_are_not_taken_from_all_over_the_dictionary() -> None:
    assert [word for word in known("horse", ENGLISH, ()) if len(word) == 1] == ["马"]


async def test_the_model_is_asked_for_what_it_makes_of_a_term() -> None:
    segments = FakeSegments(score=-0.05)
    segments.enqueue("坐地起价的商人")
    assert await from_model("price gouging merchants", ENGLISH, Translator(segments), 1) == ["坐地起价的商人"]
    segments.enqueue(OverloadedError("Too much to do.", "Try again later."))
    assert await from_model("price gouging merchants", ENGLISH, Translator(segments), 1) == []


@given(st.text(max_size=20), st.lists(st.lists(st.text(max_size=110), max_size=40), max_size=3))
def test_proposals_are_few_and_distinct_and_not_the_term(term: str, sources: list[list[str]]) -> None:
    merged = merge(term, *sources)
    assert len(merged) <= MOST
    assert len({each.casefold() for each in merged}) == len(merged)
    assert term not in merged
    assert all(each.strip() and len(each) <= 100 for each in merged)
