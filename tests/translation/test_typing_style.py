import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.translation.typing_style import End, calm_laughter, fold, spellings

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


@pytest.mark.parametrize(
    ("text", "source", "key", "end"),
    [
        ("Don’t,  STOP!!", ENGLISH, "dont stop", End.CRY),
        ("so-so...", ENGLISH, "so so", End.TRAIL),
        ("ｗｈａｔ？！", ENGLISH, "what", End.ASK),
        ("fine ~", ENGLISH, "fine", End.NONE),
        ("好的，  谢谢。", CHINESE, "好的谢谢", End.STOP),
        ("在吗？", CHINESE, "在吗", End.ASK),
        ("?!", CHINESE, "", End.ASK),
    ],
)
def test_what_makes_no_difference_is_left_out(text: str, source: Language, key: str, end: End) -> None:
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
def test_zeal_is_taken_out(key: str, source: Language, calm: str) -> None:
    assert calm in list(spellings(key, source))
    assert next(spellings(key, source)) == key


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
    assert calm_laughter(text) == calm


@given(st.text(max_size=60), st.sampled_from([ENGLISH, CHINESE]))
def test_few_spellings_are_tried(text: str, source: Language) -> None:
    key, _ = fold(text, source)
    assert len(list(spellings(key, source))) <= 12
