import time
from collections import Counter
from importlib.resources import files

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.script import to_simplified
from bot.translation.known.phrasebook import LONGEST, Pair, Phrasebook

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE
SHIPPED = Phrasebook.shipped()
FOLDER = files("bot.translation") / "data" / "phrasebook"
LINES = {
    name: [line.split("\t") for line in (FOLDER / name).read_text("utf-8").splitlines() if not line.startswith("# ")]
    for name in ("own.tsv", "phrasebook.tsv")
}
HAN = regex.compile(r"\p{Han}")


def book(*lines: str) -> Phrasebook:
    return Phrasebook(Pair(english, chinese) for english, _, chinese in (line.partition("=") for line in lines))


@pytest.mark.parametrize("name", list(LINES))
def test_every_line_is_valid(name: str) -> None:
    rows = LINES[name]
    assert [row for row in rows if not 2 <= len(row) <= (3 if name == "own.tsv" else 2)] == []
    assert [row for row in rows if any(not cell or cell != cell.strip() for cell in row)] == []
    assert [row for row in rows if HAN.search(row[0]) or not regex.search(r"[\p{L}\p{N}]", row[0] + row[1])] == []
    assert [row for row in rows if to_simplified(row[1]) != row[1]] == []
    assert [row for row in rows if row[2:] not in ([], [">"], ["<"])] == []
    assert [row for row, times in Counter(map(tuple, rows)).items() if times > 1] == []


def test_the_phrasebook_is_large_and_read_once() -> None:
    assert len(LINES["own.tsv"]) >= 2_000
    assert len(LINES["phrasebook.tsv"]) >= 5_500
    assert Phrasebook.shipped() is SHIPPED


def test_no_answer_is_coarse_unless_its_message_is() -> None:
    coarse = regex.compile(
        r"\b(?:fuck|shit|bitch|asshole|bastard|dick|cunt|whore|slut)|我操|操你|妈的|傻逼|牛逼|装逼|老子", regex.I
    )
    sources = regex.compile(r"\b(?:fuck|idgaf|lmfao|wtf)|操|靠|逼|屁", regex.I)
    spoken = [(row[0], CHINESE, row[1]) for rows in LINES.values() for row in rows]
    answers = [(chinese, SHIPPED.find(chinese, CHINESE)) for _, _, chinese in spoken]
    answers += [(english, SHIPPED.find(english, ENGLISH)) for english, _, _ in spoken]
    assert [
        (text, answer) for text, answer in answers if answer and coarse.search(answer) and not sources.search(text)
    ] == []


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Nooope!!", "不！"),
        ("thaaanks", "谢谢"),
        ("OMGGG", "天哪"),
        ("hahaha yesss", "哈哈哈，好耶"),
        ("so tired lol", "好累，哈哈哈"),
        ("dont", "别"),
        ("im tired", "我累了"),
        ("CANT WAIT", "等不及了"),
        ("You’re welcome", "不客气"),
        ("Help", "救命"),
        ("Perfect", "完美"),
        ("Same", "我也是"),
        ("ty", "谢谢"),
        ("thx!", "谢谢！"),
        ("omg", "天哪"),
        ("wtf", "搞什么鬼"),
        ("No smoking", "禁止吸烟"),
        ("Wet floor", "小心地滑"),
        ("sugar free", "无糖"),
        ("nothing to lose", "没什么可失去的"),
        ("Danger, high voltage", "高压危险"),
        ("patch notes dropped", "更新公告出了"),
        ("mods pls ban", "管理员快封号"),
        ("Battery drains overnight", "一晚上就没电了"),
        ("50/50 chance", "一半一半的机会"),
        ("r u ok?", "你还好吗？"),
        ("heyyy", "嘿"),
        ("byeee", "拜拜"),
        ("Goooood", "好"),
        ("sooo cool", "太酷了"),
        ("lets gooo", "冲啊"),
        ("nonono", "不"),
        ("no no no no", "不不不"),
        ("whaaat?", "什么？"),
        ("  good   morning ", "早上好"),
        ("ｔｈａｎｋｓ", "谢谢"),
        ("thanks...", "谢谢……"),
    ],
)
def test_english(text: str, target: str) -> None:
    assert SHIPPED.find(text, ENGLISH) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("否", "No"),
        ("加油", "Go for it!"),
        ("加油加油", "You can do it!"),
        ("加油加油加油！！", "You've got this!"),
        ("救命", "Help"),
        ("救命啊啊啊", "Help!"),
        ("牛逼", "Awesome"),
        ("卧槽", "Holy crap!"),
        ("节哀", "My condolences"),
        ("火锅", "Hot pot"),
        ("謝謝", "Thanks!"),
        ("谢谢谢谢", "Thanks!"),
        ("好好好好好", "OK, OK"),
        ("哈哈哈哈哈哈", "Hahaha"),
        ("哈哈哈太好了", "Haha, great!"),
        ("不要紧", "It doesn't matter"),
        ("还不错", "Not bad"),
        ("不只是你", "Not just you"),
        ("严禁烟火", "No smoking or open flames"),
        ("嚴禁煙火！", "No smoking or open flames!"),
        ("禁止发广告", "No advertising"),
        ("注意安全", "Stay safe"),
        ("未成年人不得进入", "No minors allowed"),
        ("辛苦了", "Thanks for your hard work!"),
        ("66666", "Nice!"),
        ("没事。", "It's okay."),
        ("没事的呀", "It's okay"),
        ("在吗？", "Are you there?"),
        ("来不来?", "Are you coming?"),
        ("晚 安", "Good night"),
        ("晚安～", "Good night"),
        ("酱紫啊", "So it's like that"),
        ("对对对对对对", "Right, right"),
    ],
)
def test_chinese(text: str, target: str) -> None:
    assert SHIPPED.find(text, CHINESE) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("No way.", "不会吧。"),
        ("No way!", "不可能！"),
        ("No way?", "不会吧？"),
        ("NO WAY", "不会吧"),
        ("Really", "真的"),
        ("Really?", "真的吗？"),
        ("ready", "准备好了"),
        ("ready?", "准备好了吗？"),
        ("Deal!", "一言为定！"),
        ("Deal.", "成交。"),
    ],
)
def test_keys_may_differ_in_punctuation_only(text: str, target: str) -> None:
    assert SHIPPED.find(text, ENGLISH) == target


