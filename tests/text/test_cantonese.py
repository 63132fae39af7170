import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.cantonese import is_cantonese, to_standard


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("你哋幾時食飯呀", "你们什么时候吃饭呀"),
        ("點解你咁夜仲未瞓", "为什么你这么晚还没睡"),
        ("佢去咗邊", "他去了哪里"),
        ("我唔知佢去咗邊", "我不知道他去了哪里"),
        ("你去邊呀", "你去哪里呀"),
        ("佢坐左邊", "他坐左边"),
        ("邊間好食", "哪间好吃"),
        ("要等幾耐", "要等多久"),
        ("佢幾高㗎", "他多高的"),
        ("你做乜唔出聲", "你为什么不出声"),
        ("唔好走住", "先别走"),
        ("你識唔識佢", "你认不认识他"),
        ("有冇人知", "有没有人知道"),
        ("佢返嚟未", "他回来了没有"),
        ("呢件幾錢", "这件多少钱"),
        ("唔該晒", "非常感谢"),
        ("我唔知喎", "我不知道哦"),
        ("佢好靚", "他很漂亮"),
        ("你喺邊度呀", "你在哪里呀"),
        ("我鍾意你", "我喜欢你"),
        ("聽日一齊去睇戲", "明天一起去看电影"),
        ("我而家返工", "我现在上班"),
        ("佢哋冇嚟", "他们没有来"),
        ("做乜嘢呀", "干什么呀"),
        ("食咗飯未呀", "吃饭了吗"),
        ("你食緊乜嘢", "你在吃什么"),
        ("今日好攰", "今天很累"),
        ("呢個幾多錢", "这个多少钱"),
        ("唔好喊啦", "别哭啦"),
        ("邊個話㗎", "谁说的"),
        ("佢係我老豆", "他是我爸爸"),
        ("我想買嗰件衫", "我想买那件衣服"),
        ("冇問題", "没问题"),
        ("你識唔識講英文", "你会不会说英文"),
        ("有冇人想打機", "有没有人想打游戏"),
        ("尋日我同佢傾咗偈", "昨天我和他聊了天"),
        ("得閒飲茶", "有空喝茶"),
        ("搵唔到鎖匙", "找不到钥匙"),
        ("好耐冇見", "很久不见"),
        ("快啲啦", "快点啦"),
        ("早唞", "晚安"),
        ("講真我唔覺得", "说真的我不觉得"),
        ("点解唔出街呀", "为什么不出去呀"),
        ("我諗住聽日去", "我打算明天去"),
        ("佢喺度瞓緊覺", "他在睡觉"),
        ("你唔信咩", "你不信吗"),
        ("俾我睇下", "给我看看"),
        ("我哋行先喇", "我们先走了"),
        ("我好鍾意呢首歌", "我很喜欢这首歌"),
        ("係囉我都係咁諗", "是啊我也是这么想"),
        ("你系咪傻㗎", "你是不是傻的"),
        ("多謝晒", "非常感谢"),
        ("呢隻game好好玩", "这个game很好玩"),
        ("⟦0⟧ 你喺度做乜", "⟦0⟧ 你在做什么"),
    ],
)
def test_cantonese_becomes_standard_chinese(text: str, standard: str) -> None:
    assert is_cantonese(text)
    found = to_standard(text)
    assert found.text == standard
    assert found.complete


@pytest.mark.parametrize(
    "text",
    """你好 今天天气真好 關係很重要 這邊個人 我在這裡 你今天吃饭了吗 靚女 他在做紧张的工作 今日特价 幾時回來
    早晨的太阳 欢迎光临 我们今日去哪里 系统更新 咩 呢是什么意思 边吃边说 旁边个子高的人 hello""".split(),
)
def test_standard_chinese_is_unchanged(text: str) -> None:
    assert not is_cantonese(text)
    assert to_standard(text) == (text, True)


@pytest.mark.parametrize(
    "text", ["佢揸住支嘥士筆", "你咪喺度噏風噏水", "嗰隻曱甴喺攰攰哋", "佢嬲到揼嘢㩒嘢揸頸就命噃佢"]
)
def test_the_result_has_less_cantonese(text: str) -> None:
    assert "佢" not in to_standard(text).text
    assert "喺" not in to_standard(text).text


def test_unmapped_words_are_reported_as_incomplete() -> None:
    assert not to_standard("佢噃來噃去").complete


@given(st.text(st.sampled_from("我你今天吃饭了吗学校很好，。 hello國語這裡")))
def test_text_without_cantonese_characters_is_not_cantonese(text: str) -> None:
    assert to_standard(text).text == text
