import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.commands.findings import needed_memory
from bot.commands.host import ENOUGH_MEMORY, MEBIBYTE
from bot.commands.models.recommending import BEST_FIRST, CORES, Machine, choose, offer, recommend, show
from bot.nmt.catalog import Catalog, Download, Entry, RemoteFile
from bot.nmt.manifest import Affixes
from bot.settings import Settings, bundled_models
from tests.commands.terminal import at_terminal
from tests.processes import qiao

GB = 10**9


def entry(name: str, megabytes: int, memory: int, *, gpu: bool = False, commercial: bool = True) -> Entry:
    return Entry(
        name=name,
        family="quickmt",
        licence="CC-BY-4.0",
        source_vocabulary="src.spm.model",
        target_vocabulary="tgt.spm.model",
        directions={"en-zh": Affixes(), "zh-en": Affixes()},
        max_source_tokens=128,
        source=f"makers/{name}",
        downloads=(
            Download(repository=f"makers/{name}", files=(RemoteFile(path="model.bin", size=megabytes * 10**6),)),
        ),
        memory=memory,
        device="cuda" if gpu else "cpu",
        commercial=commercial,
    )


ENTRIES = (
    entry("quickmt", 420, 700),
    entry("lmt-60-1.7b", 1700, 2200, gpu=True),
    entry("lmt-60-4b", 4200, 5000, gpu=True),
    entry("nllb-600m", 600, 900, commercial=False),
)
HOME = Machine(cores=4, memory=8 * GB, disk=100 * GB)


