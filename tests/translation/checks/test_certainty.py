import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.translation.checks.certainty import Evidence, certainty, evidence

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE
SHARES = st.floats(0, 1)
COUNTS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda drawn: (min(drawn), max(drawn)))


@given(SHARES, COUNTS)
def test_certainty_is_a_probability(probability: float, counts: tuple[int, int]) -> None:
    assert 0 < certainty(Evidence(probability, *counts)) < 1


@given(SHARES, SHARES, COUNTS)
def test_a_more_probable_translation_is_more_certain(one: float, other: float, counts: tuple[int, int]) -> None:
    less, more = sorted([one, other])
    assert certainty(Evidence(less, *counts)) <= certainty(Evidence(more, *counts))


@given(SHARES, st.integers(1, 40), st.data())
def test_a_linked_word_makes_it_more_certain(probability: float, words: int, data: st.DataObject) -> None:
    linked = data.draw(st.integers(0, words - 1))
    assert certainty(Evidence(probability, linked, words)) < certainty(Evidence(probability, linked + 1, words))


@given(SHARES, st.integers(0, 29))
def test_a_longer_translation_is_less_certain(probability: float, words: int) -> None:
    assert certainty(Evidence(probability, words + 1, words + 1)) < certainty(Evidence(probability, words, words))


def test_evidence_is_summed_over_all_segments() -> None:
    found = evidence(
        0.8, [("I like cats", "我喜欢猫", Language.ENGLISH), ("我有一只狗", "I have a dog", Language.CHINESE)]
    )
    assert (found.probability, found.unlinked) == (0.8, False)
    assert 2 <= found.linked <= found.words


def test_a_translation_with_none_of_its_words_is_unlinked() -> None:
    assert evidence(0.99, [("the password is wrong", "灯在绿色的河边唱歌", Language.ENGLISH)]).unlinked


def test_a_word_found_in_reverse_is_linked() -> None:
    assert not evidence(0.9, [("你们也太逗了。", "You people are hilarious.", Language.CHINESE)]).unlinked


def test_without_content_words_nothing_is_unlinked() -> None:
    assert evidence(1.0, []) == Evidence(1.0, 0, 0)


@pytest.mark.parametrize(
    ("given", "made", "read"),
    [
        ("我想喝珍珠奶茶", "The lamp sings beside a green river", CHINESE),
        ("我住在台北", "The lamp sings beside a green river", CHINESE),
        ("你是谁", "The lamp sings beside a green river", CHINESE),
        ("any dumplings left", "灯在绿色的河边唱歌", ENGLISH),
        ("look at", "灯在绿色的河边唱歌", ENGLISH),
    ],
)
def test_unrelated_text_is_unlinked(given: str, made: str, read: Language) -> None:
    assert evidence(0.9, [(given, made, read)]).unlinked


@pytest.mark.parametrize(
    ("given", "made", "read"),
    [
        ("我想喝珍珠奶茶", "I want some bubble tea.", CHINESE),
        ("你是谁", "Who are you?", CHINESE),
        ("I lost my keys", "我把钥匙丢了", ENGLISH),
        ("Where did you buy these shoes?", "这双鞋你在哪里买的？", ENGLISH),
    ],
)
def test_translations_are_not_unlinked(given: str, made: str, read: Language) -> None:
    assert not evidence(0.9, [(given, made, read)]).unlinked


def test_one_sentence_of_several_is_enough() -> None:
    good = ("你是谁", "Who are you?", CHINESE)
    assert evidence(0.9, [good, ("我想喝珍珠奶茶", "The lamp sings beside a green river", CHINESE)]).unlinked
