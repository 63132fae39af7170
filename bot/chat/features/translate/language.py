"""`/language set|show`: the language that a person reads and writes."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.strings import Catalogue
from bot.chat.ui.localisation import everywhere, named
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.members import Members
from bot.storage.types import AUTO
from bot.translation.types import Target

_CHOICES = [Choice(name=named(f"language.{value}"), value=value) for value in (AUTO, *map(str, Target))]


@everywhere
class Language(
    commands.GroupCog,
    group_name=named("command.language.name"),
    group_description=named("command.language.description"),
):
    """Remembers people's languages.

    Args:
        members: where that is remembered.
        catalogue: what is said to people.
    """

    def __init__(self, members: Members, catalogue: Catalogue) -> None:
        super().__init__()
        self._members = members
        self._catalogue = catalogue

    @app_commands.command(
        name=named("command.language.set.name"), description=named("command.language.set.description")
    )
    @app_commands.rename(language=named("command.language.set.language.name"))
    @app_commands.describe(language=named("command.language.set.language.description"))
    @app_commands.choices(language=_CHOICES)
    async def set(self, interaction: discord.Interaction, language: str) -> None:
        """Answer `/language set`."""
        member = await self._members.get(interaction.user.id)
        await self._members.set(replace(member, language=language))
        await reply_ephemeral(interaction, self._say(interaction, "language.set", language))

    @app_commands.command(
        name=named("command.language.show.name"), description=named("command.language.show.description")
    )
    async def show(self, interaction: discord.Interaction) -> None:
        """Answer `/language show`."""
        language = (await self._members.get(interaction.user.id)).language
        key = "language.show_auto" if language == AUTO else "language.show"
        await reply_ephemeral(interaction, self._say(interaction, key, language))

    def _say(self, interaction: discord.Interaction, key: str, language: str) -> str:
        name = self._catalogue.say(interaction.locale, f"language.{language}")
        return self._catalogue.say(interaction.locale, key, language=name)
