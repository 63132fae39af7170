"""`python -m bot bench`: the benchmark commands."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.settings import Settings

_RATES = "1,5,20,50,100,200"
_POSITIVE = click.IntRange(min=1)
_ABOVE_ZERO = click.FloatRange(min=0, min_open=True)


def _output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options for the output format."""
    pictures = click.option(
        "--pictures", type=click.Path(file_okay=False, path_type=Path), help="Also save charts in this folder."
    )
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(pictures(command))


def _run(measure: Callable[[Callable[[str], None]], Any], pictures: Path | None, *, as_json: bool) -> None:
    from bot.bench.report import progress, show  # noqa: PLC0415 - keeps startup fast
    from bot.log import configure  # noqa: PLC0415 - see above

    configure("error", "console")
    with progress() as tell:
        measured = measure(tell)
    show(measured, as_json=as_json)
    if pictures:
        from bot.bench.pictures import paint  # noqa: PLC0415 - see above

        click.echo(f"Saved {paint(measured, pictures)}", err=True)


@click.group()
def bench() -> None:
    """Measure Qiao's performance on this machine."""


@bench.command()
@click.option("--samples", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Number of sentences.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def reply(samples: int, *, as_json: bool) -> None:
    """Measure the latency of a single message on an idle bot.

    It is compared with bare CTranslate2.
    """
    from bot.bench.reply import measure  # noqa: PLC0415 - see above

    _run(lambda _: measure(Settings.read(), samples), None, as_json=as_json)


@bench.command()
@click.option(
    "--sentences",
    type=click.IntRange(2, 20_000),
    default=3200,
    show_default=True,
    help="Number of distinct sentences, half English, half Chinese.",
)
@click.option("--model", help="Model to measure.  [QIAO_MODEL]")
@_output_options
def engine(sentences: int, model: str | None, pictures: Path | None, *, as_json: bool) -> None:
    """Measure throughput against bare CTranslate2 and other software.

    The batcher and the service run the same weights as CTranslate2, Argos Translate and Transformers.
    """
    from bot.bench.engine import measure  # noqa: PLC0415 - see above

    _run(lambda tell: measure(Settings.read(model=model), sentences, tell), pictures, as_json=as_json)


@bench.command()
@click.option("--rates", default=_RATES, show_default=True, help="Messages per second, separated by commas.")
@click.option("--seconds", type=_ABOVE_ZERO, default=20.0, show_default=True, help="Duration at each rate.")
@_output_options
def live(rates: str, seconds: float, pictures: Path | None, *, as_json: bool) -> None:
    """Measure a channel at rates from a trickle to a flood.

    It runs in the sandbox, with Discord's rate limits.
    """
    from bot.bench.live import measure  # noqa: PLC0415 - see above

    try:
        wanted = [float(rate) for rate in rates.split(",")]
    except ValueError:
        wanted = []
    if not wanted or not all(0 < rate < math.inf for rate in wanted):
        raise click.BadParameter("must be positive numbers separated by commas, such as 5,20", param_hint="--rates")
    _run(lambda tell: measure(Settings.read(), wanted, seconds, tell), pictures, as_json=as_json)


@bench.command()
@click.option("--speakers", type=_POSITIVE, default=50_000, show_default=True, help="Number of people who post.")
@click.option("--seconds", type=_ABOVE_ZERO, default=600.0, show_default=True, help="Duration of the flood.")
@click.option("--peak", type=_ABOVE_ZERO, default=300.0, show_default=True, help="Messages per second at the peak.")
@_output_options
def surge(speakers: int, seconds: float, peak: float, pictures: Path | None, *, as_json: bool) -> None:
    """Measure a flood in one channel and its effect on quiet channels.

    It runs in the sandbox, in accelerated time.
    """
    from bot.bench import virtual  # noqa: PLC0415 - see above

    clock = virtual.install()
    from bot.bench.surge import Flood, measure  # noqa: PLC0415 - binds the clock on import

    flood = Flood(speakers, seconds, peak)
    _run(lambda tell: measure(Settings.read(), flood, clock, tell), pictures, as_json=as_json)


@bench.command()
@click.option("--messages", type=_POSITIVE, default=500_000, show_default=True, help="Number of messages.")
@_output_options
def soak(messages: int, pictures: Path | None, *, as_json: bool) -> None:
    """Measure memory over a large number of messages, with a fake model."""
    from bot.bench.soak import measure  # noqa: PLC0415 - see above

    _run(lambda tell: measure(Settings.read(), messages, tell), pictures, as_json=as_json)


@bench.command()
@click.option("--terms", type=_POSITIVE, default=8000, show_default=True, help="Number of watched terms.")
@click.option("--messages", type=click.IntRange(1, 9_000), default=2000, show_default=True, help="Messages of a kind.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def watch(terms: int, messages: int, *, as_json: bool) -> None:
    """Measure the cost of looking for a watch-list in a message."""
    from bot.bench.watch import measure  # noqa: PLC0415 - see above

    _run(lambda tell: measure(terms, messages, tell), None, as_json=as_json)
