"""`models list` and `models verify`."""

from collections.abc import Sequence

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table

from bot.errors import ModelError, ModelMissingError
from bot.nmt.catalog import Catalog
from bot.nmt.store import Store
from bot.settings import Settings


def show(settings: Settings) -> None:
    """Print the installed models, with the selected one marked, followed by the other models in the catalog.

    Raises:
        ModelMissingError: there is nothing to print.
    """
    store = Store(settings.models_dir)
    table = Table("", "name", "directions", "size", "license", "description", box=SIMPLE_HEAD)
    for name in store.names():
        manifest = store.manifest(name)
        size = sum(file.size for file in manifest.files.values()) / 2**20
        selected = "→" if name == settings.model else ""
        directions = ", ".join(manifest.directions)
        table.add_row(selected, name, directions, f"{size:.1f} MiB", manifest.licence, manifest.description)
    catalog = settings.models_dir / "catalog.toml"
    for entry in Catalog.read(catalog).models if catalog.exists() else ():
        if entry.name not in store.names():
            note = f"{entry.note} From {entry.source}; not installed.".strip()
            table.add_row("", entry.name, ", ".join(entry.directions), "", entry.licence, note, style="dim")
    if not table.row_count:
        raise _no_models(settings)
    console = Console()
    console.print(f"Models in {settings.models_dir}:", highlight=False, soft_wrap=True)
    console.print(table)


def verify(settings: Settings, names: Sequence[str]) -> None:
    """Check models against their manifests.

    Args:
        settings: all settings.
        names: the models to check; all installed ones if empty.

    Raises:
        ModelError: at least one is missing or damaged; raised after all have been checked.
    """
    store = Store(settings.models_dir)
    known = names or store.names()
    if not known:
        raise _no_models(settings)
    failures: list[ModelError] = []
    for name in known:
        try:
            _verify(store, name)
        except ModelError as error:
            failures.append(error)
            click.secho(f"bad  {error}", fg="red", err=True)
        else:
            click.echo(f"ok   {name}")
    if failures:
        raise type(failures[0])(f"{len(failures)} of {len(known)} models cannot be used.")


def _no_models(settings: Settings) -> ModelMissingError:
    return ModelMissingError(
        f"There are no models in {settings.models_dir}.", "Set QIAO_MODELS_DIR to a folder that has one."
    )


def _verify(store: Store, name: str) -> None:
    columns = (TextColumn(name), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)
        store.verify(name, lambda _, done, total: bar.update(task, completed=done, total=total))
