"""`models list` and `models verify`."""

from collections.abc import Sequence

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from bot.errors import ModelError, ModelMissingError
from bot.nmt.catalog import Catalog
from bot.nmt.store import Store
from bot.settings import Settings, bundled_models


def show(settings: Settings) -> None:
    """Print the installed models, with the selected one marked, followed by the other models in the catalog.

    Raises:
        ModelMissingError: there is nothing to print.
    """
    store = Store(*settings.model_folders)
    facts: list[tuple[str, ...]] = []  # of each model: mark, name, directions, size, license
    descriptions: list[str] = []
    for name in store.names():
        manifest = store.manifest(name)
        size = sum(file.size for file in manifest.files.values()) / 2**20
        mark = "→" if name == settings.model else ""
        facts.append((mark, name, ", ".join(manifest.directions), f"{size:.1f} MiB", manifest.licence))
        descriptions.append(manifest.description)
    catalog = bundled_models() / "catalog.toml"
    for entry in Catalog.read(catalog).models if catalog.exists() else ():
        if entry.name not in store.names():
            facts.append(("", entry.name, ", ".join(entry.directions), "-", entry.licence))
            descriptions.append(f"{entry.note} From {entry.source}; not installed.".strip())
    if not facts:
        raise _no_models(settings)
    console = Console(highlight=False, markup=False)
    console.print(f"Models in {settings.models_dir}:", soft_wrap=True)
    widths = [max(map(len, column)) for column in zip(*facts, strict=True)]
    for row, description in zip(facts, descriptions, strict=True):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        # The terminal wraps a line that is too long for it: people copy the names, so nothing may be cut off.
        console.print("  ".join(cells).rstrip(), soft_wrap=True)
        console.print(Padding(description, (0, 0, 1, 5), expand=False))


def verify(settings: Settings, names: Sequence[str]) -> None:
    """Check models against their manifests.

    Args:
        settings: all settings.
        names: the models to check; all installed ones if empty.

    Raises:
        ModelError: at least one is missing or damaged; raised after all have been checked.
    """
    store = Store(*settings.model_folders)
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
