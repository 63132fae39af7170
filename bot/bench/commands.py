"""`python -m bot bench`: the commands that measure."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.settings import Settings

_RATES = "1,5,20,50,100,200"


def _shown(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how figures are shown."""
    pictures = click.option(
        "--pictures", type=click.Path(file_okay=False, path_type=Path), help="Paint them into this folder too."
    )
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(pictures(command))


def _run(measure: Callable[[Callable[[str], None]], Any], pictures: Path | None, *, as_json: bool) -> None:
    from bot.bench.report import progress, show  # noqa: PLC0415 - start-up time is a promise
    from bot.log import configure  # noqa: PLC0415 - see above

    configure("error", "console")
    with progress() as tell:
        measured = measure(tell)
    show(measured, as_json=as_json)
    if pictures:
        from bot.bench.pictures import paint  # noqa: PLC0415 - see above

        click.echo(f"Painted {paint(measured, pictures)}", err=True)


@click.group()
def bench() -> None:
    """Measure what Qiao promises on this machine."""


@bench.command()
@click.option("--samples", default=100, show_default=True, help="How many sentences.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def reply(samples: int, *, as_json: bool) -> None:
    """Measure a lone message's way on an idle bot, against bare CTranslate2."""
    from bot.bench.reply import measure  # noqa: PLC0415 - see above

    _run(lambda _: measure(Settings.read(), samples), None, as_json=as_json)


@bench.command()
@click.option("--sentences", default=3200, show_default=True, help="How many different ones.")
@_shown
def engine(sentences: int, pictures: Path | None, *, as_json: bool) -> None:
    """Measure batcher and service against bare CTranslate2, Argos Translate and Transformers with the same weights."""
    from bot.bench.engine import measure  # noqa: PLC0415 - see above

    _run(lambda tell: measure(Settings.read(), sentences, tell), pictures, as_json=as_json)


@bench.command()
@click.option("--rates", default=_RATES, show_default=True, help="Messages a second, separated by commas.")
@click.option("--seconds", default=20.0, show_default=True, help="How long at each rate.")
@_shown
def live(rates: str, seconds: float, pictures: Path | None, *, as_json: bool) -> None:
    """Measure a channel in the sandbox with Discord's rate limits, at rates from a trickle to a flood."""
    from bot.bench.live import measure  # noqa: PLC0415 - see above

    try:
        wanted = [float(rate) for rate in rates.split(",")]
    except ValueError:
        raise click.BadParameter("write numbers separated by commas, such as 5,20", param_hint="--rates") from None
    _run(lambda tell: measure(Settings.read(), wanted, seconds, tell), pictures, as_json=as_json)


@bench.command()
@click.option("--speakers", default=50_000, show_default=True, help="How many people speak.")
@click.option("--seconds", default=600.0, show_default=True, help="How long the flood lasts.")
@click.option("--peak", default=300.0, show_default=True, help="Messages a second at its height.")
@_shown
def surge(speakers: int, seconds: float, peak: float, pictures: Path | None, *, as_json: bool) -> None:
    """Measure a flood in one channel and what quiet ones feel of it, in accelerated time."""
    from bot.bench import virtual  # noqa: PLC0415 - see above

    clock = virtual.install()
    from bot.bench.surge import Flood, measure  # noqa: PLC0415 - binds the clock when it is imported

    flood = Flood(speakers, seconds, peak)
    _run(lambda tell: measure(Settings.read(), flood, clock, tell), pictures, as_json=as_json)


@bench.command()
@click.option("--messages", default=500_000, show_default=True, help="How many.")
@_shown
def soak(messages: int, pictures: Path | None, *, as_json: bool) -> None:
    """Measure memory over very many messages, with a model that costs nothing."""
    from bot.bench.soak import measure  # noqa: PLC0415 - see above

    _run(lambda tell: measure(Settings.read(), messages, tell), pictures, as_json=as_json)
