"""Where commands may be used."""

from typing import TypeVar

from discord import app_commands

Command = TypeVar("Command")


def everywhere(command: Command) -> Command:
    """Offer a command, a cog or the callback of a menu on every server and in all direct messages.

    A person who installs Qiao for himself then has it also where Qiao was never invited.
    """
    installed = app_commands.allowed_installs(guilds=True, users=True)(command)
    return app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(installed)
