"""Replies to interactions that only the user sees, and the one rule for errors: report them briefly, log the rest."""

import discord
import structlog
from discord import app_commands

from bot.chat.strings import say
from bot.chat.ui.permissions import permission_names
from bot.errors import QiaoError
from bot.text.limits import fit

log = structlog.get_logger(__name__)


async def defer(interaction: discord.Interaction) -> None:
    """Extend the deadline: Discord waits three seconds for the first response, and fifteen minutes after this."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def reply_ephemeral(interaction: discord.Interaction, text: str) -> None:
    """Reply, whether or not there was a response already, in as many messages as the text needs."""
    for page in fit(text):
        if interaction.response.is_done():
            await interaction.followup.send(page, ephemeral=True, suppress_embeds=True)
        else:
            await interaction.response.send_message(page, ephemeral=True, suppress_embeds=True)


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands, whose errors are reported to the user."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Report an error to the user."""
        await apologize(interaction, error)


async def apologize(interaction: discord.Interaction, error: Exception) -> None:
    """Report an error to the user in their language: a missing permission by name, anything else in general words.

    What is not a missing permission is logged, with its traceback unless it is one of our own errors.
    """
    text = _explain(interaction, error)
    try:
        await reply_ephemeral(interaction, text)
    except discord.HTTPException:
        log.warning("an error could not be reported in time", interaction=interaction.id)


def _explain(interaction: discord.Interaction, error: Exception) -> str:
    if isinstance(error, app_commands.MissingPermissions | app_commands.BotMissingPermissions):
        key = "error.permission" if isinstance(error, app_commands.MissingPermissions) else "error.bot_permission"
        names = permission_names(interaction.locale, error.missing_permissions)
        return say(interaction.locale, key, permissions=names)
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    name = interaction.command.qualified_name if interaction.command else ""
    if isinstance(cause, QiaoError):
        log.error("a command failed", command=name, error=str(cause))
    else:
        log.error("a command failed", command=name, error=type(cause).__name__, exc_info=cause)
    return say(interaction.locale, "error.unexpected")
