import re

import pytest

from bot.text.han import COMMON, HAN, is_common


@pytest.mark.parametrize("char", ["一", "汉", "漢", "鿿"])
def test_common_characters_are_han(char: str) -> None:
    assert HAN.match(char)
    assert is_common(char)
    assert re.match(f"[{COMMON}]", char)


@pytest.mark.parametrize("char", ["", "a", "か", "。", "㐀"])
def test_other_characters_are_not_common(char: str) -> None:
    assert not is_common(char)
    assert not re.match(f"[{COMMON}]", char)
