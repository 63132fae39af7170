"""`/help`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.answer import tell
from bot.chat.catalogue import Catalogue
from bot.chat.installs import everywhere
from bot.chat.localisation import named
from bot.chat.unsure import SIGN


class About(commands.Cog):
    """Explains Qiao.

    Args:
        catalogue: what is said to people.
        content: whether the message-content intent was granted.
    """

    def __init__(self, catalogue: Catalogue, *, content: bool) -> None:
        self._catalogue = catalogue
        self._content = content

    @everywhere
    @app_commands.command(name=named("command.help.name"), description=named("command.help.description"))
    async def help(self, interaction: discord.Interaction) -> None:
        """Answer `/help`."""
        text = self._catalogue.say(interaction.locale, "help.text")
        for line in ("help.asking", "help.unsure", "help.offer"):
            text += "\n" + self._catalogue.say(interaction.locale, line, sign=SIGN)
        if not self._content:
            text += "\n" + self._catalogue.say(interaction.locale, "help.no_intent")
        await tell(interaction, text)
