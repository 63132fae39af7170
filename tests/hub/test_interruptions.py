"""Installations that are stopped, and odd things in their place."""

import resource
from pathlib import Path

import pytest

from bot.errors import DownloadError
from bot.hub.steps import Step
from bot.nmt.catalog import Entry
from bot.nmt.store import Store
from tests.hub.conftest import Pull
from tests.hub.server import PlayedHub
from tests.hub.test_download import part
from tests.hub.test_install import changed, hidden
from tests.nmt import tiny


def test_an_installation_may_be_stopped_at_any_step(
    pull: Pull, entry: Entry, steps: list[Step], tmp_path: Path
) -> None:
    entry = changed(entry, placeholders=0)
    store = Store(tmp_path / "models")
    done: set[str] = set()

    def stop(step: Step) -> None:
        if step.text not in done:
            done.add(step.text)
            raise KeyboardInterrupt

    while True:
        try:
            pull(entry, report=stop)
        except KeyboardInterrupt:
            assert store.names() == []
        else:
            break
    assert len(done) > 10
    assert hidden(tmp_path) == []
    store.verify(tiny.NAME)


def test_what_a_stopped_call_has_left_of_an_installed_model_is_deleted(pull: Pull, tmp_path: Path) -> None:
    pull()
    for name in ("part", "old"):
        place = tmp_path / "models" / f".{tiny.NAME}.{name}" / "sources"
        place.mkdir(parents=True)
        (place / "model.safetensors").write_bytes(b"x")
    assert pull().sample == ()
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_to_a_damaged_model_is_replaced(pull: Pull, tmp_path: Path, *, exists: bool) -> None:
    other = tmp_path / "other disk"
    if exists:
        other.mkdir()
        (other / "manifest.json").write_text("{}")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / tiny.NAME).symlink_to(other)
    assert pull().sample
    assert hidden(tmp_path) == []
    assert other.exists() == exists


def test_files_and_folders_in_the_way_are_replaced(pull: Pull, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / tiny.NAME).write_text("")
    part(tmp_path).parent.parent.write_text("")
    assert pull().sample
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", ["model.bin", ".model.bin.part"])
def test_a_folder_in_place_of_a_file_is_replaced(pull: Pull, tmp_path: Path, name: str) -> None:
    (part(tmp_path).with_name(name) / "deep").mkdir(parents=True)
    assert pull().sample


def test_a_disk_that_holds_no_large_files_gets_a_sentence(pull: Pull, hub: PlayedHub) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DownloadError, match=r"Cannot write to .*: File too large.* QIAO_MODELS_DIR to another"):
            pull()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert pull().sample
