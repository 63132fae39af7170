"""`models verify`."""

from collections.abc import Sequence

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from bot.commands.models import available
from bot.errors import ModelError
from bot.nmt.manifest import Manifest
from bot.nmt.store import Store
from bot.settings import Settings


def verify(settings: Settings, names: Sequence[str]) -> None:
    """Check models against their manifests.

    Args:
        settings: all settings.
        names: the models to check; all installed ones if empty.

    Raises:
        ModelError: at least one is missing or damaged; raised after all have been checked.
    """
    store = available.store(settings)
    known = names or store.names()
    failures: list[ModelError] = []
    for name in known:
        try:
            if name not in store.names():
                raise available.missing(name, settings)
            verify_one(store, name)
        except ModelError as error:
            failures.append(error)
            click.secho(f"bad  {error}", fg="red", err=True)
        else:
            click.echo(f"ok   {name}")
    if failures:
        raise type(failures[0])(f"{len(failures)} of {len(known)} models cannot be used.")


def verify_one(store: Store, name: str) -> Manifest:
    """Check a model with a progress bar.

    Raises:
        ModelError: it is missing or damaged.
    """
    columns = (TextColumn(name), BarColumn(), DownloadColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)
        return store.verify(name, lambda _, done, total: bar.update(task, completed=done, total=total))
