from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.script import Script, script_of, to_mainland, to_script, to_simplified


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
    ("text", "mainland"),
    [
        ("妳是我的朋友", "你是我的朋友"),
        ("牠在睡覺", "它在睡觉"),
        ("我買了一個新滑鼠", "我买了一个新鼠标"),
        ("下載這個軟體", "下载这个软件"),
        ("坐計程車去捷運站", "坐出租车去地铁站"),
        ("便當很好吃", "盒饭很好吃"),
        ("網路很慢", "网络很慢"),
        ("這部影片很好看", "这部视频很好看"),
        ("馬鈴薯和鳳梨", "土豆和菠萝"),
        ("我們叫的士", "我们叫出租车"),
        ("在臺灣", "在台湾"),
        ("收到訊息了嗎", "收到消息了吗"),
        ("資料給我", "资料给我"),
        ("呼叫救護車", "呼叫救护车"),
        ("他開外掛", "他开外挂"),
        ("我的物件不見了", "我的物品不见了"),
        ("甚麼時候", "什么时候"),
        ("他說著話", "他说着话"),
        ("看著我", "看着我"),
        ("著名作家", "著名作家"),
        ("機車停在哪", "摩托车停在哪"),
        ("早上搭公車", "早上搭公交车"),
        ("螢幕破了", "屏幕破了"),
        ("這間幼稚園很貴", "这间幼儿园很贵"),
        ("電單車壞了", "摩托车坏了"),
        ("⟦0⟧ 妳好", "⟦0⟧ 你好"),
        ("巴士", "巴士"),
        ("hello", "hello"),
        ("", ""),
    ],
)
def test_to_mainland(text: str, mainland: str) -> None:
    assert to_mainland(text) == mainland


@given(st.text(st.sampled_from("我们这个发现视频软件网络里面巴士影片机车物件信息资料公车，。 ab")))
def test_simplified_text_is_unchanged(text: str) -> None:
    assert to_mainland(text) == text


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("便當很好吃", Script.TAIWAN),
        ("我在這裏吃飯", Script.TAIWAN),
        ("台湾很好吃", Script.SIMPLIFIED),
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


def test_conversion_is_thread_safe() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(to_simplified, ["我愛你"] * 100)) == {"我爱你"}


@given(st.text())
def test_any_text_can_be_converted(text: str) -> None:
    to_script(to_simplified(text), Script.TAIWAN)
    to_mainland(text)
    script_of(text)
