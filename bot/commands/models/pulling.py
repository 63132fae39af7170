"""`models pull`: downloads a model and shows how it translates."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from bot.commands.host import free_memory
from bot.commands.models import available
from bot.commands.models.checking import verify_one
from bot.errors import ConfigurationError, ModelError
from bot.hub.disk import required_disk, required_memory
from bot.hub.install import install
from bot.hub.steps import Report, Step
from bot.nmt.catalog import Entry
from bot.nmt.refusals import check_supported
from bot.proxy import choose
from bot.settings import Settings, environment

HUB = "https://huggingface.co"
ENDPOINT, TOKEN = "HF_ENDPOINT", "HF_TOKEN"


def pull(settings: Settings, name: str, *, accepted: bool) -> None:
    """Download a model, test it, and print a sample of its translations.

    Args:
        settings: all settings.
        name: a model in a catalog.
        accepted: whether the host accepts its license; otherwise asked at the terminal.

    Raises:
        ModelError: the model is unknown, or cannot be downloaded or installed.
        ConfigurationError: Qiao cannot run it, its license was not accepted, or the proxy is unsupported.
    """
    entry = _entry(settings, name)
    if entry is None:
        return
    _introduce(entry)
    _confirm(entry, accepted=accepted)
    variables = environment()
    endpoint = (variables.get(ENDPOINT) or "").strip().rstrip("/") or None
    secret = settings.proxy.get_secret_value() if settings.proxy else None
    proxy = choose(endpoint or HUB, secret, variables)
    with _stoppable(name), _progress() as report:
        done = install(
            entry,
            settings.models_dir,
            report=report,
            endpoint=endpoint,
            token=(variables.get(TOKEN) or "").strip() or None,
            proxy=proxy.full_url if proxy else "",
            threads=settings.threads,
            device=_device(entry),
        )
    click.echo(f"{name} is installed in {done.folder}. It passed its test:")
    for source, translation in done.sample:
        click.echo(f"  {source} → {translation}")
    click.echo(f"Use it: python -m bot models use {name}")


def _entry(settings: Settings, name: str) -> Entry | None:
    """The entry of a model to download; None if it is installed and intact.

    Raises:
        ModelMissingError: no catalog has it.
        ConfigurationError: it is known that Qiao cannot run it.
    """
    known = {entry.name: entry for entry in available.entries(settings)}
    store = available.store(settings)
    if name in store.names() and (name not in known or not (settings.models_dir / name).exists()):
        click.echo(f"{name} comes with Qiao, so it is installed. Use it: python -m bot models use {name}")
        return None
    if name not in known:
        check_supported(name)
        raise available.missing(name, settings)
    if name in store.names():
        try:
            verify_one(store, name)
        except ModelError as error:
            click.echo(f"{error.message} It is downloaded again.", err=True)
        else:
            click.echo(f"{name} is installed. Use it: python -m bot models use {name}")
            return None
    return known[name]


def _introduce(entry: Entry) -> None:
    """Say where a model comes from, what one may do with it, and what it takes."""
    sources = dict.fromkeys(download.repository for download in entry.downloads)
    click.echo(f"{entry.name}: {entry.note}".rstrip(": "))
    click.echo(f"  from      {', '.join(sources)}")
    click.echo(f"  license   {available.terms(entry)}")
    click.echo(
        f"  download  {available.size(entry.download_size)}; takes up to {available.size(required_disk(entry))} of disk"
    )
    click.echo(f"  runs in   {available.needs(entry)}")
    memory, free = required_memory(entry), free_memory()
    if entry.needs_conversion:
        click.echo(f"  converts  in {available.size(memory)} of memory")
    if free < memory:
        click.secho(f"Only {available.size(free)} of memory is free; it needs {available.size(memory)}.", fg="yellow")
    if entry.device == "cuda" and _device(entry) == "cpu":
        click.secho("This machine has no GPU that CTranslate2 can use: it will be too slow for a chat.", fg="yellow")


def _confirm(entry: Entry, *, accepted: bool) -> None:
    """Ask whether the host accepts the license.

    Raises:
        ConfigurationError: the host does not, or cannot be asked.
    """
    if accepted:
        return
    if not sys.stdin.isatty():
        raise ConfigurationError(
            f"The license of {entry.name} ({available.terms(entry)}) must be accepted.",
            f"There is no terminal to ask at: python -m bot models pull {entry.name} --accept-licence",
        )
    if not click.confirm("Download it and accept its license?", default=entry.commercial, err=True):
        raise ConfigurationError("Nothing was downloaded.")


def _device(entry: Entry) -> str:
    """Where to test a model: where it will run."""
    if entry.device == "cpu":
        return "cpu"
    import ctranslate2

    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


@contextmanager
def _stoppable(name: str) -> Iterator[None]:
    """Say how to go on to a host who stops the download."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"Stopped. To go on: python -m bot models pull {name}", err=True)
        raise


@contextmanager
def _progress() -> Iterator[Report]:
    """Show each step: as a bar at a terminal, and as a line for each elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        last = ""

        def line(step: Step) -> None:
            nonlocal last
            if step.text != last:
                click.echo(f"{step.text} ...", err=True)
            last = step.text

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Connecting", total=None)
        shown = ""

        def advance(step: Step) -> None:
            nonlocal shown, task
            if step.text != shown:  # a task cannot lose its total, and the remaining time starts over
                bar.remove_task(task)
                task = bar.add_task(step.text, total=step.total)
            shown = step.text
            bar.update(task, completed=step.done, total=step.total)

        yield advance
