from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.errors import ConfigurationError, DownloadError, ModelDamagedError, ModelMissingError
from bot.hub.disk import required_disk, required_memory
from bot.hub.install import remove
from bot.hub.sentences import Sentence, Table
from bot.hub.steps import Step
from bot.nmt.catalog import Download, Entry, RemoteFile
from bot.nmt.store import Store
from bot.nmt.types import Direction
from tests.hub.conftest import REPOSITORY, Pull
from tests.hub.server import COMMIT, PlayedHub
from tests.nmt import tiny

HERE = Direction("en", "zh")


def hidden(tmp_path: Path) -> list[str]:
    """What is left in the models folder besides models."""
    return sorted(path.name for path in (tmp_path / "models").glob(".*") if not path.name.endswith(".lock"))


def changed(entry: Entry, **changes: Any) -> Entry:
    return Entry.model_validate(entry.model_dump() | changes)


def test_a_model_is_downloaded_tested_and_installed(pull: Pull, tmp_path: Path, steps: list[Step]) -> None:
    installed = pull()
    assert installed.folder == tmp_path / "models" / tiny.NAME
    assert ("hello world", "你好世界") in installed.sample
    assert len(installed.sample) == 4
    store = Store(tmp_path / "models")
    assert store.verify(tiny.NAME) == installed.manifest
    assert store.load(tiny.NAME, threads=1).translate(["cat"], [HERE])[0].text == "猫"
    assert installed.manifest.placeholders == 10
    assert hidden(tmp_path) == []
    downloads = [step for step in steps if step.text == f"Downloading model.bin of {REPOSITORY}"]
    assert downloads[-1].total == required_disk_of(installed.folder)
    assert [step.done for step in downloads] == sorted(step.done for step in downloads)


def required_disk_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.name != "manifest.json")


def test_an_installed_model_is_left_alone(pull: Pull, hub: PlayedHub) -> None:
    first = pull()
    hub.requests.clear()
    again = pull()
    assert again.manifest == first.manifest
    assert again.sample == ()
    assert hub.requests == []


def test_a_damaged_model_is_replaced(pull: Pull, tmp_path: Path) -> None:
    folder = pull().folder
    (folder / "model.bin").write_bytes(b"damaged")
    assert pull().sample
    Store(tmp_path / "models").verify(tiny.NAME)
    assert hidden(tmp_path) == []


def test_a_model_may_come_from_several_repositories_and_have_subfolders(
    pull: Pull, hub: PlayedHub, entry: Entry, tiny_folder: Path
) -> None:
    hub.add("makers/deep", tiny_folder)
    hub.files["makers/deep", "int8/model.bin"] = hub.files.pop(("makers/deep", "model.bin"))
    names = [path.name for path in tiny_folder.iterdir() if path.name not in {"manifest.json", "model.bin"}]
    downloads = tuple(
        download.model_dump()
        for folder in ("en-zh", "zh-en")
        for download in (
            Download(
                repository="makers/deep", revision=COMMIT, folder=folder, files=(RemoteFile(path="int8/model.bin"),)
            ),
            Download(
                repository=REPOSITORY, revision=COMMIT, folder=folder, files=tuple(RemoteFile(path=n) for n in names)
            ),
        )
    )
    directions = {name: {**affixes.model_dump(), "folder": name} for name, affixes in entry.directions.items()}
    wanted = changed(entry, downloads=downloads, directions=directions)
    manifest = pull(wanted).manifest
    assert "en-zh/model.bin" in manifest.files
    assert manifest.files["en-zh/model.bin"] == manifest.files["zh-en/model.bin"]


def test_a_model_that_does_not_translate_is_refused(pull: Pull, tmp_path: Path) -> None:
    table: Table = {HERE: (Sentence("hello world", ("狗",)), Sentence("good cat", ("鱼",)))}
    with pytest.raises(ModelDamagedError, match=r"does not translate from en to zh: of 2 .* 0 with the expected"):
        pull(table=table)
    assert Store(tmp_path / "models").names() == []
    assert hidden(tmp_path) == []


def test_a_model_whose_output_is_garbled_is_refused(pull: Pull) -> None:
    table: Table = {HERE: (Sentence("unknown words only", ("o",)), Sentence("hello world", ("世界",)))}
    with pytest.raises(ModelDamagedError, match="1 came out garbled"):
        pull(table=table)


def test_placeholders_are_measured_where_the_catalog_knows_none(pull: Pull, entry: Entry) -> None:
    marked = {HERE: ("hello {0}", "{1} good {0} cat")}
    manifest = pull(changed(entry, placeholders=0), marked=marked).manifest
    assert (manifest.placeholders, manifest.placeholder_form) == (10, "⟦{}⟧")


