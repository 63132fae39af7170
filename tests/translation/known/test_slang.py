from collections import Counter

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.text.language import Language
from bot.text.script import to_simplified
from bot.translation.known.slang import Entry, Register, Slang

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE
SHIPPED = Slang.shipped()
HAN = regex.compile(r"\p{Han}")
OF_NOTE = """
    yyds 绝绝子 内卷 躺平 破防 u1s1 xswl awsl 牛马 打工人 吃瓜 种草 显眼包 尊嘟假嘟 666 233 nbcs 摆烂 社死 凡尔赛 鸡娃
    996 卷王 搭子 特种兵旅游 i人 e人 班味 松弛感 润 韭菜 甲方 画饼 背锅 甩锅 下饭 上头 磕CP 塌房 路人粉 水军
    键盘侠 杠精 柠檬精
    """.split()
NOTED = """
    no cap|lowkey|slay|rizz|ngl|fr|iykyk|touch grass|main character|ate and left no crumbs|situationship|cheugy|delulu
    |the ick|gatekeep|gaslight|girlboss|based|cringe|mid|bussin|sus|simp|stan|tea|shade|ghosting|love bombing|red flag
    |beige flag|glow up|rent free|understood the assignment|it's giving|W|L|ratio|cope|copium|skill issue|goat|afk|brb
    |tfw|imo|smh
    """.strip()


def terms_in(text: str, language: Language) -> list[str]:
    return [occurrence.entry.term for occurrence in SHIPPED.find(text, language)]


def test_the_lexicon_is_large_in_both_languages_and_read_once() -> None:
    count = Counter(entry.language for entry in SHIPPED.entries)
    assert min(count[ENGLISH], count[CHINESE]) >= 200
    assert set(count) == {ENGLISH, CHINESE}
    assert Slang.shipped() is SHIPPED


@pytest.mark.parametrize("entry", SHIPPED.entries, ids=lambda entry: f"{entry.language}-{entry.term}")
def test_every_entry_is_valid(entry: Entry) -> None:
    texts = (*entry.spellings, entry.translation, entry.standalone, entry.note_en, entry.note_zh)
    assert not any(regex.search("[“”‘’]", text) or text != text.strip() for text in texts)
    assert entry.note_en.isascii()
    assert entry.note_en.endswith((".", "?"))
    assert entry.note_en != entry.note_en.lower()
    assert HAN.search(entry.note_zh)
    assert entry.note_zh.endswith("。")
    assert len(entry.note_zh) <= 60
    assert not regex.search("[,;!?]", entry.note_zh)
    assert all(to_simplified(text) == text for text in (*entry.spellings, entry.translation, entry.note_zh))
    assert not entry.translation.endswith((".", "。"))
    if entry.language is CHINESE:
        assert entry.translation.isascii()
        assert entry.standalone.isascii()
    else:
        assert HAN.search(entry.translation)
        assert HAN.search(entry.standalone)
        assert all(spelling.isascii() for spelling in entry.spellings)
    if entry.inline:
        assert all(len(spelling) > 1 and not spelling.isdigit() for spelling in entry.spellings)


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_every_spelling_is_unique_and_found(language: Language) -> None:
    spellings = [
        (spelling, entry.term)
        for entry in SHIPPED.entries
        if entry.language is language
        for spelling in entry.spellings
    ]
    count = Counter(spelling.lower() for spelling, _ in spellings)
    assert [spelling for spelling, times in count.items() if times > 1] == []
    assert [spelling for spelling, term in spellings if terms_in(spelling, language) != [term]] == []


@pytest.mark.parametrize(("language", "terms"), [(CHINESE, OF_NOTE), (ENGLISH, [t.strip() for t in NOTED.split("|")])])
def test_well_known_slang_is_listed(language: Language, terms: list[str]) -> None:
    assert [term for term in terms if not terms_in(term, language)] == []


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        ("这个歌手真的yyds啊", CHINESE, ["yyds"]),
        ("YYDS!", CHINESE, ["yyds"]),
        ("内卷的卷王", CHINESE, ["内卷", "卷王"]),
        ("一個顯眼包", CHINESE, ["显眼包"]),
        ("我是i人", CHINESE, ["i人"]),
        ("AI人工智能", CHINESE, []),
        ("润", CHINESE, ["润"]),
        ("公司利润", CHINESE, []),
        ("6", CHINESE, ["6"]),
        ("六点", CHINESE, []),
        ("spill the tea sis", ENGLISH, ["tea", "sis"]),
        ("my team", ENGLISH, []),
        ("It’s giving main character energy", ENGLISH, ["it's giving", "main character"]),
        ("NGL, he's mid.", ENGLISH, ["ngl", "mid"]),
        ("ngl是什么意思", ENGLISH, ["ngl"]),
        ("yyds", ENGLISH, []),
        ("yyds", Language.OTHER, []),
        ("", CHINESE, []),
    ],
)
def test_slang_is_found(text: str, language: Language, terms: list[str]) -> None:
    assert terms_in(text, language) == terms


