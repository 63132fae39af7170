from typing import Any

import pytest

from bot.errors import DownloadError, ModelDamagedError
from bot.nmt.catalog import Entry
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


def test_a_pattern_that_nothing_matches_is_refused(pull: Pull, entry: Entry) -> None:
    with pytest.raises(DownloadError, match=r"does not have \*\.safetensors of makers/tiny"):
        pull(leaving_open(entry, "*.json", "*.safetensors", latest=True))


def test_a_repository_that_does_not_exist_is_refused(pull: Pull, entry: Entry) -> None:
    with pytest.raises(DownloadError, match="does not have the list of files of makers/none"):
        pull(leaving_open(entry, "*.json", latest=True, repository="makers/none"))
