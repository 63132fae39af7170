"""`models list` and `models verify`: what stands on the shelf."""

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
    """Print the installed models, the chosen one marked, and below them what else the catalogue knows."""
    store = Store(settings.models_dir)
    table = Table("", "name", "directions", "size", "licence", "what it is", box=SIMPLE_HEAD)
    for name in store.names():
        manifest = store.manifest(name)
        size = sum(file.size for file in manifest.files.values()) / 2**20
        chosen = "→" if name == settings.model else ""
        directions = ", ".join(manifest.directions)
        table.add_row(chosen, name, directions, f"{size:.1f} MiB", manifest.licence, manifest.description)
    catalog = settings.models_dir / "catalog.toml"
    for entry in Catalog.read(catalog).models if catalog.exists() else ():
        if entry.name not in store.names():
            note = f"{entry.note} From {entry.source}; not installed.".strip()
            table.add_row("", entry.name, ", ".join(entry.directions), "", entry.licence, note, style="dim")
    console = Console()
    console.print(f"Models in {settings.models_dir}:", highlight=False, soft_wrap=True)
    console.print(table)


def verify(settings: Settings, names: Sequence[str]) -> None:
    """Hold models against their manifests.

    Args:
        settings: all of them.
        names: which models; all where empty.

    Raises:
        ModelError: one at least is missing or damaged; all are looked at before.
    """
    store = Store(settings.models_dir)
    known = names or store.names()
    if not known:
        raise ModelMissingError(
            f"There are no models in {settings.models_dir}.", "Set QIAO_MODELS_DIR to where they are."
        )
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
        raise type(failures[0])(f"{len(failures)} of {len(known)} models cannot be used.", failures[0].remedy)


def _verify(store: Store, name: str) -> None:
    columns = (TextColumn(name), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)
        store.verify(name, lambda _, done, total: bar.update(task, completed=done, total=total))
