"""`/translate` and the message menu's 'Translate'; only the user sees the answers."""

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.content import text_of
from bot.chat.features.translate.answers import Answers
from bot.chat.incoming import has_opted_out
from bot.chat.strings import say
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.storage.members import Members
from bot.translation.types import Target

_TARGETS = [Choice(name=named(f"language.{target}"), value=target.value) for target in Target]


class Translate(commands.Cog):
    """Translates texts and messages on request.

    Args:
        answers: answers the users.
        members: who has opted out.
        tree: where the message menu is registered.
    """

    def __init__(self, answers: Answers, members: Members, tree: app_commands.CommandTree) -> None:
        self._answers = answers
        self._members = members
        self._tree = tree
        self._menu = app_commands.ContextMenu(name=named("command.menu.name"), callback=self.menu)

    async def cog_load(self) -> None:
        """Register the message menu; discord.py finds only slash commands in a cog."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Remove the message menu."""
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    @everywhere
    @app_commands.command(name=named("command.translate.name"), description=named("command.translate.description"))
    @app_commands.rename(text=named("command.translate.text.name"), to=named("command.translate.to.name"))
    @app_commands.describe(
        text=named("command.translate.text.description"), to=named("command.translate.to.description")
    )
    @app_commands.choices(to=_TARGETS)
    async def translate(
        self, interaction: discord.Interaction, text: app_commands.Range[str, 1, 4000], to: str | None = None
    ) -> None:
        """Handle `/translate`."""
        await defer(interaction)
        await self._answers.translate_text(interaction, text, Target(to) if to else None)

    @everywhere
    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Handle the message menu; Discord sends the message's text even without the message content intent."""
        if await has_opted_out(self._members, message, interaction.user.id):
            await reply_ephemeral(interaction, say(interaction.locale, "ignore.refused"))
            return
        await defer(interaction)
        await self._answers.translate_message(interaction, text_of(message))
