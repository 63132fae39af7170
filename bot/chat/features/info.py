"""`/help`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.relay.digest import SIGN
from bot.chat.strings import say
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.replies import reply_ephemeral


class About(commands.Cog):
    """Explains Qiao.

    Args:
        content: whether the message-content intent was granted.
    """

    def __init__(self, *, content: bool) -> None:
        self._content = content

    @everywhere
    @app_commands.command(name=named("command.help.name"), description=named("command.help.description"))
    async def help(self, interaction: discord.Interaction) -> None:
        """Answer `/help`."""
        keys = ["help.text", "help.asking", "help.unsure", "help.offer"]
        if not self._content:
            keys.append("help.no_intent")
        await reply_ephemeral(interaction, "\n".join(say(interaction.locale, key, sign=SIGN) for key in keys))
