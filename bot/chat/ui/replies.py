"""Answers to interactions, seen by the one who asked alone."""

import discord
import structlog
from discord import app_commands

from bot.chat.strings import Catalogue
from bot.chat.ui.permissions import in_words
from bot.errors import QiaoError
from bot.text.limits import fit

_NOBODY = discord.AllowedMentions.none()


async def defer(interaction: discord.Interaction) -> None:
    """Win time: Discord waits three seconds for a first answer, fifteen minutes for the next."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def reply_ephemeral(interaction: discord.Interaction, text: str) -> None:
    """Answer, first or further, in as many posts as the text needs."""
    for page in fit(text):
        if interaction.response.is_done():
            await interaction.followup.send(page, ephemeral=True, allowed_mentions=_NOBODY, suppress_embeds=True)
        else:
            await interaction.response.send_message(
                page, ephemeral=True, allowed_mentions=_NOBODY, suppress_embeds=True
            )


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
        await reply_ephemeral(interaction, text)
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
