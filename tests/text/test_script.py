from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.script import Script, script_of, to_script, to_simplified


@pytest.mark.parametrize(
    ("text", "simplified"),
    [
        ("我愛你", "我爱你"),
        ("軟體開發", "软体开发"),
        ("ready? 準備好了", "ready? 准备好了"),
        ("\ud800漢\x00字", "\ud800汉\x00字"),
        ("hello", "hello"),
        ("", ""),
    ],
)
def test_to_simplified(text: str, simplified: str) -> None:
    assert to_simplified(text) == simplified


@pytest.mark.parametrize(
    ("script", "converted"),
    [(Script.TAIWAN, "軟體裡的滑鼠"), (Script.HONG_KONG, "軟件裏的鼠標"), (Script.SIMPLIFIED, "软件里的鼠标")],
)
def test_to_script(script: Script, converted: str) -> None:
    assert to_script("软件里的鼠标", script) == converted


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("我爱你", Script.SIMPLIFIED),
        ("我愛你", Script.TAIWAN),
        ("這台電腦裡面的東西", Script.TAIWAN),
        ("我唔知佢喺邊度", Script.TAIWAN),
        ("你好", None),
        ("hello", None),
        ("", None),
    ],
)
def test_script_of(text: str, script: Script | None) -> None:
    assert script_of(text) is script


def test_many_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(to_simplified, ["我愛你"] * 100)) == {"我爱你"}


@given(st.text())
def test_anything_goes(text: str) -> None:
    to_script(to_simplified(text), Script.TAIWAN)
    script_of(text)
