import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.translation.known.typing_style import End, fold, normalize_laughter, variants

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


@pytest.mark.parametrize(
    ("text", "source", "key", "end"),
    [
        ("Don’t,  STOP!!", ENGLISH, "dont stop", End.EXCLAIM),
        ("so-so...", ENGLISH, "so so", End.TRAIL),
        ("ｗｈａｔ？！", ENGLISH, "what", End.ASK),
        ("fine ~", ENGLISH, "fine", End.NONE),
        ("好的，  谢谢。", CHINESE, "好的谢谢", End.STOP),
        ("在吗？", CHINESE, "在吗", End.ASK),
        ("?!", CHINESE, "", End.ASK),
    ],
)
def test_irrelevant_differences_are_removed(text: str, source: Language, key: str, end: End) -> None:
    assert fold(text, source) == (key, end)


@pytest.mark.parametrize(
    ("key", "source", "calm"),
    [
        ("nooope", ENGLISH, "nope"),
        ("cooool", ENGLISH, "cool"),
        ("r u there", ENGLISH, "are you there"),
        ("okk", ENGLISH, "ok"),
        ("no no no no", ENGLISH, "no"),
        ("yesyesyes", ENGLISH, "yes"),
        ("加油加油加油", CHINESE, "加油"),
        ("好好好好好", CHINESE, "好好好"),
        ("谢谢啊", CHINESE, "谢谢"),
        ("666666", CHINESE, "666"),
    ],
)
def test_emphatic_typing_is_reduced(key: str, source: Language, calm: str) -> None:
    assert calm in list(variants(key, source))
    assert next(variants(key, source)) == key


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("hahahahah", "haha"),
        ("bwahaha", "haha"),
        ("hehehe", "hehe"),
        ("looool", "lol"),
        ("lmaooo", "lmao"),
        ("hat", "hat"),
    ],
)
def test_laughter_has_one_spelling(text: str, calm: str) -> None:
    assert normalize_laughter(text) == calm


@given(st.text(max_size=60), st.sampled_from([ENGLISH, CHINESE]))
def test_few_variants_are_tried(text: str, source: Language) -> None:
    key, _ = fold(text, source)
    assert len(list(variants(key, source))) <= 12
