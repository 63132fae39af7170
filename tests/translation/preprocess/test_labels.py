import pytest

from bot.text.language import Language
from bot.text.markup import parse
from bot.text.segmenter import Gap, Segment, segment
from bot.translation.known.labels import translate_label
from bot.translation.preprocess.labels import split_label


def cut(text: str) -> list[str]:
    [only] = segment(parse(text))
    assert isinstance(only, Segment)
    pieces = list(split_label(only))
    assert "".join(piece.text for piece in pieces) == text
    return [f"={piece.text}" if isinstance(piece, Gap) else piece.text for piece in pieces]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("City: London", ["City:", "= ", "London"]),
        ("时间：周六晚上", ["时间：", "周六晚上"]),
        ("Age: 25", ["Age:", "= 25"]),
        ("链接：https://example.com", ["链接：", "=https://example.com"]),
        ("Tom: I'm here", ["Tom: I'm here"]),
        ("he told me the truth: no", ["he told me the truth: no"]),
        ("Rules:", ["Rules:"]),
    ],
)
def test_a_known_label_is_split_off(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


def test_labels_belong_to_one_language() -> None:
    assert translate_label("Time", Language.ENGLISH) == "时间"
    assert translate_label("時間", Language.CHINESE) == "Time"
    assert translate_label("Time", Language.CHINESE) is None
    assert translate_label("the time", Language.ENGLISH) is None
