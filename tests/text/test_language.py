import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language, Scripts, identify, scripts, warm
from tests.text import messages as written
from tests.text.fragments import LONG, messages


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    warm()


@pytest.mark.parametrize("text", written.ENGLISH)
def test_english(text: str) -> None:
    assert identify(text).language is Language.ENGLISH


@pytest.mark.parametrize("text", written.CHINESE)
def test_chinese(text: str) -> None:
    assert identify(text).language is Language.CHINESE


@pytest.mark.parametrize("text", written.OTHER)
def test_other(text: str) -> None:
    assert identify(text).language is Language.OTHER


@pytest.mark.parametrize("text", written.TOO_LITTLE + written.PINYIN)
def test_never_english(text: str) -> None:
    assert identify(text).language in {Language.OTHER, Language.UNKNOWN}


@pytest.mark.parametrize("text", written.UNKNOWN)
def test_unknown(text: str) -> None:
    found = identify(text)
    assert found.language is Language.UNKNOWN
    assert found.confidence == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我觉得这个 game 还 ok", Language.CHINESE),
        ("I love 你好 so much", Language.ENGLISH),
        ("这是我の", Language.CHINESE),
        ("こんにちは 你好", Language.OTHER),
        ("he\nis\x00 my \ud800friend", Language.ENGLISH),
    ],
)
def test_mixed(text: str, language: Language) -> None:
    assert identify(text).language is language


def test_scripts() -> None:
    assert scripts("你好 Hello の 안녕 я it's 3x") == Scripts(han=2, kana=1, hangul=2, other=1, words=("hello", "it's"))


@given(messages | st.sampled_from(sorted(LONG.values())))
def test_anything_goes(text: str) -> None:
    assert 0 <= identify(text).confidence <= 1
