"""What fuzzing does with an input that fails."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import corpus, running
from tests.fuzz.__main__ import main
from tests.fuzz.running import Runner, minimized, mutate


@given(st.binary(max_size=60))
def test_a_line_of_a_corpus_is_its_input(data: bytes) -> None:
    line = corpus.dump(data)
    assert corpus.load(line) == data
    assert line.isprintable()


def test_an_input_is_minimized() -> None:
    assert minimized(b"some [long (text] with) brackets", lambda trial: b"[" in trial and b")" in trial) == b"[)"


def test_each_fault_is_reported_once_with_its_smallest_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(data: bytes) -> None:
        assert b"a" not in data
        int(data)

    runner = Runner("numbers", fail, tmp_path)
    inputs = iter([b"12", b"xyzabc", b"bad", b"1.5", b"7", b"no"])
    mutate(runner, lambda: next(inputs), runs=6, seconds=0)
    assert runner.inputs == 6
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {b"a", b""}
    told = capsys.readouterr().out
    assert told.count("FOUND") == 2
    assert told.count("--replay") == 2
    assert "2 found" in told


def test_an_input_that_takes_too_long_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def go_on(_: bytes) -> None:
        while True:
            pass

    monkeypatch.setattr(running, "LONGEST", 0.01)
    runner = Runner("markup", go_on, tmp_path)
    runner.attempt(b"endless")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"endless"]


def test_a_harness_is_run_and_an_input_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "findings"
    assert main(["commands", "--engine", "mutator", "--runs", "50", "--findings", str(folder)]) == 0
    assert "done: 50 inputs" in capsys.readouterr().out
    assert not folder.exists()
    (tmp_path / "input").write_bytes(b"0hello")
    assert main(["commands", "--replay", str(tmp_path / "input")]) == 0
