"""The wheel: what it contains, under which licenses, and that it runs by itself. The source distribution: its pages."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from bot.settings import Settings
from tests.nmt import tiny

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "models" / Settings().model


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's files."""
    folder = tmp_path_factory.mktemp("wheel")
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    shutil.unpack_archive(wheel, folder / "unpacked", "zip")
    return folder / "unpacked"


@pytest.fixture(scope="module")
def files(unpacked: Path) -> set[str]:
    return {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def metadata(unpacked: Path) -> Message:
    [path] = unpacked.glob("*.dist-info/METADATA")
    return Parser().parsestr(path.read_text("utf-8"))


def test_every_optional_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    code = "\n".join(path.read_text("utf-8") for part in ("bot", "models") for path in (ROOT / part).rglob("*.py"))
    for extra, requirements in project["optional-dependencies"].items():
        for requirement in requirements:
            module = re.split(r"\W*[<>=~;\[]", requirement)[0].replace("-", "_")
            assert re.search(rf"^\s*(import|from) {module}\b|\+{module}\b", code, re.MULTILINE), (extra, module)


LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_locked_with_hashes(lock: str) -> None:
    text = re.sub(r"^ *#.*\n", "", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    requirements = re.sub(r"\s*\\\n\s+", " ", text).splitlines()
    assert len(requirements) > len(
        tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    )
    pinned = re.compile(r"[a-z0-9][a-z0-9._-]*(?:\[[a-z,]+\])?==[^\s;]+(?: ; [^#]+?)?(?: --hash=sha256:[0-9a-f]{64})+")
    assert [line for line in requirements if not pinned.fullmatch(line)] == []


@pytest.mark.parametrize("file", ["Makefile", "Dockerfile"])
def test_locked_requirements_are_installed_only_with_their_hashes(file: str) -> None:
    """Without the option, pip checks no hash if somebody writes a lock file without any."""
    installs = re.findall(r"install [^\n&]*requirements(?:-dev)?\.lock", (ROOT / file).read_text("utf-8"))
    assert installs
    assert [command for command in installs if "--require-hashes" not in command] == []


def test_the_locks_agree() -> None:
    """What is tested is what runs."""
    pins = [
        dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        for lock in LOCKS
    ]
    assert pins[0].items() <= pins[1].items()


def test_the_wheel_has_the_package_and_its_data(files: set[str]) -> None:
    package = (path for path in (ROOT / "bot").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    left_out = {f"bot/bench/{name}.py" for name in ("argos", "pegasus", "rivals", "weights")}
    shipped = {name for name in files if name.startswith("bot/") and not name.startswith("bot/_models/")}
    assert shipped == {path.relative_to(ROOT).as_posix() for path in package} - left_out
    assert "bot/py.typed" in shipped


def test_the_wheel_has_the_default_model_and_nothing_of_how_it_was_made(files: set[str]) -> None:
    model = {f"bot/_models/{MODEL.name}/{path.name}" for path in MODEL.iterdir()}
    assert {name for name in files if name.startswith("bot/_models/")} == model | {"bot/_models/catalog.toml"}


def test_the_wheel_has_no_training_data_or_packed_weights(files: set[str]) -> None:
    assert list((ROOT / "models" / "recipe" / "pairs").glob("*.tsv.xz"))
    assert not [name for name in files if name.startswith("models/") or name.endswith((".tsv.xz", ".npz"))]


def test_the_license_covers_the_model_and_the_data(files: set[str], metadata: Message) -> None:
    parts = str(metadata["License-Expression"]).split(" AND ")
    assert {"MIT", "CC-BY-NC-SA-4.0", "CC-BY-SA-4.0"} <= set(parts)
    for name in metadata.get_all("License-File") or []:
        assert any(path.endswith(f".dist-info/licenses/{name}") for path in files)
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICE.md"]


def test_the_source_distribution_has_the_readme_in_both_languages_and_what_it_links_to(tmp_path: Path) -> None:
    [sdist] = SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(sdist) as archive:
        shipped = {name.partition("/")[2] for name in archive.getnames()}
    for page in ("README.md", "README.zh-CN.md"):
        linked = re.findall(r"\]\((?!https?://)([^)#\s]+)", (ROOT / page).read_text("utf-8"))
        assert {page, *linked} <= shipped


def test_the_unpacked_wheel_translates(unpacked: Path, tmp_path: Path) -> None:
    done = run(unpacked, tmp_path, "translate", "--json", "Good morning, my friend!")
    assert json.loads(done.stdout)["target"]


def test_the_benchmark_says_that_comparisons_need_a_checkout(unpacked: Path, tmp_path: Path) -> None:
    tiny.build(tmp_path / "data" / "models")
    (tmp_path / ".env").write_text(f"QIAO_MODEL={tiny.NAME}", "utf-8")
    done = run(unpacked, tmp_path, "bench", "engine", "--sentences", "4", "--json")
    assert json.loads(done.stdout)["missing"] == [
        "Comparisons with other software run from a checkout of Qiao's repository."
    ]


def run(unpacked: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(  # noqa: S603 - our own program with arguments of our own
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=100,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(unpacked), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done
