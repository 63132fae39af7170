import os
from pathlib import Path

import pytest

from bot.nmt.cores import physical_cores


@pytest.fixture
def cpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four logical processors on two physical cores."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    for cpu, siblings in enumerate(["0,2", "1,3", "0,2", "1,3"]):
        folder = tmp_path / f"cpu{cpu}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(siblings + "\n")
    return tmp_path


@pytest.mark.parametrize(
    ("quota", "cores"),
    [("max 100000", 2), ("400000 100000", 2), ("150000 100000", 1), ("50000 100000", 1), ("rubbish", 2), (None, 2)],
)
def test_siblings_count_once_and_a_quota_applies(cpus: Path, quota: str | None, cores: int) -> None:
    path = cpus / "cpu.max"
    if quota is not None:
        path.write_text(quota)
    assert physical_cores(cpus, path) == cores


def test_logical_processors_count_without_topology(cpus: Path) -> None:
    assert physical_cores(cpus / "nowhere", cpus / "nowhere") == 4


def test_a_system_without_affinity(cpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    assert physical_cores(cpus, cpus / "nowhere") == 4


def test_this_machine_has_at_least_one_core() -> None:
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)
