import json
import shutil
from pathlib import Path

import pytest

from bot.errors import ConfigurationError, ModelDamagedError, ModelMissingError
from bot.nmt.manifest import FILE_NAME, Manifest
from bot.nmt.store import Store
from bot.nmt.types import Direction
from tests.nmt import tiny


@pytest.fixture
def store(tiny_store: Path, tmp_path: Path) -> Store:
    """A separate store that tests may damage."""
    shutil.copytree(tiny_store / tiny.NAME, tmp_path / tiny.NAME)
    return Store(tmp_path)


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Path:
    return tmp_path / tiny.NAME


def test_names_are_the_folders_with_a_manifest(store: Store, folder: Path) -> None:
    (folder.parent / "recipe").mkdir()
    (folder.parent / "catalog.toml").touch()
    shutil.copytree(folder, folder.parent / "another")
    assert store.names() == ["another", "tiny"]


def test_a_missing_store_has_no_models(tmp_path: Path) -> None:
    store = Store(tmp_path / "nowhere")
    assert store.names() == []
    with pytest.raises(ModelMissingError, match=r"tiny is not installed: there are no models in .*Set QIAO_MODELS_DIR"):
        store.verify("tiny")


@pytest.mark.parametrize("name", ["huge", "../tiny", ""])
def test_an_error_for_an_unknown_model_lists_the_known_ones(store: Store, name: str) -> None:
    with pytest.raises(ModelMissingError, match=r"is not installed\. Choose one of: tiny\. Or install it"):
        store.manifest(name)


def test_a_folder_must_have_the_name_of_its_model(store: Store, folder: Path) -> None:
    folder.rename(folder.parent / "other")
    with pytest.raises(ModelDamagedError, match="is for the model tiny"):
        store.manifest("other")


def test_a_valid_model_is_verified_with_progress(store: Store, folder: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    manifest = store.verify("tiny", lambda *step: steps.append(step))
    total = sum(file.size for file in manifest.files.values())
    assert [step[0] for step in steps] == [*manifest.files, ""]
    assert steps[0] == ("config.json", 0, total)
    assert steps[-1] == ("", total, total)
    assert [step[1] for step in steps] == sorted(step[1] for step in steps)


def test_a_truncated_file(store: Store, folder: Path) -> None:
    path = folder / "model.bin"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelDamagedError, match=rf"model\.bin has {size - 1} bytes instead of {size}.*Download"):
        store.load("tiny")


def test_a_flipped_bit(store: Store, folder: Path) -> None:
    path = folder / "model.bin"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    expected = tiny.describe(path).sha256
    with pytest.raises(ModelDamagedError, match=rf"model\.bin has SHA-256 {expected} instead of .*Download"):
        store.load("tiny")


@pytest.mark.parametrize("file", ["model.bin", "sentencepiece.model", "config.json"])
def test_a_missing_file(store: Store, folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(ModelMissingError, match=rf"{file} is missing.*Download"):
        store.load("tiny")


def test_a_folder_instead_of_a_file(store: Store, folder: Path) -> None:
    (folder / "config.json").unlink()
    (folder / "config.json").mkdir()
    with pytest.raises((ModelDamagedError, ModelMissingError), match=r"config\.json"):
        store.load("tiny")


def test_an_unlisted_file(store: Store, folder: Path) -> None:
    (folder / "vmap.txt").touch()
    with pytest.raises(ModelDamagedError, match=r"does not list: .*vmap\.txt.*Remove the file"):
        store.load("tiny")


@pytest.mark.parametrize("file", ["README.md", "LICENSE", ".gitattributes"])
def test_documentation_next_to_a_model_is_allowed(store: Store, folder: Path, file: str) -> None:
    (folder / file).touch()
    assert store.verify("tiny").name == "tiny"


@pytest.mark.parametrize("file", ["model.bin", "sentencepiece.model"])
def test_a_listed_file_that_cannot_be_parsed(store: Store, folder: Path, file: str) -> None:
    (folder / file).write_bytes(b"no model")
    record = json.loads((folder / FILE_NAME).read_text("utf-8"))
    record["files"][file] = tiny.describe(folder / file).model_dump()
    (folder / FILE_NAME).write_text(json.dumps(record), "utf-8")
    with pytest.raises(ModelDamagedError, match="Download"):
        store.load("tiny")


def test_a_model_that_float16_breaks_is_computed_in_another_type(tmp_path: Path) -> None:
    tiny.build(tmp_path, float16=False)
    assert Store(tmp_path).load(tiny.NAME).compute_type.startswith("int8")


@pytest.mark.parametrize(("device", "kind"), [("cpu", "float4"), ("abacus", "auto")])
def test_an_unsupported_device_or_compute_type(store: Store, device: str, kind: str) -> None:
    with pytest.raises(ConfigurationError, match="Choose"):
        store.load("tiny", device=device, compute_type=kind)


def test_load_returns_an_engine(store: Store) -> None:
    engine = store.load("tiny", threads=1)
    assert engine.placeholders == 10
    assert engine.directions == {Direction("en", "zh"), Direction("zh", "en")}
    assert engine.compute_type.startswith("int8")
    assert engine.workers == 1
    assert store.load("tiny", compute_type="float32").compute_type == "float32"


def test_the_manifest_is_returned(store: Store, folder: Path) -> None:
    assert store.verify("tiny") == store.manifest("tiny") == Manifest.read(folder / FILE_NAME)


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"model_type": "hunyuan_v1_dense"}, "cannot load HunYuan"),
        ({"model_type": "gemma3_text", "rope_scaling": {"factor": 8.0}}, "with rope scaling, .* incorrectly"),
    ],
)
def test_an_installed_model_that_would_be_computed_wrongly_is_refused(
    store: Store, folder: Path, config: dict[str, object], problem: str
) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | config), "utf-8")
    manifest = store.manifest("tiny")
    files = {**manifest.files, "config.json": tiny.describe(path)}
    manifest.model_copy(update={"files": files}).write(folder / FILE_NAME)
    with pytest.raises(ConfigurationError, match=f"^The model tiny is not supported: .*{problem}"):
        store.load("tiny")


def test_an_installed_model_is_refused_by_name(store: Store, folder: Path) -> None:
    refused = folder.rename(folder.with_name("hy-mt2-7b"))
    manifest = Manifest.read(refused / FILE_NAME)
    manifest.model_copy(update={"name": refused.name}).write(refused / FILE_NAME)
    with pytest.raises(ConfigurationError, match=r"^The model hy-mt2-7b is not supported: .*HunYuan.*openai:NAME"):
        store.load(refused.name)
