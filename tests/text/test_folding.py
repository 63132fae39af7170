import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.folding import fold


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("𝓗𝓮𝓵𝓵𝓸 my friend", "Hello my friend"),
        ("ⓗⓔⓛⓛⓞ there", "hello there"),
        ("ｈｅｌｌｏ　ｗｏｒｌｄ", "hello world"),
        ("🅗🅔🅛🅛🅞", "HELLO"),
        ("ʜᴇʟʟᴏ", "hello"),
        ("🄷🄸 🅷🅸", "HI HI"),
        ("𝟙𝟚𝟛 𝐛𝐨𝐥𝐝 𝖘𝖈𝖗𝖎𝖕𝖙", "123 bold script"),
        ("ℋℯ𝓁𝓁ℴ", "Hello"),
        ("⒜⒝⒞", "abc"),
        ("Ｆｒｅｅ　１００　ｇｅｍｓ", "Free 100 gems"),
        ("𝕨𝕙𝕒𝕥 𝕚𝕤 𝕥𝕙𝕚𝕤", "what is this"),
        ("𝗜 𝗰𝗮𝗻'𝘁 𝘄𝗮𝗶𝘁", "I can't wait"),
        ("𝚌𝚘𝚍𝚎 and 𝘪𝘵𝘢𝘭𝘪𝘤", "code and italic"),
        ("我爱𝓛𝓸𝓿𝓮", "我爱Love"),
        ("H̷e̵l̸l̶o̴ there", "Hello there"),
        ("你͟好͟吗͟", "你好吗"),
        ("𝓗\u0336𝓲\u0336 ⓗ\u0338", "Hi ⓗ"),
        ("ᵗʰᵃⁿᵏ ʸᵒᵘ", "thank you"),
        ("ɪ ʟᴏᴠᴇ ʏᴏᴜ", "ɪ love you"),
    ],
)
def test_stylized_letters_become_plain(text: str, plain: str) -> None:
    assert fold(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "你好，世界！（测试）",
        "你好　世界",
        "① ② ③ 第⑩名",
        "🅰️ 🅱 🆗 🆒",
        "25℃ ™ ½ № ㎏ ￥100",
        "café naïve",
        "əˈbaʊt",
        "ℝ is a set, K is not",
        "「日本語」〜",
        "\ud800 \x00",
    ],
)
def test_other_characters_are_unchanged(text: str) -> None:
    assert fold(text) == text


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(min_codepoint=0x1D400, max_codepoint=0x1D433), min_size=1))
def test_every_mathematical_letter_is_folded(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFKC", text)
