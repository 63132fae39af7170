"""Names and descriptions of commands, which Discord shows in the user's language."""

from typing import TypeVar

import discord
from discord import app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from bot.chat.strings import ENGLISH, resolve_locale, say

_CHINESE = frozenset({"zh-CN", "zh-TW"})


def named(key: str) -> locale_str:
    """The text of a key for a decorator of discord.py: in English, and localized when commands are synced."""
    return locale_str(say(ENGLISH, key), key=key)


class Localizer(app_commands.Translator):
    """Localizes the commands for discord.py."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """The text for a Chinese locale; None where Discord should show English."""
        key = string.extras.get("key")
        if key is None or locale.value not in _CHINESE:
            return None
        text = say(resolve_locale(locale.value), key)
        # Discord requires lowercase names of slash commands and of their options.
        return text if context.location in _ANY_CASE else text.lower()


_ANY_CASE = frozenset(
    {
        app_commands.TranslationContextLocation.command_description,
        app_commands.TranslationContextLocation.group_description,
        app_commands.TranslationContextLocation.parameter_description,
        app_commands.TranslationContextLocation.choice_name,
    }
)


Command = TypeVar("Command")


def everywhere(command: Command) -> Command:
    """Offer a command, a cog or a context menu on every server and in all direct messages.

    People who install Qiao for themselves can then use it where Qiao was never invited.
    """
    installed = app_commands.allowed_installs(guilds=True, users=True)(command)
    return app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(installed)
