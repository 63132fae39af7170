"""The files of texts: nothing is unused, no conversion went wrong, and every command that they name exists."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, keys, say
from bot.text.script import Script, to_script, to_simplified

BOT = Path(__file__).parents[2] / "bot"
MAINLAND = [
    "消息", "條訊息", "許可權", "單元格", "識別符號", "短語", "列表", "當前", "註釋", "添加", "保存", "服務器", "信息",
    "屏蔽", "默認", "用戶", "軟件", "視頻", "網絡", "鏈接", "設置", "文件夾", "撤銷", "→ 應用 →", "**應用**", "“", "”",
    "質量", "屏幕", "程序", "數據", "窗口", "菜單", "打印", "文檔", "粘貼", "登錄", "導入", "導出", "界面", "接口",
    "內存", "硬盤", "優化", "反饋", "激活", "卸載", "純文本", "字符", "字節", "高級", "搜索", "光標", "郵箱", "短信",
    "智能", "緩存", "刷新", "代碼", "命令", "所有者", "部署者", "其中一條", "自動識別", "點贊", "點了",
    "進程", "作出", "條譯文", "日誌", "開發者後台",
]  # fmt: skip

TEXTS_JS = (BOT / "sandbox/page/texts.js").read_text("utf-8")
PAGE = re.compile(r'\[\s*"(?:[^"\\]|\\.)*",\s*"(?:[^"\\]|\\.)*",\s*"((?:[^"\\]|\\.)*)"')
"""The Taiwanese texts of the sandbox's page: the third of each three."""

CONVERTED_WRONG = {
    # A Simplified character for several Traditional ones, of which OpenCC takes the wrong one.
    "后": r"后(?<![皇王太影天]后)(?!妃|座)|天后",
    "里": r"里(?<![公英海]里)(?!程|斯)",
    "註": r"註(?!冊|解|釋|記|銷|定)(?<![備附標批]註)|[標註].?[拼注]音",
    "贊": r"贊(?!助|成|同)",
    "乾": r"乾(?!淨|燥|杯|脆|貨|飯)",
    "復": r"[回答]復|重復|復[制寫]|恢[複覆]|迴覆",
    "製": r"[限控]製|製度",
    "系": r"係[統列數]|[聯關]系",
    "只": r"隻(?=[是有能要會在用記看])",
    "髮": r"髮(?=[送佈出言現到生])",
    "週": r"週(?=圍)|[每本這一\d] ?周(?!圍|到|年)",
    "準": r"準許|批準|核準",
    "籤": r"籤(?<!標籤)",
    "其他": r"[鍾嚮纔硃朮鬍]|闆(?<!老闆)|[么于]",
    # Forms of Hong Kong and of old prints, and a second form of Taiwan's name.
    "字形": r"[裏羣爲衆牀綫麪着説啓臺溼]|甚麼",
    # Words of computing that OpenCC puts where others are meant.
    "詞": r"映象|字型|型別|瞭解|許可權|識別符號|單元格|日志|後臺|線上性|反應式|物件導向|介面卡",
}
"""What must not occur in Taiwanese texts, by what it is about. New texts with a word that is right extend the rule."""

WELL_CONVERTED = [
    "30 天後",
    "頻道裡",
    "注音",
    "讚",
    "鏡像",
    "字體",
    "台灣",
    "公里",
    "標籤",
    "乾淨",
    "備註",
    "其他",
    "每週",
]
WRONG = [
    "30 天后刪除", "頻道里的訊息", "註上拼音", "標註拼音", "點了贊", "互為映象", "選擇字型", "臺灣繁體", "類型別",
    "回復訊息", "限製", "聯系", "隻有", "髮送", "每周", "批準", "簽字籤", "瞭解", "裏面", "鍾頭", "么",
]  # fmt: skip


