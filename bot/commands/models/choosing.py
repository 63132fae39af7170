"""`models use`: writes the name of a model into `.env`."""

import os
import re
from pathlib import Path
from typing import Final

import click

from bot import env_file
from bot.commands.models import available
from bot.commands.models.checking import verify_one
from bot.engines import PREFIX
from bot.errors import ConfigurationError
from bot.settings import ENV_FILE, OPENAI_EXAMPLE, Settings, variable

_REMOTE_NAME: Final = re.compile(r"[\w.:/\\@+-]+")
"""What the name of a model on another server looks like: such names need no quotes in `.env`."""


def use(settings: Settings, name: str, folder: Path, *, better: bool = False) -> None:
    """Make a model the one that Qiao uses: an installed one, which is checked, or `openai:NAME` on another server.

    Args:
        settings: all settings.
        name: the model.
        folder: where `.env` is or will be.
        better: make it the second, better model instead.

    Raises:
        ModelError: it is not installed, or damaged.
        ConfigurationError: `.env` cannot be written, the name has no valid form, or both models would be the same.
    """
    setting = variable("better_model" if better else "model")
    if better and name == settings.model:
        raise ConfigurationError(
            f"{name} is the first model already ({variable('model')}).", "Choose another one as the better model."
        )
    notes = _about_remote(settings, name) if name.startswith(PREFIX) else _about_installed(settings, name)
    env_file.set_value(folder / ENV_FILE, setting, name)
    purpose = " for better translations" if better else ""
    click.echo(f"Qiao uses {name}{purpose} from its next start on: {setting}={name} is in .env.")
    for note in notes:
        click.echo(note)
    if not better and name == settings.better_model:
        click.echo(f"{variable('better_model')} names it too, so there is no second model any more.")
    if (winning := _in_environment(setting)) and winning != name:
        click.secho(
            f"The environment variable {setting} is set to {winning!r}, which overrides .env: unset it.",
            fg="yellow",
            err=True,
        )


def _about_installed(settings: Settings, name: str) -> list[str]:
    """Check an installed model, and return what else there is to know before it is used.

    Raises:
        ModelError: it is not installed, or damaged.
    """
    store = available.store(settings)
    if name not in store.names():
        raise available.missing(name, settings)
    manifest = verify_one(store, name)
    notes = []
    if len(manifest.directions) == 1:
        notes.append(f"It translates in one direction only: {next(iter(manifest.directions))}.")
    on_gpu = {entry.name for entry in available.entries(settings) if entry.device == "cuda"}
    if name in on_gpu and settings.device != "cuda":
        notes.append(
            f"It is made for a GPU: set {variable('device')}=cuda too; without one, it is too slow for a chat."
        )
    return notes


def _about_remote(settings: Settings, name: str) -> list[str]:
    """Check the form of a name; whether the server has the model is for the doctor to find out.

    Raises:
        ConfigurationError: no server's model can have this name, or `.env` cannot hold it.
    """
    model = name.removeprefix(PREFIX)
    if not model:
        raise ConfigurationError(f"{PREFIX} has no name after it.", f"Add the model's: {PREFIX}NAME")
    if not _REMOTE_NAME.fullmatch(model):
        raise ConfigurationError(
            f"{model!r} does not look like the name of a model: only letters, digits, and .:/\\@+-_ are allowed.",
            "Give the model a simpler name on its server.",
        )
    notes = ["What people write is then sent to the server that runs it."]
    if settings.openai_url is None:
        notes.append(f"Also set {variable('openai_url')} to the server's base address, such as {OPENAI_EXAMPLE}.")
    return [*notes, "Then check that it answers: python -m bot doctor"]


def _in_environment(name: str) -> str:
    """The value of a variable, whatever its case, as the settings read it."""
    return next((value for key, value in os.environ.items() if key.upper() == name and value.strip()), "")
