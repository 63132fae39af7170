"""The command line. Heavy modules are imported by the commands that need them."""

import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot import __version__
from bot.bench.commands import bench
from bot.commands.models.group import models
from bot.errors import QiaoError
from bot.settings import Settings, unread

if TYPE_CHECKING:
    from bot.evaluation.evaluate import Evaluator
    from bot.evaluation.measure import Advance
    from bot.sandbox.server import Sandbox

CommandT = TypeVar("CommandT", bound=Callable[..., None])

_KEPT = Path("data/sandbox")
"""Where the sandbox keeps its history if asked."""
_OFFERED = Path("data/offered-model")
"""Remembers that a better model was offered."""
_TARGETS = ("auto", "en", "zh", "zh-Hant", "zh-HK")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="qiao")
def cli() -> None:
    """Qiao (桥) translates between English and Chinese in Discord channels, on your own CPU."""


@cli.command()
@click.pass_context
def run(context: click.Context) -> None:
    """Run on Discord if DISCORD_TOKEN is set, or in the sandbox."""
    settings = Settings.read()
    _offer_a_better_model(settings)
    if settings.discord_token is None:
        _say("DISCORD_TOKEN is not set, so Qiao opens the sandbox: a group chat on this computer.")
        _say("To run on Discord, set DISCORD_TOKEN=... in .env (see .env.example) and run this again.")
        context.invoke(sandbox)
        return
    from bot.app import on_discord
    from bot.event_loop import until_stopped
    from bot.log import configure

    configure(settings.log_level, settings.log_format)
    _warn_of_unread()
    until_stopped(on_discord(settings))


@cli.command()
@click.option(
    "--host", help="Address to listen on; 0.0.0.0 accepts other devices on your network.  [QIAO_SANDBOX_HOST]"
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one.  [QIAO_SANDBOX_PORT]"
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--keep", is_flag=True, help=f"Keep the chat and Qiao's memory in {_KEPT}, and continue there the next time."
)
def sandbox(host: str | None = None, port: int | None = None, *, no_browser: bool = False, keep: bool = False) -> None:
    """Open a group chat on this computer where Qiao translates."""
    settings = Settings.read(sandbox_host=host, sandbox_port=port)
    from bot.app import in_sandbox
    from bot.event_loop import until_stopped
    from bot.log import configure

    configure(settings.log_level, settings.log_format)
    _warn_of_unread()

    def on_open(server: "Sandbox") -> None:
        _say(f"The sandbox is open: {server.url}  (press Ctrl+C to stop)")
        if not no_browser and _has_display():
            _open_browser(server.url)

    until_stopped(in_sandbox(settings, opened=on_open, keep=_KEPT if keep else None))


@cli.command()
@click.argument("text", nargs=-1)
@click.option("--to", "to", type=click.Choice(_TARGETS), default="auto", show_default=True, help="Target language.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object per message.")
def translate(text: tuple[str, ...], to: str, *, as_json: bool) -> None:
    """Translate TEXT, or each line of standard input.

    Each line is a message of its own. A message that is not translated is printed as it is.
    """
    from bot.commands.translate import translate_lines

    lines = [" ".join(text)] if text else None
    translate_lines(Settings.read(), lines, to=to, as_json=as_json)


@cli.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Check everything Qiao needs, and suggest fixes for problems."""
    from bot.commands.doctor import examine

    context.exit(0 if examine(Path.cwd()) else 1)


cli.add_command(bench)
cli.add_command(models)


@cli.group("eval")
def evaluate() -> None:
    """Measure a model on sets of `English<TAB>Chinese` lines."""


def _evaluation_options(command: CommandT) -> CommandT:
    """The arguments and options that the `eval` commands share."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option("--limit", type=click.IntRange(1), help="Number of pairs to take from each set, spread evenly."),
        click.option("--beam", type=click.IntRange(1, 8), help="Beam size; 1 is greedy.  [QIAO_BEAM]"),
        click.option("--model", help="Model to measure.  [QIAO_MODEL]"),
        click.argument("sets", nargs=-1, required=True, metavar="SET.tsv ...", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@evaluate.command("scores")
@_evaluation_options
def evaluate_scores(**options: Any) -> None:
    """Measure BLEU, chrF, fidelity and speed."""
    _evaluate("evaluating", lambda use: (use.steps, use.scores), **options)


@evaluate.command("confidence")
@_evaluation_options
def evaluate_confidence(**options: Any) -> None:
    """Measure how well the model's confidence predicts quality."""
    _evaluate("calibrating", lambda use: (use.calibration_steps, use.calibration), **options)


@evaluate.command("grid")
@_evaluation_options
def evaluate_grid(**options: Any) -> None:
    """Try every decoding option."""
    _evaluate("trying", lambda use: (use.grid_steps, use.grid), **options)


def _evaluate(
    what: str,
    choose: "Callable[[Evaluator], tuple[int, Callable[[Advance], object]]]",
    *,
    sets: tuple[Path, ...],
    model: str | None,
    beam: int | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Run the measurement that `choose` picks, and print what it found."""
    from bot.evaluation import report
    from bot.evaluation.evaluate import Evaluator

    settings = Settings.read(model=model, beam=beam)
    steps, measure = choose(Evaluator(settings, sets, limit=limit))
    found = report.with_progress(what, steps, measure)
    if as_json:
        click.echo(report.as_json(settings.model, settings.beam, found))
    else:
        report.show(found)


@cli.command()
@click.argument("judged", metavar="JUDGED.jsonl", type=click.Path(path_type=Path))
def calibrate(judged: Path) -> None:
    """Find the thresholds of unsure from judged answers.

    Also shows how well certainty predicts the verdicts.

    JUDGED.jsonl contains the output of `translate --json`, with a "verdict" added to each object: good,
    understandable, wrong or misleading.
    """
    from bot.evaluation import judged as judging
    from bot.evaluation import report

    report.show_curve(judging.find_thresholds(judging.read(judged)))


def _offer_a_better_model(settings: Settings) -> None:
    """Tell a person at a terminal, once, that this machine can run a better model."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    from bot.commands.models.recommending import offer

    with suppress(QiaoError):  # the model that is used does not depend on it
        if line := offer(settings, _OFFERED):
            _say(line)


def _warn_of_unread() -> None:
    import structlog

    for sentence in unread():
        structlog.get_logger(__name__).warning(sentence)


def _has_display() -> bool:
    """Whether a browser can open."""
    return sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _open_browser(url: str) -> None:
    """Open a browser if there is one. What openers print when there is none helps nobody: the address was printed."""
    if not sys.platform.startswith("linux"):
        click.launch(url)
        return
    with suppress(OSError):
        subprocess.Popen(  # noqa: S603 - the address of our own server
            ["xdg-open", url],  # noqa: S607 - wherever the system has it
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C stops Qiao, not the browser
        )


def _say(text: str) -> None:
    click.echo(text, err=True)


def main() -> None:
    """Run the command line; errors are reported as a sentence and a remedy, without a traceback."""
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
    except Exception as error:  # noqa: BLE001 - an unexpected error is a bug: people get a sentence, the details go to a file
        click.secho(f"Qiao has a bug: {type(error).__name__}.", fg="red", err=True)
        click.echo(f"Please report it and attach the file {_save_traceback()}.", err=True)
        sys.exit(70)


def _save_traceback() -> str:
    with tempfile.NamedTemporaryFile("w", prefix="qiao-bug-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return file.name
