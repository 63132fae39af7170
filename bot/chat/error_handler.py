"""Errors of commands: a clear sentence for the person, an entry in the log, no traceback on Discord."""

import discord
import structlog
from discord import app_commands

from bot.chat.answer import tell
from bot.chat.catalogue import Catalogue
from bot.errors import QiaoError

log = structlog.get_logger(__name__)


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands, with an answer where one fails."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell the person what went wrong, in his language."""
        text = _explain(interaction, error)
        try:
            await tell(interaction, text)
        except discord.HTTPException:
            log.warning("an answer came too late for Discord", interaction=interaction.id)


def _explain(interaction: discord.Interaction, error: app_commands.AppCommandError) -> str:
    say = Catalogue.shipped().say
    if isinstance(error, app_commands.MissingPermissions | app_commands.BotMissingPermissions):
        key = "error.permission" if isinstance(error, app_commands.MissingPermissions) else "error.bot_permission"
        names = ", ".join(name.replace("_", " ").title() for name in error.missing_permissions)
        return say(interaction.locale, key, permissions=names)
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    name = interaction.command.qualified_name if interaction.command else ""
    if isinstance(cause, QiaoError):
        log.error("a command failed", command=name, error=str(cause))
    else:
        log.error("a command failed", command=name, error=type(cause).__name__, exc_info=cause)
    return say(interaction.locale, "error.unexpected")
