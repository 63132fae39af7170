"""The commands in `python -m bot models`. Heavy modules are imported by the commands that need them."""

from pathlib import Path

import click

from bot.settings import Settings


@click.group()
def models() -> None:
    """Manage translation models."""


@models.command("list")
def list_models() -> None:
    """List the installed models and those that can be installed."""
    from bot.commands.models.listing import show

    show(Settings.read())


@models.command()
@click.option("--noncommercial", is_flag=True, help="Also consider models that forbid commercial use.")
def recommend(*, noncommercial: bool) -> None:
    """Say which model fits this machine best."""
    from bot.commands.models.recommending import show

    show(Settings.read(), noncommercial=noncommercial)


@models.command()
@click.argument("name")
@click.option("--accept-licence", is_flag=True, help="Accept its license unasked.")
@click.option("--accept-license", is_flag=True, hidden=True)
def pull(name: str, *, accept_licence: bool, accept_license: bool) -> None:
    """Download the model NAME and test it."""
    from bot.commands.models.pulling import pull as download

    download(Settings.read(), name, accepted=accept_licence or accept_license)


@models.command()
@click.argument("name")
@click.option("--better", is_flag=True, help="Make it the second model, for better translations.")
def use(name: str, *, better: bool) -> None:
    """Make the model NAME the one that Qiao uses.

    NAME is an installed model, or openai:NAME for a model on an OpenAI-compatible server.
    """
    from bot.commands.models.choosing import use as choose

    choose(Settings.read(), name, Path.cwd(), better=better)


@models.command()
@click.argument("names", nargs=-1)
def verify(names: tuple[str, ...]) -> None:
    """Check every file of models against their manifests.

    NAMES are the models to check; by default, all that are installed.
    """
    from bot.commands.models.checking import verify as check

    check(Settings.read(), names)


@models.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, *, yes: bool) -> None:
    """Delete the installed model NAME."""
    from bot.commands.models.removing import remove as delete

    delete(Settings.read(), name, confirmed=yes)
