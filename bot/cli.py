"""The command line. Heavy parts are imported by the commands that need them."""

import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import __version__
from bot.bench.commands import bench
from bot.errors import QiaoError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

_TARGETS = ("auto", "en", "zh", "zh-Hant", "zh-HK")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="qiao")
def cli() -> None:
    """Qiao (桥): English and Chinese speakers in one Discord channel, translated on your own CPU."""


@cli.command()
@click.pass_context
def run(context: click.Context) -> None:
    """Run on Discord if DISCORD_TOKEN is set, else in the sandbox."""
    settings = Settings.read()
    if settings.discord_token is None:
        _say("No DISCORD_TOKEN is set, so Qiao opens the sandbox: a group chat of its own on this computer.")
        _say("To run it on Discord, put DISCORD_TOKEN=... into .env (see .env.example) and run this again.")
        context.invoke(sandbox)
        return
    from bot.app import on_discord, until_stopped
    from bot.log import configure

    configure(settings.log_level, settings.log_format)
    until_stopped(on_discord(settings))


@cli.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 lets phones in the same network in.  [127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.  [8377]")
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
def sandbox(host: str | None = None, port: int | None = None, *, no_browser: bool = False) -> None:
    """Open a group chat on this computer in which Qiao translates."""
    settings = Settings.read(sandbox_host=host, sandbox_port=port)
    from bot.app import in_sandbox, until_stopped
    from bot.log import configure

    configure(settings.log_level, settings.log_format)

    def opened(server: "Sandbox") -> None:
        _say(f"The sandbox is open: {server.url}  (Ctrl+C ends it)")
        if not no_browser:
            click.launch(server.url)

    until_stopped(in_sandbox(settings, opened=opened))


@cli.command()
@click.argument("text", nargs=-1)
@click.option("--to", "to", type=click.Choice(_TARGETS), default="auto", show_default=True, help="Into what.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a message.")
def translate(text: tuple[str, ...], to: str, *, as_json: bool) -> None:
    """Translate TEXT, or each line of standard input as a message of its own."""
    from bot.commands.translate import translate_lines

    lines = [" ".join(text)] if text else None
    translate_lines(Settings.read(), lines, to=to, as_json=as_json)


@cli.group()
def models() -> None:
    """The models that Qiao can use."""


@models.command("list")
def list_models() -> None:
    """List the models that are installed and those known to the catalogue."""
    from bot.commands.models import show

    show(Settings.read())


@models.command()
@click.argument("names", nargs=-1)
def verify(names: tuple[str, ...]) -> None:
    """Check every file of the models NAMES (all installed ones if left out) against its manifest."""
    from bot.commands.models import verify as verify_models

    verify_models(Settings.read(), names)


@cli.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Check everything that Qiao needs, and say how to mend what is amiss."""
    from bot.commands.doctor import examine

    context.exit(0 if examine(Path.cwd()) else 1)


cli.add_command(bench)


@cli.command("eval")
@click.argument("sets", nargs=-1, required=True, metavar="SET.tsv ...", type=click.Path(path_type=Path))
@click.option("--model", help="Which model; the chosen one if left out.")
@click.option("--beam", type=click.IntRange(1, 8), help="Beam size; 1 is greedy.  [QIAO_BEAM]")
@click.option("--limit", type=click.IntRange(1), help="Take so many pairs of each set, spread evenly.")
@click.option("--calibrate", is_flag=True, help="Hold confidence against quality.")
@click.option("--grid", is_flag=True, help="Try every decoding choice.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(
    sets: tuple[Path, ...],
    model: str | None,
    beam: int | None,
    limit: int | None,
    *,
    calibrate: bool,
    grid: bool,
    as_json: bool,
) -> None:
    """Measure a model on sets of `English<TAB>Chinese` lines: BLEU, chrF, fidelity, speed."""
    from bot.evaluation import report
    from bot.evaluation.evaluate import Evaluator

    settings = Settings.read(model=model, beam=beam)
    use = Evaluator(settings, sets, limit=limit)
    found: object
    if calibrate:
        found = report.watched("calibrating", use.calibration_steps, use.calibration)
    elif grid:
        found = report.watched("trying", use.grid_steps, use.grid)
    else:
        found = report.watched("evaluating", use.steps, use.scores)
    if as_json:
        click.echo(report.as_json(settings.model, settings.beam, found))
    else:
        report.show(found)


@cli.command()
@click.argument("judged", metavar="JUDGED.jsonl", type=click.Path(path_type=Path))
def calibrate(judged: Path) -> None:
    """Show what certainty is worth on judged answers, and the thresholds that they ask for.

    JUDGED.jsonl holds what `translate --json` printed, with a "verdict" added to each object: good, understandable,
    wrong or misleading.
    """
    from bot.evaluation import judged as judging
    from bot.evaluation import report

    report.show_curve(judging.weigh(judging.read(judged)))


def _say(text: str) -> None:
    click.echo(text, err=True)


def main() -> None:
    """Run the command line; what goes wrong is said in a sentence, with the way out, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except QiaoError as error:
        click.secho(error.message, fg="red", err=True)
        if error.remedy:
            click.echo(error.remedy, err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is a bug; people get a sentence, the report the rest
        click.secho(f"Qiao has a bug: {type(error).__name__}.", fg="red", err=True)
        click.echo(f"Please report it, with the file {_report()}.", err=True)
        sys.exit(70)


def _report() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="qiao-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return file.name
