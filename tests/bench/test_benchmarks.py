"""Each benchmark runs on small inputs and its figures add up; no timings are asserted."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.bench import engine, live, soak, watch
from bot.bench.bare import Bare
from bot.bench.contest import Contest
from bot.bench.figures import Latency
from bot.bench.report import show
from bot.cli import cli
from bot.errors import ConfigurationError
from bot.nmt.manifest import FILE_NAME
from bot.nmt.types import Direction
from bot.settings import Settings
from tests.nmt import tiny
from tests.processes import qiao


@pytest.mark.parametrize(
    "arguments",
    [
        ("reply", "--samples", "0"),
        ("reply", "--samples", "-3"),
        ("reply", "--samples", "20000"),
        ("engine", "--sentences", "1"),
        ("engine", "--sentences", "50000"),
        ("live", "--seconds", "0"),
        ("live", "--rates", "5,-1"),
        ("live", "--rates", "0"),
        ("live", "--rates", "nan"),
        ("surge", "--speakers", "0"),
        ("surge", "--seconds", "-1"),
        ("surge", "--peak", "0"),
        ("soak", "--messages", "0"),
        ("watch", "--terms", "0"),
        ("watch", "--messages", "0"),
    ],
    ids=" ".join,
)
def test_a_number_that_cannot_be_measured_is_rejected(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, ["bench", *arguments])
    assert result.exit_code == 2, result.output
    assert arguments[1] in result.output


def test_latency_is_in_milliseconds() -> None:
    assert Latency.of([number / 8 for number in range(1, 101)]) == Latency(6375.0, 12000.0, 12500.0, 12500.0)
    assert Latency.of([]) == Latency(0, 0, 0, 0)


def test_every_message_in_a_channel_has_an_outcome() -> None:
    [channel] = live.measure(Settings(), rates=[40.0], seconds=0.5).channels
    assert channel.said > 0
    assert channel.posted + channel.skipped + channel.shed + channel.failed == pytest.approx(1)
    assert channel.failed == 0
    assert channel.latency.p50 <= channel.latency.p95 <= channel.latency.most


def test_a_soak_accounts_for_every_message() -> None:
    soaked = soak.measure(Settings(), messages=60)
    assert soaked.balanced
    assert sum(soaked.outcomes.values()) == soaked.messages == 60
    assert [mark.messages for mark in soaked.marks] == list(range(6, 61, 6))


def test_a_watch_list_is_measured_on_messages_with_and_without_its_terms(capsys: pytest.CaptureFixture[str]) -> None:
    measured = watch.measure(terms=50, messages=21, tell=lambda _: None)
    assert measured.verdict in {"reached", "not reached"}
    found = {kind.messages: kind.found for kind in measured.kinds}
    assert found["English"] == found["Chinese"] == 0
    assert found["Chinese, with a spaced-out term"] == 1
    assert all(kind.cost.p50 <= kind.cost.p95 <= kind.cost.most for kind in measured.kinds)
    show(measured, as_json=False)
    assert measured.verdict in capsys.readouterr().out


def test_the_engine_is_measured_and_missing_rivals_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    def rival(*_: object) -> list[Contest]:
        raise ImportError("no", name="rival")

    measured = engine.measure(Settings(), sentences=4, rivals={"Rival": rival})
    assert {score.contest.who for score in measured.scores} == {"batcher", "service"}
    assert all(score.of_limit > 0 for score in measured.scores)
    assert [length.words for length in measured.lengths] == [3, 6, 12, 24, 48, 96]
    assert measured.missing == ('Rival (rival) is not installed: pip install "qiao[bench]"',)
    show(measured, as_json=False)
    shown = " ".join(capsys.readouterr().out.split())
    assert 'pip install "qiao[bench]"' in shown
    assert "…" not in shown


def test_a_model_with_a_network_for_each_direction_is_measured(tmp_path: Path) -> None:
    tiny.build(tmp_path, family="quickmt")
    arguments = ["bench", "engine", "--model", tiny.NAME, "--sentences", "4", "--json"]
    done = CliRunner(env={"QIAO_MODELS_DIR": str(tmp_path)}).invoke(cli, arguments)
    measured = json.loads(done.stdout)
    assert measured["model"] == tiny.NAME
    assert {score["contest"]["who"] for score in measured["scores"]} == {"batcher", "service"}
    assert measured["limit_per_second"] > 0
    assert measured["missing"] == ["Other software is compared on the embedded model's weights only."]


def test_a_model_with_one_direction_is_measured(tmp_path: Path) -> None:
    tiny.build(tmp_path, family="nllb")
    measured = engine.measure(Settings(model=tiny.NAME, models_dir=tmp_path), sentences=4, rivals={})
    assert measured.sentences == 2


def test_the_rows_to_compare_have_the_language_that_the_decoder_starts_with(tmp_path: Path) -> None:
    tiny.build(tmp_path, family="nllb")
    [row] = Bare(Settings(model=tiny.NAME, models_dir=tmp_path)).rows("hello world", Direction("en", "zh"))
    assert row.target_prefix == ("<2zh>",)


def test_a_language_model_is_not_compared(tmp_path: Path) -> None:
    path = tiny.build(tmp_path) / FILE_NAME
    manifest = json.loads(path.read_text("utf-8"))
    prompts = {name: {"prompt": "{text}"} for name in manifest["directions"]}
    path.write_text(json.dumps(manifest | {"kind": "generator", "directions": prompts}), "utf-8")
    with pytest.raises(ConfigurationError, match="only measures translators"):
        Bare(Settings(model=tiny.NAME, models_dir=tmp_path))


@pytest.mark.parametrize(
    "arguments", [("bench", "engine"), ("eval", "scores", __file__), ("eval", "grid", __file__)], ids=" ".join
)
def test_a_model_on_another_server_is_not_measured(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(cli, [*arguments, "--model", "openai:large"])
    assert isinstance(done.exception, ConfigurationError)
    assert done.exception.message == "openai:large runs on another server, and only installed models can be measured."


def test_a_flood_accounts_for_every_message() -> None:
    done = qiao("bench", "surge", "--speakers", "20", "--seconds", "3", "--peak", "20", "--json")
    assert done.returncode == 0, done.stderr
    surge = json.loads(done.stdout)
    assert surge["balanced"]
    assert surge["said"] == surge["submitted"] == sum(surge["outcomes"].values())
    assert surge["said"] > 20
    assert surge["outcomes"].get("failed", 0) == 0


def test_rates_that_are_not_numbers_are_rejected() -> None:
    done = CliRunner().invoke(cli, ["bench", "live", "--rates", "fast"])
    assert done.exit_code == 2
    assert "commas" in done.output


def test_figures_are_printed_as_tables_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    mark = soak.Mark(10, 1.5, 3)
    measured = soak.Soak(10, 2.0, {"posted": 10}, balanced=True, marks=(mark,), grew_mib=0.0, grew={})
    show(measured, as_json=False)
    assert "posted 10" in capsys.readouterr().out
    show(measured, as_json=True)
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(asdict(measured)))


def test_charts_are_saved_if_matplotlib_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from bot.bench.pictures import paint

    marks = (soak.Mark(10, 1.5, 3), soak.Mark(20, 1.5, 3))
    measured = soak.Soak(20, 2.0, {"posted": 20}, balanced=True, marks=marks, grew_mib=0.0, grew={})
    assert paint(measured, tmp_path / "new").read_bytes().startswith(b"\x89PNG")
