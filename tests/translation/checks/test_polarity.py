import csv
from pathlib import Path
from time import process_time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.nmt.types import Direction
from bot.translation.checks import polarity
from bot.translation.checks.polarity import keeps_polarity

TO_CHINESE, TO_ENGLISH = Direction("en", "zh"), Direction("zh", "en")
HAN = regex.compile(r"\p{Han}")
with Path(__file__).with_name("polarity.tsv").open(encoding="utf-8", newline="") as file:
    CANDIDATES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
# Plain clauses, each with its negation.
CLAUSES = [
    ("I know him", "I don't know him", "我认识他", "我不认识他"),
    ("he is here", "he isn't here", "他在这里", "他不在这里"),
    ("she eats meat", "she never eats meat", "她吃肉", "她从不吃肉"),
    ("they came", "nobody came", "他们来了", "没人来"),
    ("you can smoke here", "you cannot smoke here", "你可以在这里抽烟", "这里禁止抽烟"),
    ("we have money", "we have no money", "我们有钱", "我们没有钱"),
    ("enter", "do not enter", "进来", "请勿进入"),
    ("it's finished", "it's not finished", "做好了", "还没做好"),
]
HOSTILE = [
    "no ",
    "not ",
    "don't ",
    "isn't he ",
    "can't stop ",
    "un",
    "less",
    "a",
    "不",
    "没",
    "不是",
    "非我",
    "一不",
    "别",
]


def direction_of(source: str) -> Direction:
    return TO_ENGLISH if HAN.search(source) else TO_CHINESE


def candidates(column: str) -> list[tuple[str, str]]:
    return [(row["source"], target) for row in CANDIDATES for target in row[column].split(" / ") if target]


def negate(flags: list[bool], clauses: list[tuple[str, str, str, str]]) -> tuple[str, str]:
    english = [clause[flag] for clause, flag in zip(clauses, flags, strict=True)]
    chinese = [clause[2 + flag] for clause, flag in zip(clauses, flags, strict=True)]
    return ", and ".join(english) + ".", "，".join(chinese) + "。"


def test_there_are_many_candidates() -> None:
    assert len(candidates("right")) > 800
    assert len(candidates("wrong")) > 400


@pytest.mark.parametrize(("source", "target"), candidates("right"))
def test_a_correct_translation_passes(source: str, target: str) -> None:
    assert keeps_polarity(source, target, direction_of(source))


@pytest.mark.parametrize(("source", "target"), candidates("wrong"))
def test_a_wrong_translation_is_caught(source: str, target: str) -> None:
    assert not keeps_polarity(source, target, direction_of(source))


@given(st.lists(st.tuples(st.sampled_from(CLAUSES), st.booleans()), min_size=1, max_size=6))
def test_equally_many_negations_pass(parts: list[tuple[tuple[str, str, str, str], bool]]) -> None:
    english, chinese = negate([flag for _, flag in parts], [clause for clause, _ in parts])
    assert keeps_polarity(english, chinese, TO_CHINESE)
    assert keeps_polarity(chinese, english, TO_ENGLISH)


@given(
    st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=6).flatmap(
        lambda clauses: st.tuples(st.just(clauses), st.integers(0, len(clauses) - 1))
    )
)
def test_a_single_negation_is_neither_lost_nor_invented(drawn: tuple[list[tuple[str, str, str, str]], int]) -> None:
    clauses, which = drawn
    plain = negate([False] * len(clauses), clauses)
    negated = negate([index == which for index in range(len(clauses))], clauses)
    for english, chinese in ((plain[0], negated[1]), (negated[0], plain[1])):
        assert not keeps_polarity(english, chinese, TO_CHINESE)
        assert not keeps_polarity(chinese, english, TO_ENGLISH)


@pytest.mark.parametrize(
    ("english", "chinese", "kept"),
    [
        ("I like it. You can go.", "我喜欢。你可以走。", True),
        ("I don't like it. You can go.", "我不喜欢。你可以走。", True),
        ("I don't like it. You can go.", "我喜欢。你不能走。", False),
        ("I don't like it. He isn't here.", "我不喜欢。他在这里。", False),
        ("I don't like it, you can go.", "我不喜欢，你可以走。", True),
        ("Are you coming? I'm not.", "你来吗？我不来。", True),
        ("Are you coming? I'm not.", "你来吗？我来。", False),
    ],
)
def test_sentences_are_compared_one_by_one(english: str, chinese: str, kept: bool) -> None:  # noqa: FBT001
    assert keeps_polarity(english, chinese, TO_CHINESE) is kept
    assert keeps_polarity(chinese, english, TO_ENGLISH) is kept


@given(st.sampled_from(candidates("right") + candidates("wrong")))
def test_case_and_apostrophe_shape_do_not_matter(pair: tuple[str, str]) -> None:
    source, target = pair
    direction = direction_of(source)
    kept = keeps_polarity(source, target, direction)
    for change in (str.upper, lambda text: text.replace("'", "’")):
        assert keeps_polarity(change(source), change(target), direction) is kept


@given(st.sampled_from(candidates("right") + candidates("wrong")))
def test_the_direction_does_not_matter(pair: tuple[str, str]) -> None:
    source, target = pair
    direction = direction_of(source)
    other = Direction(direction.target, direction.source)
    assert keeps_polarity(target, source, other) is keeps_polarity(source, target, direction)


@given(st.text() | st.lists(st.sampled_from([*HOSTILE, "?", "。", "⟦0⟧", "\ud800", "'"])).map("".join), st.text())
def test_any_text_is_judged(one: str, other: str) -> None:
    for direction in (TO_CHINESE, TO_ENGLISH):
        assert keeps_polarity(one, other, direction) in {True, False}


@pytest.mark.parametrize("part", HOSTILE)
def test_long_texts_take_linear_time(part: str) -> None:
    polarity.warm()
    long = (part * 4000)[:4000]
    start = process_time()
    keeps_polarity(long, "不是" * 2000, TO_CHINESE)
    keeps_polarity("isn't no " * 440, long, TO_CHINESE)
    assert process_time() - start < 0.5


def test_no_pattern_is_listed_twice() -> None:
    lexicon = polarity._data()
    for language in ("en", "zh"):
        entries = [entry for text in lexicon[language].values() for entry in polarity._entries(text)]
        assert sorted(entries) == sorted(set(entries))


def test_a_pattern_without_a_fixed_beginning_is_rejected() -> None:
    with pytest.raises(ValueError, match="no fixed beginning"):
        list(polarity._heads(r"\w+less", polarity._WORD))
