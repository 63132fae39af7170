"""Translation on demand: `/translate` and the message menu's 'Translate', for the reader alone."""

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.incoming import has_opted_out, parent_of, text_of
from bot.chat.relay.compose import with_low_confidence_note
from bot.chat.relay.routes import Router
from bot.chat.relay.speakers import Speakers
from bot.chat.strings import Catalogue, target_of
from bot.chat.ui.localisation import everywhere, named
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import DeadlineError, OverloadedError
from bot.storage.members import Members
from bot.text.language import Language
from bot.translation.service import Translator
from bot.translation.types import Reason, Skip, Target, Translation

_TARGETS = [Choice(name=named(f"language.{target}"), value=target.value) for target in Target]


class Translate(commands.Cog):
    """Translates what a person points at.

    Args:
        translator: the use case.
        members: which language a person reads.
        router: in which script Chinese is posted.
        speakers: whose names stay as they are.
        catalogue: what is said to people.
        tree: where the message menu is registered.
    """

    def __init__(
        self,
        translator: Translator,
        members: Members,
        router: Router,
        *,
        speakers: Speakers,
        catalogue: Catalogue,
        tree: app_commands.CommandTree,
    ) -> None:
        self._translator = translator
        self._members = members
        self._router = router
        self._speakers = speakers
        self._catalogue = catalogue
        self._tree = tree
        self._menu = app_commands.ContextMenu(name=named("command.menu.name"), callback=self.menu)

    async def cog_load(self) -> None:
        """A menu is no method of a cog to discord.py, so it is registered by hand."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """And taken away again."""
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
        """Answer `/translate`."""
        await self._answer(interaction, text, Target(to) if to else None)

    @everywhere
    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer the message menu; Discord sends the message's text along, with or without the intent."""
        if await has_opted_out(self._members, message, interaction.user.id):
            await reply_ephemeral(interaction, self._catalogue.say(interaction.locale, "ignore.refused"))
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
                # Who asks to have his own language translated wants to see the other one.
                chinese = await self._router.chinese(
                    interaction.guild_id, interaction.channel_id or 0, parent_of(interaction.channel)
                )
                other = chinese if outcome.source is Language.ENGLISH else Target.ENGLISH
                outcome = await self._translator.translate(text, target=other, tenant=tenant, names=names)
        except (OverloadedError, DeadlineError):
            await reply_ephemeral(interaction, self._catalogue.say(locale, "error.busy"))
            return
        if isinstance(outcome, Translation):
            await reply_ephemeral(interaction, with_low_confidence_note(outcome))
        else:
            await reply_ephemeral(interaction, self._catalogue.say(locale, f"skip.{outcome.reason.replace(' ', '_')}"))
