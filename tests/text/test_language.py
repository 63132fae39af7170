import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language, identify, warm
from tests.text import messages as written
from tests.text.fragments import LONG, messages


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    warm()


@pytest.mark.parametrize("text", written.ENGLISH + written.SHORT_ENGLISH + written.ENGLISH_WITH_GUESTS)
def test_english(text: str) -> None:
    assert identify(text).language is Language.ENGLISH


@pytest.mark.parametrize("text", written.CHINESE + written.CHINESE_WITH_GUESTS)
def test_chinese(text: str) -> None:
    assert identify(text).language is Language.CHINESE


@pytest.mark.parametrize("text", written.OTHER + written.KANJI)
def test_other(text: str) -> None:
    assert identify(text).language is Language.OTHER


@pytest.mark.parametrize("text", written.TOO_LITTLE + written.PINYIN + written.SHORT_OTHER)
def test_never_english(text: str) -> None:
    assert identify(text).language in {Language.OTHER, Language.UNKNOWN}


@pytest.mark.parametrize("text", [*written.UNKNOWN, "大丈夫", "勉強", "手紙", "大丈夫！", "切手"])
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
        ("谢谢はありがとうという意味です", Language.OTHER),
        ("私は你好という中国語を勉強しています", Language.OTHER),
        ("我爱看アニメ", Language.CHINESE),
        ("我喜欢ラーメン", Language.CHINESE),
        ("东京タワー好看吗", Language.CHINESE),
        ("안녕하세요 大家好", Language.OTHER),
        ("A栋12层1203", Language.CHINESE),
        ("iPhone 15 Pro Max 多少钱", Language.CHINESE),
        ("je vais à 北京 demain", Language.OTHER),
        ("£1,250 per month", Language.ENGLISH),
        ("Mon-Fri 9am-5pm", Language.ENGLISH),
        ("brb 5 min", Language.ENGLISH),
        ("level 60 mage", Language.ENGLISH),
        ("he\nis\x00 my \ud800friend", Language.ENGLISH),
    ],
)
def test_mixed(text: str, language: Language) -> None:
    assert identify(text).language is language


@given(messages | st.sampled_from(sorted(LONG.values())))
def test_any_text_is_identified(text: str) -> None:
    assert 0 <= identify(text).confidence <= 1


@pytest.mark.parametrize(
    "text", ["or Valorant?", "€20 or £18", "Paris or London?", "PS5 or Xbox", "10 or 20?", "Python or Java"]
)
def test_names_joined_by_or_are_english(text: str) -> None:
    assert identify(text).language is Language.ENGLISH


@pytest.mark.parametrize("text", ["or", "Valorant vs Apex", "l'or de Paris"])
def test_or_by_itself_is_unknown(text: str) -> None:
    assert identify(text).language is not Language.ENGLISH


@pytest.mark.parametrize("text", ["〇Ⅳ", "Ⅳ 〇〇", "⺀ Ⅳ"])
def test_letters_that_are_numbers_have_a_language(text: str) -> None:
    assert identify(text).confidence <= 1
