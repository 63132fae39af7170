"""`/privacy`: what is stored and for how long, table by table, and what is not."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.features.privacy.retention import Retention
from bot.chat.strings import Catalogue, spoken
from bot.chat.ui.localisation import everywhere, named
from bot.chat.ui.replies import reply_ephemeral

_TABLE = "privacy.table."


class Privacy(commands.Cog):
    """Explains what is held about people.

    Args:
        catalogue: what is said to people; it describes each table of the store.
        retention: how long things are kept.
    """

    def __init__(self, catalogue: Catalogue, retention: Retention) -> None:
        self._catalogue = catalogue
        self._retention = retention

    @everywhere
    @app_commands.command(name=named("command.privacy.name"), description=named("command.privacy.description"))
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Answer `/privacy`."""
        await reply_ephemeral(interaction, self.text(interaction.locale))

    def text(self, locale: object) -> str:
        """The whole of it in the reader's language."""

        def say(key: str, **values: object) -> str:
            return self._catalogue.say(locale, key, **values)

        links = self._retention.links
        return "\n".join(
            (
                say("privacy.stored"),
                *(f"- {say(_TABLE + table)}" for table in tables(self._catalogue, locale)),
                say("privacy.not_stored"),
                say("privacy.kept", days=links) if links else say("privacy.kept_ever"),
                say("privacy.kept_guild", days=self._retention.guilds),
                say("privacy.rights"),
            )
        )


def tables(catalogue: Catalogue, locale: object) -> list[str]:
    """The tables of the store that a catalogue describes, in alphabetical order."""
    return sorted(key.removeprefix(_TABLE) for key in catalogue.keys(spoken(locale)) if key.startswith(_TABLE))
