"""Names and descriptions of commands, localised by Discord itself."""

from typing import TypeVar

import discord
from discord import app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from bot.chat.strings import ENGLISH, Catalogue, spoken

_CHINESE = frozenset({"zh-CN", "zh-TW"})


def named(key: str) -> locale_str:
    """The text of a catalogue key, for a decorator of discord.py: English, and localised when commands are synced."""
    return locale_str(Catalogue.shipped().say(ENGLISH, key), key=key)


class Localiser(app_commands.Translator):
    """Answers discord.py's questions from the catalogue."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """The text for a Chinese locale; None where Discord shall show English."""
        key = string.extras.get("key")
        if key is None or locale.value not in _CHINESE:
            return None
        text = Catalogue.shipped().say(spoken(locale.value), key)
        # Discord wants the names of slash commands and of their options in lower case.
        return text if context.location in _FREE else text.lower()


_FREE = frozenset(
    {
        app_commands.TranslationContextLocation.command_description,
        app_commands.TranslationContextLocation.group_description,
        app_commands.TranslationContextLocation.parameter_description,
        app_commands.TranslationContextLocation.choice_name,
    }
)


Command = TypeVar("Command")


def everywhere(command: Command) -> Command:
    """Offer a command, a cog or the callback of a menu on every server and in all direct messages.

    A person who installs Qiao for himself then has it also where Qiao was never invited.
    """
    installed = app_commands.allowed_installs(guilds=True, users=True)(command)
    return app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(installed)
