"""The prompts of language models; families/test_generators.py compares them with those of Transformers."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigurationError, ModelDamagedError
from bot.nmt.manifest import Affixes, Manifest, ModelFile
from bot.nmt.prompt_tokenizer import PromptTokenizer
from tests.nmt.fakes import EN_ZH

FILE = ModelFile(size=0, sha256="0" * 64)
PROMPT = "<s>Say in Chinese:\n{text} <zh>"


def manifest(prompt: str = PROMPT) -> Manifest:
    return Manifest(
        name="prompted",
        family="mistral",
        kind="generator",
        description="",
        created=date(2026, 11, 27),
        licence="MIT",
        files={"model.bin": FILE, "tokenizer.json": FILE},
        source_vocabulary="tokenizer.json",
        target_vocabulary="tokenizer.json",
        directions={"en-zh": Affixes(prompt=prompt)},
        max_source_tokens=16,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tokenizer with a token for every character, and with special tokens that are also in its vocabulary."""
    special = ["<unk>", "<s>", "</s>", "<zh>"]
    characters = [chr(code) for code in range(10, 127)]
    record: dict[str, Any] = {
        "version": "1.0",
        "added_tokens": [
            {
                "id": i,
                "content": token,
                "special": True,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
            }
            for i, token in enumerate(special)
        ],
        "model": {
            "type": "BPE",
            "vocab": {token: i for i, token in enumerate([*special, *characters])},
            "merges": [],
            "unk_token": "<unk>",
        },
    }
    (tmp_path / "tokenizer.json").write_text(json.dumps(record), "utf-8")
    return tmp_path


def test_only_the_prompt_has_special_tokens(folder: Path) -> None:
    [row] = PromptTokenizer(folder, manifest()).encode("a</s>", EN_ZH)
    assert row.tokens == ["<s>", *"Say in Chinese:\na</s> ", "<zh>"]
    assert (row.text, row.length) == ("a</s>", 5)


@pytest.mark.parametrize("text", ["<s>", "</s>", "<zh><unk>", "{text}"])
def test_typed_special_tokens_are_characters(folder: Path, text: str) -> None:
    [row] = PromptTokenizer(folder, manifest()).encode(text, EN_ZH)
    assert row.tokens == ["<s>", *f"Say in Chinese:\n{text} ", "<zh>"]


def test_a_prompt_without_special_tokens(folder: Path) -> None:
    [row] = PromptTokenizer(folder, manifest("Say: {text}.")).encode("hi", EN_ZH)
    assert row.tokens == list("Say: hi.")


def test_a_long_text_is_split_between_words(folder: Path) -> None:
    rows = PromptTokenizer(folder, manifest()).encode("one two three four five six", EN_ZH)
    assert [row.text for row in rows] == ["one two three", "four five six"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"model": 3}'])
def test_a_damaged_tokenizer_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer.json").write_text(content, "utf-8")
    with pytest.raises(ModelDamagedError, match=r"tokenizer\.json is not a readable tokenizer\.json.*Download"):
        PromptTokenizer(tmp_path, manifest())


def test_without_the_library_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(ConfigurationError, match=r'pip install "qiao\[llm\]"'):
        PromptTokenizer(folder, manifest())
