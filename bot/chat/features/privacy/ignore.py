"""`/ignore-me on|off`: whether a person's messages are left alone."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.relay.speakers import Speakers
from bot.chat.strings import Catalogue
from bot.chat.ui.localisation import everywhere, named
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.members import Members


@everywhere
class Ignoring(
    commands.GroupCog,
    group_name=named("command.ignore.name"),
    group_description=named("command.ignore.description"),
):
    """Remembers who wants to be left alone.

    Args:
        members: where that is remembered.
        catalogue: what is said to people.
        speakers: whose names are known.
    """

    def __init__(self, members: Members, catalogue: Catalogue, speakers: Speakers) -> None:
        super().__init__()
        self._members = members
        self._catalogue = catalogue
        self._speakers = speakers

    @app_commands.command(name=named("command.ignore.on.name"), description=named("command.ignore.on.description"))
    async def on(self, interaction: discord.Interaction) -> None:
        """Answer `/ignore-me on`."""
        await self._choose(interaction, ignored=True)

    @app_commands.command(name=named("command.ignore.off.name"), description=named("command.ignore.off.description"))
    async def off(self, interaction: discord.Interaction) -> None:
        """Answer `/ignore-me off`."""
        await self._choose(interaction, ignored=False)

    async def _choose(self, interaction: discord.Interaction, *, ignored: bool) -> None:
        member = await self._members.get(interaction.user.id)
        await self._members.set(replace(member, ignored=ignored))
        if ignored:
            self._speakers.forget(interaction.user.id)
        await reply_ephemeral(
            interaction, self._catalogue.say(interaction.locale, "ignore.on" if ignored else "ignore.off")
        )