@pytest.mark.parametrize(
    ("machine", "best", "reason"),
    [
        (HOME, "quickmt", "It needs 734 MB of memory, and 8.0 GB is free; the 4 cores are enough"),
        (Machine(cores=2, memory=2 * GB, disk=2 * GB), "quickmt", "Not lmt-60-1.7b: it needs a GPU that CTranslate2"),
        (Machine(cores=1, memory=8 * GB, disk=9 * GB), None, "Not quickmt: it needs 2 processor cores, and this"),
        (Machine(cores=4, memory=GB, disk=9 * GB), None, "Not quickmt: it needs 1.8 GB of free memory"),
        (Machine(cores=4, memory=8 * GB, disk=GB // 5), None, "Not quickmt: it needs 420 MB of free disk space"),
        (Machine(4, 8 * GB, 100 * GB, gpus=1, gpu_memory=24 * GB), "lmt-60-4b", "It needs a GPU with 5.2 GB of"),
        (Machine(1, GB, 100 * GB, gpus=1, gpu_memory=24 * GB), "lmt-60-4b", "which this machine has"),
        (Machine(4, 8 * GB, 100 * GB, gpus=1, gpu_memory=4 * GB), "lmt-60-1.7b", "Not lmt-60-4b: it needs 5.2 GB of"),
        (Machine(4, 8 * GB, 100 * GB, gpus=1, gpu_memory=None), "lmt-60-1.7b", "Not lmt-60-4b"),
        (Machine(4, 8 * GB, 100 * GB, gpus=1, gpu_memory=GB), "quickmt", "Not lmt-60-1.7b"),
        (Machine(4, 8 * GB, 3 * GB, gpus=1, gpu_memory=24 * GB), "lmt-60-1.7b", "Not lmt-60-4b: it needs 4.2 GB of"),
        (Machine(4, 8 * GB, 3 * GB, gpus=0, gpu_memory=24 * GB), "quickmt", "Not lmt-60-4b: it needs a GPU"),
    ],
)
def test_the_best_model_that_fits_is_recommended_with_reasons(machine: Machine, best: str | None, reason: str) -> None:
    found = recommend(ENTRIES, machine)
    assert (found.entry and found.entry.name) == best
    assert any(reason in each for each in found.reasons), found.reasons


@pytest.mark.parametrize(("allowed", "best"), [(False, None), (True, "quickmt")])
def test_models_that_forbid_commercial_use_are_only_recommended_on_request(allowed: bool, best: str | None) -> None:  # noqa: FBT001 - a parameter of the test
    found = recommend([entry("quickmt", 420, 700, commercial=False)], HOME, noncommercial=allowed)
    assert (found.entry and found.entry.name) == best
    assert allowed or "--noncommercial" in found.reasons[0]


@pytest.mark.parametrize(("installed", "best"), [((), None), (("quickmt",), "quickmt")])
def test_an_installed_model_needs_no_more_disk(installed: Sequence[str], best: str | None) -> None:
    found = recommend(ENTRIES, Machine(cores=4, memory=8 * GB, disk=0), installed=installed)
    assert (found.entry and found.entry.name) == best


@pytest.mark.parametrize(("memory", "best"), [(16 * GB, "lmt-60-4b"), (8 * GB, None)])
def test_a_conversion_needs_memory_too(memory: int, best: str | None) -> None:
    plain = entry("lmt-60-4b", 8000, 2900, gpu=True)
    converted = plain.model_copy(
        update={"downloads": tuple(each.model_copy(update={"convert": "int8"}) for each in plain.downloads)}
    )
    found = recommend([converted], Machine(4, memory, 100 * GB, gpus=1, gpu_memory=24 * GB))
    assert (found.entry and found.entry.name) == best
    assert any("converted" in reason for reason in found.reasons)


def test_nothing_is_recommended_from_an_empty_catalog() -> None:
    assert recommend([], HOME).entry is None


def write_catalog(folder: Path, *entries: Entry) -> Settings:
    """Settings with a catalog of the host's own."""
    written = "\n".join(
        f"""
        [[models]]
        name = "{each.name}"
        family = "quickmt"
        licence = "CC-BY-4.0"
        source = "{each.source}"
        source_vocabulary = "src.spm.model"
        target_vocabulary = "tgt.spm.model"
        max_source_tokens = 128
        memory = {each.memory}
        device = "{each.device}"
        directions = {{ en-zh = {{}}, zh-en = {{}} }}
        [[models.downloads]]
        repository = "{each.source}"
        files = [{{ path = "model.bin", size = {each.download_size} }}]
        """
        for each in entries
    )
    folder.mkdir(exist_ok=True)
    (folder / "catalog.toml").write_text(written, "utf-8")
    assert Catalog.read(folder / "catalog.toml").models == entries
    return Settings(models_dir=folder)


@pytest.fixture
def tiny(tmp_path: Path) -> Settings:
    """A catalog in which the recommended model fits any machine with two cores, and others none."""
    none = tuple(entry(name, 10**9, 10**9) for name in BEST_FIRST if name != "quickmt")
    return write_catalog(tmp_path / "models", entry("quickmt", 1, 1), *none)


@pytest.mark.skipif(Machine.this(Settings()).cores < CORES, reason="needs two cores")
def test_a_better_model_is_offered_once(tmp_path: Path, tiny: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "python"))
    python, marker = Path("venv") / "python", tmp_path / "data" / "offered-model"
    assert offer(tiny, marker) == f"A better model fits this machine: {python} -m bot models pull quickmt (1 MB)"
    assert offer(tiny, marker) == ""


@pytest.mark.skipif(Machine.this(Settings()).cores < CORES, reason="needs two cores")
def test_run_offers_a_better_model_once_at_a_terminal_and_goes_on(tmp_path: Path, tiny: Settings) -> None:
    environment = {"QIAO_MODELS_DIR": str(tiny.models_dir), "DISCORD_TOKEN": "your-token-here"}
    assert b"better model" not in qiao("run", given=b"", cwd=str(tmp_path), **environment).stderr
    for offered in (True, False):
        status, shown = at_terminal(tmp_path, "run", **environment)
        assert ("A better model fits this machine: python -m bot models pull quickmt (1 MB)" in shown) == offered, shown
        assert "placeholder" in shown  # it goes on, and finds that this is no token
        assert status == 1
    assert (tmp_path / "data" / "offered-model").read_text("utf-8") == "quickmt\n"


@pytest.mark.skipif(Machine.this(Settings()).cores < CORES, reason="needs two cores")
def test_the_doctor_notes_a_better_model(tmp_path: Path, tiny: Settings) -> None:
    said = qiao("doctor", given=b"", cwd=str(tmp_path), QIAO_MODELS_DIR=str(tiny.models_dir)).stdout.decode()
    assert "note model: a better one fits this machine: quickmt (1 MB)" in said
    assert "→ Install it: python -m bot models pull quickmt" in said


def test_nothing_is_offered_to_a_host_who_chose_a_model(tmp_path: Path, tiny: Settings) -> None:
    assert offer(tiny.model_copy(update={"model": "mine"}), tmp_path / "marker") == ""
    assert not (tmp_path / "marker").exists()


def test_nothing_is_offered_where_it_cannot_be_remembered(tmp_path: Path, tiny: Settings) -> None:
    (tmp_path / "file").touch()
    assert offer(tiny, tmp_path / "file" / "marker") == ""


def test_nothing_is_offered_if_nothing_fits(tmp_path: Path) -> None:
    settings = write_catalog(tmp_path / "models", *(entry(name, 10**9, 10**9) for name in BEST_FIRST))
    assert offer(settings, tmp_path / "marker") == ""


def test_the_embedded_model_is_right_where_nothing_fits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show(write_catalog(tmp_path / "models", *(entry(name, 10**9, 10**9) for name in BEST_FIRST)))
    said = capsys.readouterr().out
    assert said.startswith(f"The embedded model, {Settings.model_fields['model'].default}, is the right one")
    assert "Not quickmt: it needs " in said


@pytest.mark.skipif(Machine.this(Settings()).cores < CORES, reason="needs two cores")
def test_the_next_step_is_named(tiny: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    show(tiny)
    said = capsys.readouterr().out
    assert said.startswith("quickmt: 1 MB to download, CC-BY-4.0.\n")
    assert said.endswith("Install it: python -m bot models pull quickmt\n")


def test_the_host_s_own_catalog_comes_first(tiny: Settings) -> None:
    found = choose(tiny).entry
    assert found is None or found.memory == 1


def test_all_recommended_models_are_in_the_catalog() -> None:
    names = {each.name for each in Catalog.read(bundled_models() / "catalog.toml").models}
    assert set(BEST_FIRST) <= names


def test_the_doctor_asks_for_as_much_memory_as_the_model_needs(tmp_path: Path) -> None:
    embedded = Settings(models_dir=tmp_path)
    assert needed_memory(embedded) == ENOUGH_MEMORY
    larger = write_catalog(tmp_path / "models", entry("large", 1, 10_000)).model_copy(update={"model": "large"})
    assert needed_memory(larger) == ENOUGH_MEMORY + (10_000 - 300) * MEBIBYTE


@pytest.mark.parametrize(
    ("better", "more"), [("large", 10_000), ("openai:large", 0), (Settings.model_fields["model"].default, 0)]
)
def test_the_doctor_asks_for_the_memory_of_the_better_model_too(tmp_path: Path, better: str, more: int) -> None:
    settings = write_catalog(tmp_path / "models", entry("large", 1, 10_000))
    both = settings.model_copy(update={"model": Settings.model_fields["model"].default, "better_model": better})
    assert needed_memory(both) == ENOUGH_MEMORY + more * MEBIBYTE
