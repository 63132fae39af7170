from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.corrections import correct
from bot.text.script import Script, to_script

ROWS = [
    line.split("\t")
    for line in files("tests.text").joinpath("data/traditional.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("simplified", "taiwan", "hong_kong"), ROWS, ids=[row[0] for row in ROWS])
def test_ambiguous_characters_are_converted(simplified: str, taiwan: str, hong_kong: str) -> None:
    assert to_script(simplified, Script.TAIWAN) == taiwan
    assert to_script(simplified, Script.HONG_KONG) == hong_kong


@pytest.mark.parametrize(
    ("simplified", "taiwan"),
    [
        ("这是什么类型的小说", "這是什麼類型的小說"),
        ("两个频道互为镜像", "兩個頻道互為鏡像"),
        ("我想了解一下", "我想了解一下"),
        ("这个国家免签吗", "這個國家免簽嗎"),
        ("他不签合同", "他不簽合同"),
        ("抽签决定", "抽籤決定"),
        ("给文件贴标签", "給檔案貼標籤"),
        ("我一出门就下雨", "我一出門就下雨"),
        ("看了一出戏", "看了一齣戲"),
        ("开面包店", "開麵包店"),
        ("里面包了什么", "裡面包了什麼"),
        ("课本里没有", "課本裡沒有"),
        ("沙拉里放水果", "沙拉裡放水果"),
        ("我在里约热内卢", "我在里約熱內盧"),
        ("卡路里很高", "卡路里很高"),
        ("这台笔记本", "這台筆記本"),
        ("都别着急", "都別著急"),
        ("裤子又松又旧", "褲子又鬆又舊"),
        ("一只松鼠", "一隻松鼠"),
        ("记得系安全带", "記得繫安全帶"),
        ("几只鸡", "幾隻雞"),
        ("这活是我干的", "這活是我幹的"),
        ("⟦0⟧天后出发", "⟦0⟧天後出發"),
        ("说不准他会来", "說不準他會來"),
        ("他就冲我发火", "他就衝我發火"),
        ("两周前", "兩週前"),
        ("鸡蛋卷很香", "雞蛋捲很香"),
        ("试卷得了满分", "試卷得了滿分"),
    ],
)
def test_the_context_decides(simplified: str, taiwan: str) -> None:
    assert to_script(simplified, Script.TAIWAN) == taiwan


@given(st.text(st.sampled_from("乾幹鍾鐘里裡后後面麵條包籤簽一出齣天王好很0⟧，。 a")))
def test_corrections_keep_the_length_and_are_idempotent(text: str) -> None:
    assert len(correct(text)) == len(text)
    assert correct(correct(correct(text))) == correct(correct(text))
