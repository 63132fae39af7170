import pytest

from bot.chat.relay.digest import line_in, speaker_in, translation_in
from bot.chat.relay.post import Delivery, Original, digest

NAMES = ["Amy", "小李", "A*m_y: [x](y)", "**bold**", "a\\b"]


def delivery(name: str, text: str, low_confidence_note: str = "") -> Delivery:
    return Delivery(Original(1, 2, 3, 4, name), text, low_confidence_note=low_confidence_note)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("low_confidence_note", ["", "-# ≈ unsure"])
def test_a_digest_line_gives_its_words_and_its_speaker_back(name: str, low_confidence_note: str) -> None:
    content = digest([delivery("Jake", "第一行"), delivery(name, "**你好**: 朋友", low_confidence_note)])
    assert line_in(content, 1) == "**你好**: 朋友"
    assert speaker_in(content, 1) == name
    assert line_in(content, 2) is None
    assert speaker_in(content, 2) == ""


def test_a_short_digest_without_links_is_read_too() -> None:
    content = "\n".join(delivery(name, "你好").line or "" for name in NAMES)
    assert [line_in(content, number) for number in range(len(NAMES))] == ["你好"] * len(NAMES)


def test_a_reply_is_read_without_its_subtext() -> None:
    assert translation_in("你好\n-# ≈ unsure") == "你好"
    assert translation_in("你好\n\n-# yyds: 永远的神\n-# unsure") == "你好"
    assert translation_in("-# 你好") == "-# 你好"


@pytest.mark.parametrize("name", NAMES)
def test_a_signed_post_is_read_without_its_signature(name: str) -> None:
    content = delivery(name, "你好\n朋友", "-# ≈ unsure").signed_pages[0]
    assert translation_in(content) == "你好\n朋友"
    assert speaker_in(content, None) == name
    assert speaker_in("你好", None) == ""
