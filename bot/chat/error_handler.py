"""Errors of commands: a clear sentence for the person, an entry in the log, no traceback on Discord."""

import discord
import structlog
from discord import app_commands

from bot.chat.answer import tell
from bot.chat.catalogue import Catalogue
from bot.chat.permissions import in_words
from bot.errors import QiaoError

log = structlog.get_logger(__name__)


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands, with an answer where one fails."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell the person what went wrong, in his language."""
        await apologise(interaction, error)


async def apologise(interaction: discord.Interaction, error: Exception) -> None:
    """Tell a person, in his language, what went wrong with what he asked for; the log learns more."""
    text = _explain(interaction, error)
    try:
        await tell(interaction, text)
    except discord.HTTPException:
        log.warning("an answer came too late for Discord", interaction=interaction.id)


def _explain(interaction: discord.Interaction, error: Exception) -> str:
    say = Catalogue.shipped().say
    if isinstance(error, app_commands.MissingPermissions | app_commands.BotMissingPermissions):
        key = "error.permission" if isinstance(error, app_commands.MissingPermissions) else "error.bot_permission"
        return say(interaction.locale, key, permissions=in_words(interaction.locale, error.missing_permissions))
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    name = interaction.command.qualified_name if interaction.command else ""
    if isinstance(cause, QiaoError):
        log.error("a command failed", command=name, error=str(cause))
    else:
        log.error("a command failed", command=name, error=type(cause).__name__, exc_info=cause)
    return say(interaction.locale, "error.unexpected")
