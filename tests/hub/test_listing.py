from pathlib import Path
from typing import Any

import pytest

from bot.errors import DownloadError, ModelDamagedError
from bot.nmt.catalog import Entry
from bot.nmt.store import Store
from tests.hub.conftest import REPOSITORY, Pull
from tests.hub.server import COMMIT, PlayedHub


def leaving_open(entry: Entry, *paths: str, **changes: Any) -> Entry:
    """The entry with a download that names files only by their paths."""
    download = {"repository": REPOSITORY, "files": [{"path": path} for path in paths], **changes}
    return Entry.model_validate(entry.model_dump() | {"downloads": [download]})


@pytest.mark.parametrize("pin", [{"latest": True}, {"revision": COMMIT}])
def test_patterns_stand_for_every_file_that_matches(
    pull: Pull, hub: PlayedHub, entry: Entry, pin: dict[str, Any]
) -> None:
    hub.files[REPOSITORY, "README.md"] = b"left out"
    hub.files[REPOSITORY, ".hidden.json"] = b"left out"
    hub.files[REPOSITORY, "onnx/config.json"] = b"left out"
    installed = pull(leaving_open(entry, "*.json", "model.bin", "sentencepiece.*", "config.json", **pin))
    assert {(path, file.sha256) for path, file in installed.manifest.files.items()} == {
        (file.target, file.sha256) for file in entry.downloads[0].files
    }
    assert {request.path.split("/")[4] for request in hub.requests if "/resolve/" in request.path} == {COMMIT}
    assert not hub.asked("GET", "README.md")


def test_a_file_that_differs_from_what_the_hub_states_is_refused(pull: Pull, hub: PlayedHub, entry: Entry) -> None:
    size = len(hub.files[REPOSITORY, "model.bin"])
    hub.sent["model.bin"] = bytes(size)
    with pytest.raises(ModelDamagedError, match="wrong SHA-256"):
        pull(leaving_open(entry, "*.json", "model.bin", "sentencepiece.*", latest=True))


def test_a_small_file_without_a_hash_in_the_catalog_is_checked_as_git_does(
    pull: Pull, hub: PlayedHub, entry: Entry, tmp_path: Path
) -> None:
    [download] = entry.downloads
    files = tuple(f.model_copy(update={"sha256": None}) if f.path == "config.json" else f for f in download.files)
    wanted = entry.model_copy(update={"downloads": (download.model_copy(update={"files": files}),)})
    content = hub.files[REPOSITORY, "config.json"]
    hub.sent["config.json"] = content.replace(b"true", b"null")
    assert len(hub.sent["config.json"]) == len(content)
    assert hub.sent["config.json"] != content
    with pytest.raises(ModelDamagedError, match=r"config\.json of .* wrong SHA-1 and was deleted"):
        pull(wanted)
    assert Store(tmp_path / "models").names() == []
    hub.sent.clear()
    assert pull(wanted).sample


def test_a_pattern_that_nothing_matches_is_refused(pull: Pull, entry: Entry) -> None:
    with pytest.raises(DownloadError, match=r"does not have \*\.safetensors of makers/tiny"):
        pull(leaving_open(entry, "*.json", "*.safetensors", latest=True))


def test_a_repository_that_does_not_exist_is_refused(pull: Pull, entry: Entry) -> None:
    with pytest.raises(DownloadError, match="does not have the list of files of makers/none"):
        pull(leaving_open(entry, "*.json", latest=True, repository="makers/none"))
