"""The files of texts: nothing is unused, and the Taiwanese texts have no mainland words."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, keys, say
from bot.text.script import Script, to_script

BOT = Path(__file__).parents[2] / "bot"
MAINLAND = [
    "消息", "條訊息", "許可權", "單元格", "識別符號", "短語", "列表", "當前", "註釋", "添加", "保存", "服務器", "信息",
    "屏蔽", "默認", "用戶", "軟件", "視頻", "網絡", "鏈接", "設置", "文件夾", "撤銷", "→ 應用 →", "**應用**", "“", "”",
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
    assert [key for key in keys(TRADITIONAL) if word in say(TRADITIONAL, key)] == []


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