def test_a_question_only_matches_questions() -> None:
    small = book("Fine.=行吧。", "You up?=睡了吗？", "u there=在不在", "Hot pot=火锅", "who dis=哪位")
    asked = [small.find(text, ENGLISH) for text in ("Fine?", "you up", "You up!", "u there?", "hot pot?", "who dis?")]
    assert asked == [None, "睡了吗？", None, "在不在？", None, "哪位？"]
    assert [small.find(text, CHINESE) for text in ("行吧？", "睡了吗", "睡了吗。", "火锅？", "火锅!")] == [
        None,
        "You up?",
        None,
        None,
        "Hot pot!",
    ]


def test_the_answer_ends_the_way_the_message_does() -> None:
    small = book("Fine.=行吧。", "Great!=太好了！", "at 5 p.m.=下午五点", "Wait=等等……")
    assert [small.find(f"fine{end}", ENGLISH) for end in ("", ".", "!", "!!", "...")] == [
        "行吧",
        "行吧。",
        "行吧！",
        "行吧！",
        "行吧……",
    ]
    assert [small.find(f"great{end}", ENGLISH) for end in ("", ".", "!!!")] == ["太好了", "太好了。", "太好了！"]
    assert small.find("下午五点", CHINESE) == "at 5 p.m."
    assert small.find("wait", ENGLISH) == "等等……"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("", ENGLISH),
        ("?", ENGLISH),
        ("!!!", CHINESE),
        ("1000", ENGLISH),
        ("Loose", ENGLISH),
        ("I will be there at seven", ENGLISH),
        ("no smoking gun", ENGLISH),
        ("help me understand", ENGLISH),
        ("加油站在哪里", CHINESE),
        ("不是你的错就好", CHINESE),
        ("idk?", ENGLISH),
        ("谢谢", ENGLISH),
        ("thanks", Language.OTHER),
        ("thanks", Language.UNKNOWN),
        ("thanks " * 200, ENGLISH),
        ("a" * 4000, ENGLISH),
        ("好" * 4000, CHINESE),
    ],
)
def test_unknown_messages_have_no_answer(text: str, source: Language) -> None:
    assert SHIPPED.find(text, source) is None


def test_the_first_of_two_wins_and_direction_is_respected() -> None:
    both = Phrasebook([Pair("ty", "谢谢", CHINESE), Pair("Thanks", "谢谢"), Pair("Cheers", "谢谢"), Pair("ty", "谢啦")])
    assert (both.find("TY", ENGLISH), both.find("谢谢", CHINESE), both.find("谢啦", CHINESE)) == (
        "谢谢",
        "Thanks",
        "ty",
    )


@given(st.sampled_from([row for row in LINES["phrasebook.tsv"] if row[0].isascii()]), st.sampled_from(["", " ", "\n"]))
def test_every_key_is_found_in_any_case(row: list[str], space: str) -> None:
    for text in (row[0].upper(), row[0].lower(), space + row[0]):
        if len(text) <= LONGEST[ENGLISH] and text.count(" ") <= 9:
            assert SHIPPED.find(text, ENGLISH)


@given(st.text(max_size=70) | st.text("haho lwys!?.,'u", max_size=40) | st.text("哈谢好的吗啊!？。 ", max_size=40))
def test_any_text_may_be_looked_up(text: str) -> None:
    for source in (ENGLISH, CHINESE):
        found = SHIPPED.find(text, source)
        assert found is None or found.strip()


def test_warming_changes_nothing() -> None:
    warmed = book("cool=酷")
    warmed.warm()
    assert warmed.find("coooool", ENGLISH) == "酷"


def test_long_messages_are_fast() -> None:
    text = "I think we should all go out and eat hot pot together tonight"
    start = time.perf_counter()
    for _ in range(10_000):
        SHIPPED.find(text, ENGLISH)
    assert time.perf_counter() - start < 0.5
