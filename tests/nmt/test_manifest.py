import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt.manifest import FILE_NAME, Manifest
from bot.nmt.types import Direction
from tests.nmt import tiny

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture
def record(tiny_store: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tiny_store / tiny.NAME / FILE_NAME).read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", sorted(MODELS.glob(f"*/{FILE_NAME}")), ids=lambda path: path.parent.name)
def test_every_bundled_model_has_a_valid_manifest(path: Path) -> None:
    manifest = Manifest.read(path)
    assert manifest.name == path.parent.name
    assert manifest.pairs == {Direction("en", "zh"), Direction("zh", "en")}
    assert manifest.scores
    assert (path.parent / "README.md").is_file()


def test_a_model_is_embedded() -> None:
    assert list(MODELS.glob(f"*/{FILE_NAME}"))


def test_a_manifest_round_trips(tiny_store: Path, tmp_path: Path) -> None:
    manifest = Manifest.read(tiny_store / tiny.NAME / FILE_NAME)
    manifest.write(tmp_path / FILE_NAME)
    assert Manifest.read(tmp_path / FILE_NAME) == manifest
    assert manifest.affixes(Direction("en", "zh")).source_prefix == ("▁", "<2zh>")


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"nowhere.manifest\.json"):
        Manifest.read(tmp_path / "nowhere" / FILE_NAME)


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("family", "markov", "family"),
        ("placeholders", 11, "placeholders"),
        ("placeholders", "many", "placeholders"),
        ("directions", {}, "directions"),
        ("directions", {"English-Chinese": {}}, r"directions\.English-Chinese"),
        ("files", {"../model.bin": {"size": 1, "sha256": "0" * 64}}, r"files\.\.\./model\.bin"),
        ("files", {"model.bin": {"size": 1, "sha256": "0"}}, r"files\.model\.bin\.sha256"),
        ("files", {"model.bin": {"size": 1, "sha256": "0" * 64}}, "files does not list sentencepiece.model"),
        ("target_vocabulary", "absent.model", "files does not list absent.model"),
        ("colour", "red", "colour"),
    ],
)
def test_an_invalid_field_is_named(record: dict[str, Any], tmp_path: Path, field: str, value: Any, place: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(json.dumps({**record, field: value}), "utf-8")
    with pytest.raises(ModelDamagedError, match=place) as caught:
        Manifest.read(path)
    assert str(path) in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_an_unreadable_manifest_is_rejected(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(ModelDamagedError, match=r"manifest\.json"):
        Manifest.read(path)


def test_a_folder_in_place_of_a_manifest_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(ModelDamagedError, match=r"Cannot read the manifest .*: Is a directory"):
        Manifest.read(tmp_path / FILE_NAME)
