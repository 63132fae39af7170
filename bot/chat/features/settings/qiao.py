"""`/qiao setup|status`: everything that moderators choose in one message, and how Qiao is doing."""

from collections.abc import Callable
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.features.info import Status
from bot.chat.features.settings.setup import Setup
from bot.chat.strings import Catalogue
from bot.chat.ui.localisation import named
from bot.chat.ui.replies import reply_ephemeral


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Administration(
    commands.GroupCog,
    group_name=named("command.qiao.name"),
    group_description=named("command.qiao.description"),
):
    """For those who look after a server.

    Args:
        setup: takes what they want.
        report: how Qiao is doing.
        catalogue: what is said to people.
        client: where the controls are registered.
    """

    def __init__(
        self, setup: Setup, report: Callable[[], Status], catalogue: Catalogue, client: discord.Client
    ) -> None:
        super().__init__()
        self._setup = setup
        self._report = report
        self._catalogue = catalogue
        self._client = client

    async def cog_load(self) -> None:
        """Answer for the panels that were posted before, too."""
        for panel in self._setup.panels():
            self._client.add_view(panel)

    @app_commands.command(name=named("command.qiao.setup.name"), description=named("command.qiao.setup.description"))
    async def setup(self, interaction: discord.Interaction) -> None:
        """Answer `/qiao setup`."""
        await self._setup.open(interaction)

    @app_commands.command(name=named("command.qiao.status.name"), description=named("command.qiao.status.description"))
    async def status(self, interaction: discord.Interaction) -> None:
        """Answer `/qiao status`."""
        await reply_ephemeral(
            interaction, "\n".join(self._report().lines(partial(self._catalogue.say, interaction.locale)))
        )