@pytest.mark.parametrize(
    ("text", "language", "target"),
    [
        ("wdym", ENGLISH, "你什么意思"),
        ("TY!!", ENGLISH, "谢谢"),
        ("Bruh.", ENGLISH, "无语"),
        ("it’s lit", ENGLISH, "太燃了"),
        ("gtg", ENGLISH, "我得走了"),
        ("辛苦了！", CHINESE, "Thanks for your hard work!"),
        ("內卷", CHINESE, "The rat race"),
        ("卧槽", CHINESE, "holy crap"),
        ("sus?", ENGLISH, None),
        ("so sus today", ENGLISH, None),
        ("wdym", CHINESE, None),
        ("wdym", Language.OTHER, None),
        ("!", ENGLISH, None),
        ("lol " * 100, ENGLISH, None),
    ],
)
def test_a_term_that_is_the_whole_message(text: str, language: Language, target: str | None) -> None:
    assert SHIPPED.whole(text, language) == target


@pytest.mark.parametrize(
    ("text", "language", "inline"),
    [
        ("被种草了这支口红", CHINESE, {"被种草了": "now want to buy"}),
        ("我就是个牛马", CHINESE, {"牛马": "corporate slave"}),
        ("酱紫啊", CHINESE, {"酱紫啊": "I see"}),
        ("卧槽这也太贵了", CHINESE, {"卧槽": "holy crap"}),
        ("wow it's lit in here", ENGLISH, {"it's lit": "太燃了"}),
        ("ngl this slaps", ENGLISH, {"ngl": "说实话", "this slaps": "这个太带劲了"}),
        ("omg that is a red flag", ENGLISH, {"omg": "天哪", "red flag": "危险信号"}),
        ("别吹牛逼了", CHINESE, {"吹牛逼": "bragging"}),
        ("a leather sofa", ENGLISH, {}),
        ("我靠窗坐", CHINESE, {}),
        ("我操作不好", CHINESE, {}),
        ("我擦桌子", CHINESE, {}),
        ("黄牛啊", CHINESE, {}),
        ("相互关心", CHINESE, {}),
        ("寻求资源", CHINESE, {}),
        ("密码了解一下", CHINESE, {}),
        ("蹲一个小时", CHINESE, {}),
        ("爱慕了很久", CHINESE, {}),
        ("沙雕艺术", CHINESE, {}),
        ("伤口不要紧", CHINESE, {}),
    ],
)
def test_unambiguous_terms_are_replaced_in_sentences(text: str, language: Language, inline: dict[str, str]) -> None:
    terms = {term.source.lower(): term.target for term in SHIPPED.inline_terms(language)}
    seen = [text[occurrence.start : occurrence.end].lower() for occurrence in SHIPPED.find(text, language)]
    assert {spelling: terms[spelling] for spelling in seen if spelling in terms} == inline


def test_an_occurrence_has_a_position() -> None:
    [occurrence] = SHIPPED.find("他真的 YYDS 哈", CHINESE)
    assert (occurrence.start, occurrence.end, occurrence.entry.register_) == (4, 8, Register.FANDOM)


@given(
    st.text() | st.lists(st.sampled_from(["yyds", "卷", "tea", " ", "i'm dead", "’", "İ", "\ud800", "後"])).map("".join)
)
def test_occurrences_are_in_order_and_do_not_overlap(text: str) -> None:
    for language in (ENGLISH, CHINESE):
        behind = 0
        for occurrence in SHIPPED.find(text, language):
            assert behind <= occurrence.start < occurrence.end <= len(text)
            behind = occurrence.end


def test_only_inline_entries_become_terms() -> None:
    sources = {term.source for term in SHIPPED.inline_terms(CHINESE)}
    assert {"yyds", "永远的神"} <= sources
    assert not {"卷", "润", "破防", "ngl"} & sources


def test_an_invalid_entry_is_rejected() -> None:
    whole = {
        "term": "a",
        "language": "en",
        "translation": "甲",
        "register": "casual",
        "note_en": "A.",
        "note_zh": "甲。",
    }
    assert Entry.model_validate(whole).register_ is Register.CASUAL
    for wrong in ({"register": "loud"}, {"term": ""}, {"translation": "长" * 61}, {"tone": "x"}):
        with pytest.raises(ValidationError):
            Entry.model_validate(whole | wrong)
