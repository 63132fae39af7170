"""Draws charts of measurements with matplotlib (the `bench` extra)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import ConfigurationError

Draw = Callable[[Any, Any], None]


def paint(measured: Any, folder: Path) -> Path:
    """Save a chart of a measurement in `folder`, as a PNG named after the benchmark.

    Raises:
        ConfigurationError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - may not be installed
    except ImportError:
        raise ConfigurationError("matplotlib is not installed.", 'Run: .venv/bin/pip install "qiao[bench]"') from None
    name = type(measured).__name__.lower()
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    _PAINTERS[name](measured, figure)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    figure.savefig(path, dpi=110)
    return path


def _engine(measured: Any, figure: Any) -> None:
    left, right = figure.subplots(1, 2)
    for who in dict.fromkeys(score.contest.who for score in measured.scores):
        runs = [score.contest for score in measured.scores if score.contest.who == who]
        left.plot([run.callers for run in runs], [run.per_second for run in runs], marker="o", label=who)
    left.axhline(measured.limit_per_second, linestyle="--", color="gray", label="bare CTranslate2, best layout")
    left.set(
        xscale="log", xlabel="callers at once", ylabel="sentences per second", title=f"Throughput, {measured.model}"
    )
    left.legend()
    words = [length.words for length in measured.lengths]
    right.plot(words, [length.bare_ms for length in measured.lengths], marker="o", label="bare CTranslate2, one thread")
    right.plot(words, [length.service_ms for length in measured.lengths], marker="o", label="service")
    right.set(xlabel="words", ylabel="milliseconds", title="A single message")
    right.legend()


def _live(measured: Any, figure: Any) -> None:
    left, right = figure.subplots(1, 2)
    rates = [channel.rate for channel in measured.channels]
    for name in ("p50", "p95", "p99"):
        left.plot(
            rates, [getattr(channel.latency, name) / 1e3 for channel in measured.channels], marker="o", label=name
        )
    left.set(xscale="log", xlabel="messages per second", ylabel="seconds", title="From a message to its translation")
    left.legend()
    right.plot(
        rates, [channel.messages_per_post for channel in measured.channels], marker="o", label="messages per post"
    )
    right.plot(rates, [100 * channel.shed for channel in measured.channels], marker="o", label="% shed")
    right.set(xscale="log", xlabel="messages per second", title="How they were posted")
    right.legend()


def _surge(measured: Any, figure: Any) -> None:
    left, right = figure.subplots(1, 2)
    runs = {
        "before": measured.quiet_before,
        "during, other servers": measured.quiet_other_servers,
        "during, same server": measured.quiet_same_server,
    }
    for name in ("p50", "p95", "p99"):
        left.plot(list(runs), [getattr(run, name) for run in runs.values()], marker="o", label=name)
    left.set(ylabel="milliseconds", ylim=(0, None), title="Quiet channels and the flood")
    left.legend()
    right.bar(list(measured.outcomes), list(measured.outcomes.values()))
    right.set(ylabel="messages", title=f"Outcomes of {measured.said:,} messages")


def _soak(measured: Any, figure: Any) -> None:
    left, right = figure.subplots(1, 2)
    said = [mark.messages for mark in measured.marks]
    left.plot(said, [mark.resident_mib for mark in measured.marks], marker="o")
    left.set(xlabel="messages", ylabel="MiB", ylim=(0, None), title="Resident memory, including the sandbox")
    right.plot(said, [mark.objects for mark in measured.marks], marker="o")
    right.set(xlabel="messages", ylabel="objects", ylim=(0, None), title="Objects")


_PAINTERS: dict[str, Draw] = {"engine": _engine, "live": _live, "surge": _surge, "soak": _soak}
