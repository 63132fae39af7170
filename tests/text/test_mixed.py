import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.mixed import foreign_runs
from tests.text.fragments import LONG, messages


def runs(text: str, language: Language) -> list[str]:
    return [text[start:end] for start, end in foreign_runs(text, language)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("where is 故宫", ["故宫"]),
        ("Let's get 火锅 tonight", ["火锅"]),
        ("Is 李华 your real name?", ["李华"]),
        ("I'm from 四川", ["四川"]),
        ("I saw 《流浪地球》 and 《流浪地球2》 yesterday", ["《流浪地球》", "《流浪地球2》"]),
        ("read 哈利·波特 please", ["哈利·波特"]),
        ("I love 사랑해 and こんにちは", ["사랑해", "こんにちは"]),
        ("she said спасибо большое lol", ["спасибо большое"]),
        ('he wrote "你好，世界" here', ["你好，世界"]),
        ("the 90后 generation", ["90后"]),
        ("3月5日 is fine", ["3月5日"]),
        ("2024年 was great", ["2024年"]),
        ("東京タワー is tall", ["東京タワー"]),
        ("i 爱 you", ["爱"]),
        ("สวัสดี friend", ["สวัสดี"]),
        ("خوش آمدید friend", ["خوش آمدید"]),
        ("i met 李 and 王, both 老师", ["李", "王", "老师"]),
        ("plain English, café naïve", []),
        ("it costs 500 and ⟦0⟧", []),
    ],
)
def test_foreign_runs_in_english(text: str, found: list[str]) -> None:
    assert runs(text, Language.ENGLISH) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我喜欢BTS的사랑해", ["BTS", "사랑해"]),
        ("我今天学了안녕하세요这个词", ["안녕하세요"]),
        ("我喜欢「タイトルXYZ」这首歌", ["「タイトルXYZ」"]),
        ("我喜欢xyz\u302e这个", ["xyz\u302e"]),
        ("帮我review一下这个PR，deadline是周五", ["PR"]),
        ("这首歌叫「夜に駆ける」", ["「夜に駆ける」"]),
        ("他喜欢吃たこ焼き", ["たこ焼き"]),
        ("我喜欢听アニメ的歌", ["アニメ"]),
        ("这个feature太cute了", []),
        ("happy birthday宝贝", []),
        ("有人玩Genshin Impact吗", ["Genshin Impact"]),
        ("我的iPhone 15 Pro Max坏了", ["iPhone 15 Pro Max"]),
        ("今天去Starbucks喝咖啡", ["Starbucks"]),
        ("我在用ChatGPT写作业", ["ChatGPT"]),
        ("用C++写的", ["C++"]),
        ("买了T恤", []),
        ("B站up主", []),
        ("打开wifi", []),
        ("这个app好用", []),
        ("他说おはよう", ["おはよう"]),
        ("我学了спасибо这个词", ["спасибо"]),
        ("学了สวัสดี", ["สวัสดี"]),
        ("⟦0⟧ 看看 ⟦a1⟧ OK吗", []),
        ("我爱Taylor Swift的歌", ["Taylor Swift"]),
        ("我是INFP", ["INFP"]),
        ("GPT-4o很强", ["GPT-4o"]),
        ("这是我の猫", []),
        ("Windows 11更新了", ["Windows 11"]),
        ("我在US读书", ["US"]),
        ("THANK YOU啦", []),
        ("Good morning大家", []),
    ],
)
def test_foreign_runs_in_chinese(text: str, found: list[str]) -> None:
    assert runs(text, Language.CHINESE) == found


@pytest.mark.parametrize("language", [Language.OTHER, Language.UNKNOWN])
def test_other_languages_have_no_foreign_runs(language: Language) -> None:
    assert runs("これはBTSです", language) == []


@given(messages | st.sampled_from(sorted(LONG.values())), st.sampled_from(Language))
def test_runs_are_in_order_and_do_not_overlap(text: str, language: Language) -> None:
    end = 0
    for start, behind in foreign_runs(text, language):
        assert end <= start < behind <= len(text)
        end = behind
