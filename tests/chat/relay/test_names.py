import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.relay.names import LONGEST, mentioned_names, names_in
from bot.text.language import Language
from bot.translation.terms import Term

DECORATED = [
    ("🌸Amy🌸", {"Amy"}),
    ("Tom | EU", {"Tom"}),
    ("[PL] Qingqing", {"Qingqing"}),
    ("Amy (she/her)", {"Amy"}),
    ("Amy/Ming", {"Amy"}),
    ("Amy - afk", {"Amy"}),
    ("~Amy~", {"Amy"}),
    ("**Bob**", {"Bob"}),
    ("Kyle2000", {"Kyle"}),
    ("✨ Taylor Swift ✨", {"Taylor Swift"}),
    ("O'Brien", {"O'Brien"}),
    ("Jean-Luc", {"Jean-Luc"}),
    ("𝓐𝓶𝔂", {"Amy"}),
    ("ＡＭＹ", {"AMY"}),
    ("【小李】", {"小李"}),
    ("小李☀️", {"小李"}),
    ("张伟 | 上海", {"张伟", "張偉"}),
    ("陳靜", {"陈静", "陳靜"}),
    ("Amy 小李", {"Amy", "小李"}),
    ("欧阳娜娜", {"欧阳娜娜", "歐陽娜娜"}),
    ("王小明", {"王小明"}),
    ("娜塔莎", {"娜塔莎"}),
    ("墨染", {"墨染"}),
    ("Иван", {"Иван"}),
]


@pytest.mark.parametrize(("display", "names"), DECORATED)
def test_decoration_is_removed(display: str, names: set[str]) -> None:
    assert names_in(display) == names


UNSAFE = [
    *("明天", "快乐", "咸鱼", "星空", "大佬", "奶茶", "小心", "老师", "阿姨", "白开水", "苹果"),
    *("一只猫", "想睡觉", "快乐小狗", "高兴了", "周末愉快", "不想上班", "今天明天后天"),
    *("Will", "Hope", "happy", "here", "everyone", "potato", "shadow", "ok", "GG", "EU", "Pan"),
    *("Monday", "Beijing", "Chinese", "Christmas", "Discord"),
    *("Good Morning", "The Dude", "Your Mom", "One Two Three Four"),
    *(
        "x",
        "王",
        "👻",
        "",
        "1234",
        "Tom_Smith",
        "@everyone",
        "<@123456789012345678>",
        "https://qiao.example",
        "Tom.com",
    ),
    "A" * (LONGEST + 1),
]


@pytest.mark.parametrize("display", UNSAFE)
def test_possible_words_are_not_names(display: str) -> None:
    assert names_in(display) == frozenset()


@given(st.text(max_size=LONGEST))
def test_every_name_is_a_valid_term(display: str) -> None:
    for name in names_in(display):
        assert 2 <= len(name) <= LONGEST
        assert Term(name, name, Language.ENGLISH, exact=True).kept


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Summer", "I met Summer yesterday"),
        ("Summer", "ask Summer, she knows"),
        ("Qingqing", "Qingqing is late again"),
        ("小王", "小王让我告诉你"),
        ("小王", "我和小王说过了"),
        ("王芳", "王芳，你好"),
        ("王芳", "这是王芳的书"),
        ("張偉", "張偉明天來"),
        ("张伟", "张伟明天来"),
        ("阿明", "问一下阿明吧"),
        ("墨染", "墨染今天没来"),
    ],
)
def test_names_are_found_in_texts(name: str, text: str) -> None:
    assert mentioned_names([name], text) == {name}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Summer", "Summer is here"),
        ("Summer", "I love it! Summer is here"),
        ("Summer", "> Summer is here"),
        ("Summer", "yes\n**Summer** is here"),
        ("Summer", "Tell Summer that it's hot. Summer is here"),
        ("Summer", "a long summer"),
        ("Qingqing", "qingqing"),
        ("天明", "今天明天都行"),
        ("小王", "小王子很好看"),
        ("阿明", "阿明白了"),
        ("李想", "他的行李想放这里"),
        ("国大", "中国大地"),
    ],
)
def test_words_that_look_like_names_are_not_found(name: str, text: str) -> None:
    assert mentioned_names([name], text) == frozenset()


def test_each_name_is_checked_separately() -> None:
    assert mentioned_names(["Summer", "Qingqing", "小王", "Jake"], "Summer is here, says Qingqing to 小王") == {
        "Qingqing",
        "小王",
    }


@given(st.sampled_from(["王芳", "天明", "Summer", "Qingqing"]), st.text(alphabet="王芳天明今 .\n>Sumer", max_size=40))
def test_only_names_in_the_text_are_found(name: str, text: str) -> None:
    assert mentioned_names([name], text) <= ({name} if name in text else set())
