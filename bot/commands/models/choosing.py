"""`models use`: writes the name of a model into `.env`."""

import os
from pathlib import Path

import click

from bot import env_file
from bot.commands.models import available
from bot.commands.models.checking import verify_one
from bot.settings import ENV_FILE, Settings, variable


def use(settings: Settings, name: str, folder: Path) -> None:
    """Check an installed model and make it the one that Qiao uses.

    Args:
        settings: all settings.
        name: the model.
        folder: where `.env` is or will be.

    Raises:
        ModelError: it is not installed, or damaged.
        ConfigurationError: `.env` cannot be written.
    """
    store = available.store(settings)
    if name not in store.names():
        raise available.missing(name, settings)
    manifest = verify_one(store, name)
    env_file.set_value(folder / ENV_FILE, variable("model"), name)
    click.echo(f"Qiao uses {name} from its next start on: {variable('model')}={name} is in .env.")
    if len(manifest.directions) == 1:
        click.echo(f"It translates in one direction only: {next(iter(manifest.directions))}.")
    on_gpu = {entry.name for entry in available.entries(settings) if entry.device == "cuda"}
    if name in on_gpu and settings.device != "cuda":
        click.echo(f"It is made for a GPU: set {variable('device')}=cuda too; without one, it is too slow for a chat.")
    if (winning := _in_environment(variable("model"))) and winning != name:
        click.secho(
            f"The environment variable {variable('model')} is set to {winning!r}, which overrides .env: unset it.",
            fg="yellow",
            err=True,
        )


def _in_environment(name: str) -> str:
    """The value of a variable, whatever its case, as the settings read it."""
    return next((value for key, value in os.environ.items() if key.upper() == name and value.strip()), "")
