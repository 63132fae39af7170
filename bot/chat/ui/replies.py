"""Replies to interactions that only the user sees, and the one rule for errors: report them briefly, log the rest."""

from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.chat.strings import say
from bot.chat.ui.permissions import ForeignChannelError, permission_names, require_own_channels
from bot.chat.ui.responses import command_name, is_expired
from bot.errors import DeadlineError, OverloadedError, QiaoError, StorageError
from bot.log import describe
from bot.text.limits import fit

log = structlog.get_logger(__name__)

_SENTENCES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (StorageError, "error.database"),
    (ForeignChannelError, "error.foreign"),
    ((OverloadedError, DeadlineError), "error.busy"),
    ((app_commands.CommandNotFound, app_commands.CommandSignatureMismatch), "error.outdated"),
    ((discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError, OSError), "error.discord"),
)
"""What users are told about errors that need no report."""


async def defer(interaction: discord.Interaction) -> None:
    """Extend the deadline: Discord waits three seconds for the first response, and fifteen minutes after this."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def reply_ephemeral(interaction: discord.Interaction, text: str) -> None:
    """Reply, whether or not there was a response already, in as many messages as the text needs.

    If it is too late for a reply, the text is sent to the user directly.
    """
    for page in fit(text):
        await interaction.response.send_message(page, ephemeral=True, suppress_embeds=True)


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands, whose errors are reported to the user."""

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:
        """Report an error to the user."""
        await apologize(interaction, error)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Check that the options are of the server where the command is used."""
        require_own_channels(interaction)
        return True

    async def _call(self, interaction: discord.Interaction) -> None:
        """Run a command, or complete an option; discord.py handles only some of the errors."""
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction)
            else:
                await super()._call(interaction)
        except Exception as error:  # noqa: BLE001 - the user gets an answer whatever went wrong
            await self.on_error(interaction, error)

    async def _complete(self, interaction: discord.Interaction) -> None:
        """Complete an option as discord.py does, but with no choices rather than no answer if that fails."""
        data: Any = interaction.data
        command, options = self._get_app_command_options(data)
        interaction._cs_command = command  # type: ignore[attr-defined] # noqa: SLF001 - as discord.py does
        namespace = app_commands.Namespace(interaction, data.get("resolved", {}), options)
        interaction._cs_namespace = namespace  # type: ignore[attr-defined] # noqa: SLF001 - the same
        focused = next(option["name"] for option in options if option.get("focused"))
        try:
            await command._invoke_autocomplete(interaction, focused, namespace)  # noqa: SLF001 - the same
        except Exception as error:  # noqa: BLE001 - people can still type
            log.warning("option not completed", command=command.qualified_name, error=describe(error))
            await interaction.response.autocomplete([])


async def apologize(interaction: discord.Interaction, error: Exception) -> None:
    """Report an error to the user in their language: a missing permission by name, anything else in general words.

    What is not a missing permission is logged, with its traceback unless it is known how such an error comes about.
    """
    if interaction.client.is_closed():
        return
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if is_expired(cause):
        log.info("interaction expired", interaction=interaction.id, command=command_name(interaction))
        return
    text = _explain(interaction, cause)
    if interaction.type is discord.InteractionType.autocomplete:
        return
    try:
        await reply_ephemeral(interaction, text)
    except (discord.HTTPException, OSError) as failure:
        log.warning("an error could not be reported", interaction=interaction.id, error=describe(failure))


def _explain(interaction: discord.Interaction, error: Exception) -> str:
    if isinstance(error, app_commands.MissingPermissions | app_commands.BotMissingPermissions):
        key = "error.permission" if isinstance(error, app_commands.MissingPermissions) else "error.bot_permission"
        names = permission_names(interaction.locale, error.missing_permissions)
        return say(interaction.locale, key, permissions=names)
    if isinstance(error, app_commands.TransformerError) and error.type is discord.AppCommandOptionType.channel:
        return say(interaction.locale, "error.unseen")
    key = next((key for kinds, key in _SENTENCES if isinstance(error, kinds)), "error.unexpected")
    known = isinstance(error, QiaoError) or key != "error.unexpected"
    log.error(
        "a command failed",
        command=command_name(interaction),
        error=describe(error),
        exc_info=None if known else error,
    )
    return say(interaction.locale, key)
