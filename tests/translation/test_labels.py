import pytest

from bot.text.language import Language
from bot.text.markup import parse
from bot.text.segmenter import Gap, Segment, segment
from bot.translation.headings import label_in
from bot.translation.labels import split_label


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
def test_a_known_label_stands_alone(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


def test_labels_are_of_one_language() -> None:
    assert label_in("Time", Language.ENGLISH) == "时间"
    assert label_in("時間", Language.CHINESE) == "Time"
    assert label_in("Time", Language.CHINESE) is None
    assert label_in("the time", Language.ENGLISH) is None
