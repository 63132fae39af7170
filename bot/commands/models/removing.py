"""`models remove`: deletes an installed model."""

import sys

import click

from bot.commands.models import available
from bot.errors import ConfigurationError
from bot.hub.disk import unfinished
from bot.hub.install import remove as delete
from bot.settings import Settings, variable


def remove(settings: Settings, name: str, *, confirmed: bool) -> None:
    """Delete an installed model, or what is left of a download that was cut off.

    Args:
        settings: all settings.
        name: the model.
        confirmed: whether to delete without asking.

    Raises:
        ModelError: there is no such model.
        ConfigurationError: it is in use, comes with Qiao, or the host did not confirm.
    """
    folder = settings.models_dir / name
    installed = name in available.store(settings).names()
    if name not in unfinished(settings.models_dir) and not (installed and folder.exists()):
        if not installed:
            raise available.missing(name, settings)
        raise ConfigurationError(f"{name} comes with Qiao and cannot be removed.")
    if installed and name == settings.model:
        raise ConfigurationError(
            f"{name} is in use.",
            f"Choose another one first, such as: python -m bot models use {Settings.model_fields['model'].default}",
        )
    if installed and name == settings.better_model:
        raise ConfigurationError(f"{name} is in use.", f"Set {variable('better_model')} to nothing first.")
    _confirm(name, confirmed=confirmed)
    click.echo(f"Removed {name}: {available.size(delete(settings.models_dir, name))} are free again.")


def _confirm(name: str, *, confirmed: bool) -> None:
    if confirmed:
        return
    if not sys.stdin.isatty():
        raise ConfigurationError(
            f"Removing {name} must be confirmed.",
            f"There is no terminal to ask at: python -m bot models remove {name} --yes",
        )
    if not click.confirm(f"Delete {name}?", err=True):
        raise ConfigurationError("Nothing was removed.")
