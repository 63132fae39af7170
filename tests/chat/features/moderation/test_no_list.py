"""Qiao comes with no list of words to watch for, and no topics."""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
FOLDERS = ("bot", "docs", "tests")
SUFFIXES = frozenset({".py", ".toml", ".txt", ".csv", ".tsv", ".json", ".jsonl", ".md", ".yaml", ".yml"})
LONGEST = 40

LISTED = frozenset(
    """
    869c941d589d556b 1db15e5b557f5457 02d341131c4be38f d513a50d70b36a60 648f9485b3cd8ae9 b12c0ec080bb9b96
    6fa56834d04f9878 6f95bf5fb01c159d a44bf83a160abec1 a4c09d18525ce5f0 1c895a97c33a311d 66ee2aade1a1a0f6
    e1744896d453c739 3f5f2472c01b4061 9c234e9a3cc2cf1b 59a1147cc2f9c10f bd09e6b3f1c39c7d 731b47536fffb1a0
    c44777d4ca918f4d de565f37c2e8eaf8 d772740a8671eb6e a703ab26df4e02af 26f669ebb43000c4 7df146a6d4bf0977
    aa03cedbbf0ba493 78f9b82ed1a6e3d2 907666f14e7ecf11 9ad543da35b48c48
    """.split()
)
"""Hashes of lines in public lists, so that this file is no list itself."""

CHANCE = 2
"""Lines that a file may share with a list without being one."""


def hashed(line: str) -> str:
    return blake2b(line.encode(), digest_size=8).hexdigest()


def entries(text: str) -> Iterator[str]:
    """What may be a term in each line: the line itself, or its first cell or string."""
    for line in text.splitlines():
        if len(line) <= LONGEST:
            yield line.partition("#")[0].lstrip("\"' \t-*|").split(",")[0].strip("\"' ;|\t").casefold()


def listed(text: str) -> frozenset[str]:
    return LISTED.intersection(map(hashed, entries(text)))


def files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES)


def test_no_file_lists_words_to_watch_for() -> None:
    assert [path for path in files() if len(listed(path.read_text("utf-8", "replace"))) > CHANCE] == []


@pytest.mark.parametrize("form", ["{}", '    "{}",', "{},en,hold", "- {}"])
def test_such_a_file_would_be_found(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["what a day", "two left feet", "kettle drum"]
    monkeypatch.setattr(f"{__name__}.LISTED", frozenset(map(hashed, words)))
    assert len(listed("\n".join(form.format(word.title()) for word in words))) > CHANCE
