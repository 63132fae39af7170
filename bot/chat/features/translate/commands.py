"""`/translate`, the message menu's 'Translate' and `/language set|show`; only the user sees the answers."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.incoming import has_opted_out, parent_of, text_of
from bot.chat.relay.compose import with_low_confidence_note
from bot.chat.relay.routes import Router
from bot.chat.relay.speakers import Speakers
from bot.chat.strings import say, skip_key, target_of
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import DeadlineError, OverloadedError
from bot.storage.members import Members
from bot.storage.types import AUTO
from bot.text.language import Language
from bot.translation.service import Translator
from bot.translation.types import Reason, Skip, Target, Translation

_TARGETS = [Choice(name=named(f"language.{target}"), value=target.value) for target in Target]
_LANGUAGES = [Choice(name=named(f"language.{AUTO}"), value=AUTO), *_TARGETS]


class Translate(commands.Cog):
    """Translates texts and messages on request.

    Args:
        translator: translates.
        members: the languages that users read.
        router: the scripts in which Chinese is posted.
        speakers: the names of recent speakers, which are not translated.
        tree: where the message menu is registered.
    """

    def __init__(
        self,
        translator: Translator,
        members: Members,
        router: Router,
        *,
        speakers: Speakers,
        tree: app_commands.CommandTree,
    ) -> None:
        self._translator = translator
        self._members = members
        self._router = router
        self._speakers = speakers
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
        await self._answer(interaction, text, Target(to) if to else None)

    @everywhere
    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Handle the message menu; Discord sends the message's text even without the message content intent."""
        if await has_opted_out(self._members, message, interaction.user.id):
            await reply_ephemeral(interaction, say(interaction.locale, "ignore.refused"))
            return
        await self._answer(interaction, text_of(message), None)

    async def _answer(self, interaction: discord.Interaction, text: str, target: Target | None) -> None:
        await defer(interaction)
        locale = interaction.locale
        wanted = target or target_of(await self._members.get(interaction.user.id), locale)
        tenant = interaction.guild_id or 0
        names = self._speakers.names(interaction.channel_id or 0, text)
        try:
            outcome = await self._translator.translate(text, target=wanted, tenant=tenant, names=names)
            if target is None and isinstance(outcome, Skip) and outcome.reason is Reason.SAME_LANGUAGE:
                # A user who wants to have their own language translated wants the other one.
                chinese = await self._router.chinese(
                    interaction.guild_id, interaction.channel_id or 0, parent_of(interaction.channel)
                )
                other = chinese if outcome.source is Language.ENGLISH else Target.ENGLISH
                outcome = await self._translator.translate(text, target=other, tenant=tenant, names=names)
        except (OverloadedError, DeadlineError):
            await reply_ephemeral(interaction, say(locale, "error.busy"))
            return
        if isinstance(outcome, Translation):
            await reply_ephemeral(interaction, with_low_confidence_note(outcome))
        else:
            await reply_ephemeral(interaction, say(locale, skip_key(outcome)))


@everywhere
class LanguageChoice(
    commands.GroupCog,
    group_name=named("command.language.name"),
    group_description=named("command.language.description"),
):
    """Lets users choose the language that they read and write.

    Args:
        members: where the choice is stored.
    """

    def __init__(self, members: Members) -> None:
        super().__init__()
        self._members = members

    @app_commands.command(
        name=named("command.language.set.name"), description=named("command.language.set.description")
    )
    @app_commands.rename(language=named("command.language.set.language.name"))
    @app_commands.describe(language=named("command.language.set.language.description"))
    @app_commands.choices(language=_LANGUAGES)
    async def set(self, interaction: discord.Interaction, language: str) -> None:
        """Handle `/language set`."""
        member = await self._members.get(interaction.user.id)
        await self._members.set(replace(member, language=language))
        await _reply_with_language(interaction, "language.set_auto" if language == AUTO else "language.set", language)

    @app_commands.command(
        name=named("command.language.show.name"), description=named("command.language.show.description")
    )
    async def show(self, interaction: discord.Interaction) -> None:
        """Handle `/language show`."""
        language = (await self._members.get(interaction.user.id)).language
        await _reply_with_language(interaction, "language.show_auto" if language == AUTO else "language.show", language)


async def _reply_with_language(interaction: discord.Interaction, key: str, language: str) -> None:
    locale = interaction.locale
    await reply_ephemeral(interaction, say(locale, key, language=say(locale, f"language.{language}")))
