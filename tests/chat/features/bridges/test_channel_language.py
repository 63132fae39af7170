import pytest

from bot.chat.features.bridges.channel_language import guess


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("english", "en"),
        ("general-en", "en"),
        ("英文", "en"),
        ("lounge", "en"),
        ("中文", "zh"),
        ("闲聊", "zh"),
        ("chinese-chat", "zh"),
        ("台灣", "zh-Hant"),
        ("general-tw", "zh-Hant"),
        ("香港", "zh-HK"),
        ("general-大厅", None),
        ("english-中文", None),
        ("🎮", None),
        ("ゲーム", None),
    ],
)
def test_the_language_is_guessed_from_the_name(name: str, language: str | None) -> None:
    assert guess(name) == language
