import lzma
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from models.recipe import corpus as corpora
from tests.recipe import small


def test_domains_and_pairs(corpus: Path) -> None:
    assert corpora.domains(corpus) == ["chat", "game_ph"]
    assert corpora.domains(corpus, ["game_ph"]) == ["game_ph"]
    assert corpora.read(corpus, "game_ph") == small.STRINGS
    assert len(corpora.read(corpus, "chat", 5)) == 5


def test_a_missing_domain_is_named(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="news"):
        corpora.domains(corpus, ["chat", "news"])
    with pytest.raises(ConfigurationError):
        corpora.domains(tmp_path)


def test_a_line_that_is_not_a_pair_is_named(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "chat.tsv.xz", "wt", encoding="utf-8") as file:
        file.write("Hello.\t你好。\nalone\n")
    with pytest.raises(ConfigurationError, match="Line 2"):
        corpora.read(tmp_path, "chat")


def test_pairs_of_a_development_set_are_found_regardless_of_punctuation(corpus: Path, tmp_path: Path) -> None:
    held = tmp_path / "dev.tsv"
    held.write_text("It's hard for young people to find WORK now!\t年轻人的事\nHi.\t我不会用筷子\nBye\t再见\n", "utf-8")
    assert corpora.check(corpus, [held]) == {"chat": (len(small.PAIRS), 1), "game_ph": (3, 0)}


def test_short_everyday_phrases_do_not_count(tmp_path: Path) -> None:
    held = tmp_path / "dev.tsv"
    held.write_text("Thank you.\t谢谢你。\n", "utf-8")
    assert not corpora.HeldOut([held]).has(("Thank you!", "谢谢你"))


def test_licenses_are_counted_by_kind(tmp_path: Path) -> None:
    licenses = ("MIT (repo), research set", "CC-BY-SA 4.0", "CC BY-NC-SA 4.0", "LGPL-2.1+", "MIT", "unknown")
    rows = "".join(f"file\tsource\t{licence}\n" for licence in licenses)
    (tmp_path / "MANIFEST.tsv").write_text(f"file\tsource\tlicence\n{rows}", "utf-8")
    assert dict(corpora.licenses(tmp_path)) == {
        "MIT": 2,
        "research": 1,
        "CC BY-SA": 1,
        "CC BY-NC-SA": 1,
        "LGPL": 1,
        "none stated": 1,
    }


def test_a_missing_manifest_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"MANIFEST\.tsv"):
        corpora.licenses(tmp_path)
