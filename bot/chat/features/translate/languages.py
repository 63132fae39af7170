"""`/language set|show`: the languages that users read and write."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.strings import join_items, say
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.members import Members
from bot.storage.types import AUTO, MemberPreferences
from bot.translation.types import Target

_OTHERS = ("second", "third", "fourth")
_TARGETS = [Choice(name=named(f"language.{target}"), value=target.value) for target in Target]
_LANGUAGES = [Choice(name=named(f"language.{AUTO}"), value=AUTO), *_TARGETS]


@everywhere
class LanguageChoice(
    commands.GroupCog,
    group_name=named("command.language.name"),
    group_description=named("command.language.description"),
):
    """Lets users choose the languages that they read and write.

    Args:
        members: where the choice is stored.
    """

    def __init__(self, members: Members) -> None:
        super().__init__()
        self._members = members

    @app_commands.command(
        name=named("command.language.set.name"), description=named("command.language.set.description")
    )
    @app_commands.rename(
        language=named("command.language.set.language.name"),
        **{other: named(f"command.language.set.{other}.name") for other in _OTHERS},
    )
    @app_commands.describe(
        language=named("command.language.set.language.description"),
        **{other: named("command.language.set.other.description") for other in _OTHERS},
    )
    @app_commands.choices(language=_LANGUAGES, **dict.fromkeys(_OTHERS, _TARGETS))
    async def set(
        self,
        interaction: discord.Interaction,
        language: str,
        second: str | None = None,
        third: str | None = None,
        fourth: str | None = None,
    ) -> None:
        """Handle `/language set`."""
        others = dict.fromkeys(code for code in (second, third, fourth) if code and code != language)
        member = replace(await self._members.get(interaction.user.id), language=language, also=" ".join(others))
        await self._members.set(member)
        await _reply(interaction, "language.set_auto" if language == AUTO else "language.set", member)

    @app_commands.command(
        name=named("command.language.show.name"), description=named("command.language.show.description")
    )
    async def show(self, interaction: discord.Interaction) -> None:
        """Handle `/language show`."""
        member = await self._members.get(interaction.user.id)
        await _reply(interaction, "language.show_auto" if member.language == AUTO else "language.show", member)


async def _reply(interaction: discord.Interaction, key: str, member: MemberPreferences) -> None:
    locale = interaction.locale
    first, *others = (say(locale, f"language.{code}") for code in member.languages)
    lines = [say(locale, key, language=first)]
    if others:
        lines.append(say(locale, "language.also", languages=join_items(locale, others)))
    await reply_ephemeral(interaction, "\n".join(lines))
