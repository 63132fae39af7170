from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.evaluation.pairs import EN_ZH, ZH_EN, Pairs


def written(folder: Path, text: str) -> Path:
    path = folder / "small.dev.tsv"
    path.write_text(text, "utf-8")
    return path


def test_each_side_is_the_source_in_one_direction(tmp_path: Path) -> None:
    pairs = Pairs.read(written(tmp_path, "Hello.\t你好。\tnote\nBye.\t再见。\n"))
    assert pairs.name == "small.dev"
    assert pairs.sources(EN_ZH) == pairs.references(ZH_EN) == ("Hello.", "Bye.")
    assert pairs.sources(ZH_EN) == pairs.references(EN_ZH) == ("你好。", "再见。")


def test_a_limit_samples_pairs_across_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "".join(f"a{i}\t一{i}\n" for i in range(10)))
    assert Pairs.read(path, 3).english == ("a0", "a3", "a6")
    assert len(Pairs.read(path, 30).english) == 10


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "is empty"), ("Hello.\t你好。\nBye.\n", "Line 2"), ("Hello.\t \n", "Line 1")],
)
def test_an_invalid_set_is_rejected(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        Pairs.read(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.tsv"
    with pytest.raises(ConfigurationError) as caught:
        Pairs.read(path)
    assert caught.value.message == f"Cannot read the set {path}: No such file or directory."
    assert "path" in caught.value.remedy


def test_a_file_in_another_encoding_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "gbk.tsv"
    path.write_bytes("Hello.\t你好。\n".encode("gbk"))
    with pytest.raises(ConfigurationError, match=r"gbk\.tsv is not valid UTF-8\. Save it as UTF-8\."):
        Pairs.read(path)
