"""Answers requests with translations that only the user sees."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Self

import discord

from bot.chat.incoming import parent_of
from bot.chat.relay.compose import with_low_confidence_note
from bot.chat.relay.routes import Router
from bot.chat.relay.speakers import Speakers
from bot.chat.strings import languages_of, say, skip_key
from bot.chat.ui.forms import CHANGEABLE_SECONDS
from bot.chat.ui.permissions import may_see
from bot.chat.ui.replies import apologize, reply_ephemeral
from bot.errors import DeadlineError, OverloadedError
from bot.moderation.screen import Screen
from bot.storage.members import Members
from bot.text.language import Language
from bot.text.script import to_script
from bot.translation.service import Translator
from bot.translation.types import Reason, Skip, Target, Translation


class Answers:
    """Translates texts and messages for the users who ask; the interactions have been deferred.

    Args:
        translator: translates.
        members: the languages that users read.
        router: the scripts in which Chinese is posted.
        speakers: the names of recent speakers, which are not translated.
        screen: what must not be shown on a server, except to its moderators.
    """

    def __init__(
        self, translator: Translator, members: Members, router: Router, speakers: Speakers, screen: Screen
    ) -> None:
        self._screen = screen
        self._translator = translator
        self._members = members
        self._router = router
        self._speakers = speakers

    async def translate_text(self, interaction: discord.Interaction, text: str, to: Target | None) -> None:
        """Answer with the translation of a text that the user typed."""
        if to:
            await self._answer(interaction, text, to)
        elif skip := await self._answer_reader(interaction, text):
            # Whoever types a text of their own language wants the other one.
            await self._answer_other(interaction, text, skip)

    async def translate_message(self, interaction: discord.Interaction, text: str) -> None:
        """Answer with the translation of a message."""
        language = await self._answer_reader(interaction, text)
        if language is None:
            return
        if len(await self._languages(interaction)) == 1:
            # Someone who reads one language and wants a message in it translated wants the other one.
            await self._answer_other(interaction, text, language)
            return
        view = Anyway(interaction, lambda pressed: self._answer_other(pressed, text, language))
        await interaction.followup.send(say(interaction.locale, "reading.already"), view=view, ephemeral=True)

    async def _languages(self, interaction: discord.Interaction) -> tuple[Target, ...]:
        return languages_of(await self._members.get(interaction.user.id), interaction.locale)

    async def _answer_reader(self, interaction: discord.Interaction, text: str) -> Language | None:
        """Answer in what the user reads; return the language of the text instead if they read it already."""
        target, *also = await self._languages(interaction)
        return await self._answer(interaction, text, target, also, already=True)

    async def _answer_other(self, interaction: discord.Interaction, text: str, language: Language) -> None:
        """Answer in the language that a text is not in."""
        chinese = await self._router.chinese(
            interaction.guild_id, interaction.channel_id or 0, parent_of(interaction.channel)
        )
        await self._answer(interaction, text, chinese if language is Language.ENGLISH else Target.ENGLISH)

    async def _answer(
        self,
        interaction: discord.Interaction,
        text: str,
        target: Target,
        also: Sequence[Target] = (),
        *,
        already: bool = False,
    ) -> Language | None:
        """Answer with a translation or the reason for none; with `already`, return the language of what is read."""
        locale = interaction.locale
        names = self._speakers.names(interaction.channel_id or 0, text)
        tenant = interaction.guild_id or 0
        try:
            outcome = await self._translator.translate(text, target=target, also=also, tenant=tenant, names=names)
            if isinstance(outcome, Translation) and not await may_see(self._screen, interaction, text, outcome.text):
                outcome = Skip(Reason.WITHHELD, outcome.source)
        except (OverloadedError, DeadlineError):
            await reply_ephemeral(interaction, say(locale, "error.busy"))
            return None
        if already and (language := _language_read(target, text, outcome)):
            return language
        if isinstance(outcome, Translation):
            await reply_ephemeral(interaction, with_low_confidence_note(outcome))
        else:
            await reply_ephemeral(interaction, say(locale, skip_key(outcome)))
        return None


def _language_read(target: Target, text: str, outcome: Translation | Skip) -> Language | None:
    """The language of a text that its reader reads already: Chinese in the other script counts as Chinese.

    What is in no language counts too: "ok lol" needs no English, but has a translation into Chinese.
    """
    if isinstance(outcome, Translation):
        same = target.script is not None and outcome.text == to_script(text.strip(), target.script)
        return Language.CHINESE if same else None
    if outcome.reason is Reason.SAME_LANGUAGE:
        return outcome.source or target.language
    return target.language if outcome.reason is Reason.UNKNOWN_LANGUAGE else None


class Anyway(discord.ui.View):
    """A button that translates what the user reads already.

    Args:
        interaction: whose answer has the button.
        translate: answers the press of the button.
    """

    def __init__(
        self, interaction: discord.Interaction, translate: Callable[[discord.Interaction], Awaitable[None]]
    ) -> None:
        super().__init__(timeout=CHANGEABLE_SECONDS)
        self._interaction = interaction
        self._translate = translate
        self.translate.label = say(interaction.locale, "reading.anyway")

    @discord.ui.button(custom_id="anyway")
    async def translate(self, interaction: discord.Interaction, _: discord.ui.Button[Self]) -> None:
        """Translate, and remove the button."""
        self.stop()
        await interaction.response.edit_message(view=None)
        await self._translate(interaction)

    async def on_timeout(self) -> None:
        """Remove the button, which no longer works."""
        with suppress(discord.HTTPException):
            await self._interaction.edit_original_response(view=None)

    async def on_error(self, interaction: discord.Interaction, error: Exception, _: object, /) -> None:
        """Report an error to the user."""
        await apologize(interaction, error)
