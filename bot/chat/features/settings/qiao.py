"""`/qiao setup|status`: all settings in one message, and how Qiao is doing."""

from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.features.settings.setup import PAGES, Setup, render
from bot.chat.features.settings.status import Status
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import require
from bot.chat.ui.replies import defer, reply_ephemeral


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Administration(
    commands.GroupCog,
    group_name=named("command.qiao.name"),
    group_description=named("command.qiao.description"),
):
    """Commands for the administrators of a server.

    Args:
        setup: what the panel works on.
        report: how Qiao is doing on a server, given its id.
        client: where the panel is registered.
    """

    def __init__(self, setup: Setup, report: Callable[[int], Awaitable[Status]], client: discord.Client) -> None:
        super().__init__()
        self._setup = setup
        self._report = report
        self._client = client

    async def cog_load(self) -> None:
        """Register the panel, so that messages sent before a restart work too."""
        for page in PAGES:
            self._client.add_view(page(self._setup))

    @app_commands.command(name=named("command.qiao.setup.name"), description=named("command.qiao.setup.description"))
    async def setup(self, interaction: discord.Interaction) -> None:
        """Answer `/qiao setup`."""
        require(interaction, "manage_guild")
        await interaction.response.send_message(**await render(self._setup, interaction), ephemeral=True)

    @app_commands.command(name=named("command.qiao.status.name"), description=named("command.qiao.status.description"))
    async def status(self, interaction: discord.Interaction) -> None:
        """Answer `/qiao status`."""
        await defer(interaction)
        status = await self._report(interaction.guild_id or 0)
        await reply_ephemeral(interaction, "\n".join(status.lines(interaction.locale)))
