import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.hub.install import Installed, install
from bot.hub.sentences import Sentence, Table
from bot.hub.steps import Step
from bot.nmt.catalog import Download, Entry, RemoteFile
from bot.nmt.manifest import FILE_NAME, Manifest
from bot.nmt.types import Direction
from tests.hub.server import COMMIT, PlayedHub
from tests.nmt import tiny

REPOSITORY = "makers/tiny"

TABLE: Table = {
    Direction("en", "zh"): (Sentence("hello world", ("世界",)), Sentence("good cat", ("猫",))),
    Direction("zh", "en"): (Sentence("你好世界", ("world",)), Sentence("好猫", ("cat",))),
}
"""What the tiny model can translate."""

Pull = Callable[..., Installed]


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.build(tmp_path_factory.mktemp("origin"))


@pytest.fixture
def hub(tiny_folder: Path) -> Iterator[PlayedHub]:
    with PlayedHub() as played:
        played.add(REPOSITORY, tiny_folder)
        yield played


@pytest.fixture
def entry(tiny_folder: Path) -> Entry:
    """The tiny model in the catalog."""
    manifest = Manifest.read(tiny_folder / FILE_NAME)
    files = tuple(RemoteFile(path=name, size=f.size, sha256=f.sha256) for name, f in manifest.files.items())
    return Entry(
        **manifest.model_dump(include=set(Entry.model_fields)),
        source=REPOSITORY,
        memory=1,
        downloads=(Download(repository=REPOSITORY, revision=COMMIT, files=files),),
        note="Translates word by word.",
    )


@pytest.fixture
def steps() -> list[Step]:
    return []


@pytest.fixture
def pull(hub: PlayedHub, entry: Entry, tmp_path: Path, steps: list[Step]) -> Pull:
    """Installs the tiny model from the played hub, without waiting between attempts."""

    def pulled(wanted: Entry = entry, **changes: Any) -> Installed:
        options: dict[str, Any] = {
            "report": steps.append,
            "endpoint": hub.url,
            "proxy": "",
            "threads": 1,
            "patience": 0,
            "table": TABLE,
        }
        return install(wanted, tmp_path / "models", **options | changes)

    return pulled


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port