def test_a_model_that_loses_placeholders_declares_none(pull: Pull, entry: Entry, tmp_path: Path) -> None:
    # It copies these sentences, which is no translation.
    manifest = pull(changed(entry, placeholders=0)).manifest
    assert manifest.placeholders == 0
    Store(tmp_path / "models").verify(tiny.NAME)


def test_an_interrupted_installation_leaves_only_hidden_files(pull: Pull, tmp_path: Path, hub: PlayedHub) -> None:
    seen: list[Step] = []

    def interrupt(step: Step) -> None:
        seen.append(step)
        if step.text == seen[-2:][0].text == f"Downloading model.bin of {REPOSITORY}" and step.done > seen[-2].done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(report=interrupt)
    assert Store(tmp_path / "models").names() == []
    assert hidden(tmp_path) == [f".{tiny.NAME}.part"]
    hub.requests.clear()
    assert pull().sample
    assert hub.asked("GET", "model.bin")[0].range == f"bytes={2**18}-"


def test_only_one_process_installs_a_model(pull: Pull, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    with (
        FileLock(tmp_path / "models" / f".{tiny.NAME}.lock"),
        pytest.raises(DownloadError, match="Another process is installing"),
    ):
        pull()


def test_the_embedded_model_is_not_downloaded(pull: Pull, entry: Entry) -> None:
    with pytest.raises(ConfigurationError, match="ships with Qiao"):
        pull(changed(entry, source="embedded", downloads=()))


def test_the_device_is_checked_before_the_download(pull: Pull, hub: PlayedHub) -> None:
    with pytest.raises(ConfigurationError, match="There is no device 'tpu'"):
        pull(device="tpu")
    assert hub.requests == []


def test_refused_models_are_not_downloaded(pull: Pull, entry: Entry, hub: PlayedHub) -> None:
    with pytest.raises(ConfigurationError, match="HunYuan"):
        pull(changed(entry, name="hy-mt2-7b"))
    assert hub.requests == []


def test_a_models_folder_that_is_a_file_gets_a_sentence(pull: Pull, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("")
    with pytest.raises(DownloadError, match=r"Cannot write to .*QIAO_MODELS_DIR"):
        pull()


def test_an_incomplete_model_gets_a_sentence(pull: Pull, entry: Entry) -> None:
    (download,) = entry.model_dump()["downloads"]
    files = [file for file in download["files"] if file["path"] != "sentencepiece.model"]
    with pytest.raises(ModelDamagedError, match=r"not the whole model tiny: .* does not list sentencepiece\.model"):
        pull(changed(entry, downloads=[download | {"files": files}]))


def test_refused_networks_in_the_format_of_ctranslate2_are_not_loaded(pull: Pull, hub: PlayedHub, entry: Entry) -> None:
    hub.files[REPOSITORY, "config.json"] = b'{"model_type": "qwen3_5"}'
    (download,) = entry.model_dump()["downloads"]
    files = [{"path": file["path"]} for file in download["files"]]
    with pytest.raises(ConfigurationError, match=r"Qwen3\.5"):
        pull(changed(entry, downloads=[download | {"files": files}]))


def test_removing_frees_space(pull: Pull, tmp_path: Path) -> None:
    folder = pull().folder
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert remove(tmp_path / "models", tiny.NAME) == size
    assert Store(tmp_path / "models").names() == []
    assert hidden(tmp_path) == []


def test_removing_includes_what_an_interrupted_installation_left(tmp_path: Path) -> None:
    (tmp_path / ".big.part" / "big").mkdir(parents=True)
    (tmp_path / ".big.part" / "big" / ".model.bin.part").write_bytes(b"12345")
    assert remove(tmp_path, "big") == 5


@pytest.mark.parametrize("name", ["unknown", "..", "", "../other", "."])
def test_what_is_not_installed_cannot_be_removed(tmp_path: Path, name: str) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "other").mkdir()
    with pytest.raises(ModelMissingError, match="is not installed"):
        remove(tmp_path / "models", name)
    assert (tmp_path / "other").exists()


def test_requirements_are_estimated(entry: Entry) -> None:
    assert required_disk(entry) == entry.download_size
    assert required_memory(entry) == 2**20
    download = entry.downloads[0].model_dump() | {"convert": "int8"}
    converted = changed(entry, parameters=10**9, downloads=(download,))
    assert required_disk(converted) == (entry.download_size or 0) + 10**9
    assert required_memory(converted) == 5 * 10**9
    unknown = changed(entry, parameters=10**9, downloads=({**download, "files": [{"path": "model.bin"}]},))
    assert required_disk(unknown) == 3 * 10**9
