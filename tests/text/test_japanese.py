import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.japanese import Kanji, classify


@pytest.mark.parametrize(
    "text",
    "図書館 写真撮影禁止 大学入試 東京駅 立入禁止 株式会社 営業時間 電話番号 人々 黒沢明 学生証 定休日"
    " 卒業式 予約受付 送料無料 配信開始 友達募集中 緊急地震速報 彼女募集中 値上 会社 来週会議".split(),
)
def test_japanese(text: str) -> None:
    assert classify(text) is Kanji.JAPANESE


@pytest.mark.parametrize("text", "大丈夫 勉強 手紙 切手 邪魔 留守".split())
def test_ambiguous_words_are_undecided(text: str) -> None:
    assert classify(text) is Kanji.UNDECIDED


@pytest.mark.parametrize(
    "text",
    """图书馆 圖書館 勉强 你好 北京大学 信号不好 上司出差 享受付出 每台所需 工作時間 禁止停車
    歡迎光臨 電話號碼 他是大丈夫
    中秋节快乐 東京奧運 老師好 學校 写真集 出口 料理 大家好 先生 小学生 漢語 我勉強可以 禁止吸烟
    严禁烟火 请勿拍照 電車 天氣真好
    人气 今日特价 新闻 汽车 写字楼 手机号码 会员卡 学生证 国际机场""".split(),
)
def test_chinese(text: str) -> None:
    assert classify(text) is Kanji.CHINESE


@given(st.text(st.sampled_from("你我他的了吗图书馆学语这那"), min_size=1, max_size=40))
def test_simplified_chinese_is_never_japanese(text: str) -> None:
    assert classify(text) is Kanji.CHINESE