def references() -> Iterator[re.Pattern[str]]:
    """Strings in the code that can be keys; a field of an f-string can be anything."""
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if isinstance(parts[0], str) and "." in parts[0]:
                    yield re.compile("".join(".+" if part is None else re.escape(str(part)) for part in parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                yield re.compile(re.escape(node.value))


def test_every_text_is_used() -> None:
    used = list(references())
    assert [key for key in sorted(keys(ENGLISH)) if not any(pattern.fullmatch(key) for pattern in used)] == []


@pytest.mark.parametrize("word", MAINLAND)
def test_taiwanese_texts_have_no_mainland_words(word: str) -> None:
    texts = {key: say(TRADITIONAL, key).replace("處理程序", "") for key in keys(TRADITIONAL)}  # a process
    assert [key for key, text in texts.items() if word in text] == []


@pytest.mark.parametrize("rule", CONVERTED_WRONG)
def test_no_character_was_converted_wrong(rule: str) -> None:
    wrong = re.compile(CONVERTED_WRONG[rule])
    texts = [*(say(TRADITIONAL, key) for key in keys(TRADITIONAL)), *PAGE.findall(TEXTS_JS)]
    assert [text for text in texts if wrong.search(text)] == []


@pytest.mark.parametrize("word", ["開發者入口", "加入反應"])  # the bot's texts have 開發人員入口網站 and 新增反應
def test_the_page_has_the_same_words_of_taiwan_as_the_bot(word: str) -> None:
    assert [text for text in PAGE.findall(TEXTS_JS) if word in text] == []


def test_the_page_calls_the_bot_by_its_name_and_not_a_bridge() -> None:
    assert re.findall(r"[^\n]*[桥橋][^\n]*", TEXTS_JS) == []


def test_the_notes_on_slang_are_converted_well() -> None:
    rules = [re.compile(rule) for rule in CONVERTED_WRONG.values()]
    data = [tomllib.loads(path.read_text("utf-8")) for path in (BOT / "translation/data/slang").glob("*.toml")]
    notes = {to_script(text, Script.TAIWAN) for text in strings(data)}
    assert notes
    assert [note for note in notes if any(rule.search(note) for rule in rules)] == []


def strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from strings(value)


def test_the_rules_find_what_went_wrong_before_and_nothing_else() -> None:
    assert PAGE.findall(TEXTS_JS)
    rules = [re.compile(rule) for rule in CONVERTED_WRONG.values()]
    assert [text for text in WRONG if not any(rule.search(text) for rule in rules)] == []
    assert [text for text in WELL_CONVERTED if any(rule.search(text) for rule in rules)] == []


def test_simplified_texts_have_no_traditional_characters_and_do_not_call_a_script_a_font() -> None:
    own = {"language.zh-Hant", "language.zh-HK"}  # each script is named in itself
    texts = {key: say(SIMPLIFIED, key) for key in keys(SIMPLIFIED) if key not in own}
    assert [key for key, text in texts.items() if to_simplified(text) != text] == []
    assert [key for key, text in texts.items() if "字体" in text or "字形" in text] == []


@pytest.mark.parametrize("locale", [SIMPLIFIED, TRADITIONAL])
def test_chinese_punctuation_and_spaces_are_consistent(locale: str) -> None:
    texts = {key: re.sub(r"`[^`]*`", "`", say(locale, key)) for key in keys(locale)}
    han = "[\u3400-\u9fff]"
    half_width = re.compile(rf"{han}[,;:!?()]|[,;:!?()]{han}")
    no_space = re.compile(rf"{han}[A-Za-z0-9{{]|[A-Za-z0-9}}]{han}")
    assert [key for key, text in texts.items() if half_width.search(text)] == []
    assert [key for key, text in texts.items() if no_space.search(text)] == []


def test_english_texts_are_typed_the_same_way() -> None:
    texts = {key: say(ENGLISH, key) for key in keys(ENGLISH)}
    odd = re.compile(r"\.\.\.|(?<!\n) {2}|[\u3400-\u9fff]{2}(?!\])|’| [,.;]|\bNoted\b|come in it|less than 0")
    own = {"language.zh", "language.zh-Hant", "language.zh-HK", "glossary.language.zh", "fallback.thread"}
    assert {key: text for key, text in texts.items() if key not in own and odd.search(text)} == {}


@pytest.mark.parametrize("locale", [ENGLISH, SIMPLIFIED, TRADITIONAL])
def test_every_command_that_a_text_names_exists_in_its_language(locale: str) -> None:
    groups: dict[str, set[str]] = {}
    for key in keys(locale):
        words = key.split(".")
        if words[0] == "command" and words[-1] == "name" and len(words) > 2:
            paths = [f"command.{'.'.join(words[1:end])}.name" for end in range(2, len(words))]
            group, *inner = (say(locale, path).lower() for path in paths if path in keys(locale))
            groups.setdefault(group, set()).add(" ".join(inner))
    named = {key: re.findall(r"`/([^`]+)`", say(locale, key)) for key in keys(locale)}
    for key, found in named.items():
        for name in found:
            group, _, verb = name.partition(" ")
            assert group in groups, (key, name)
            assert not verb or verb in groups[group], (key, name)


@pytest.mark.parametrize("locale", [ENGLISH, SIMPLIFIED, TRADITIONAL])
def test_names_and_descriptions_of_commands_fit(locale: str) -> None:
    for key in keys(locale):
        if key.startswith("command.") and key.endswith((".name", ".description")):
            most = 32 if key.endswith(".name") else 100
            assert 1 <= len(say(locale, key)) <= most, key


def test_rows_and_columns_of_a_file_are_those_of_taiwan() -> None:
    texts = {key: say(TRADITIONAL, key) for key in keys(TRADITIONAL) if "glossary" in key}
    assert [key for key, text in texts.items() if "行" in text] == []
    assert texts["glossary.flaw.columns"].startswith("每列只能有這幾欄")
    assert "10,000 列" in texts["command.glossary.file.description"]


def test_every_replacement_for_taiwan_is_needed() -> None:
    words = tomllib.loads((BOT / "chat/locales/zh-TW.toml").read_text("utf-8"))["words"]
    text = "\n".join(to_script(say(SIMPLIFIED, key), Script.TAIWAN) for key in keys(SIMPLIFIED))
    for general, taiwanese in words.items():
        assert general in text, general
        text = text.replace(general, taiwanese)
