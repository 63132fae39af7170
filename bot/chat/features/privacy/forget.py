"""`/forget-me`: everything that is held about a person is deleted, once he has confirmed it."""

import asyncio

import discord
import structlog
from discord import ButtonStyle, app_commands
from discord.ext import commands

from bot.chat.features.privacy.erasure import Erasure, ErasureReport
from bot.chat.strings import ENGLISH, Catalogue
from bot.chat.ui.localisation import everywhere, named
from bot.chat.ui.persistent import PersistentView
from bot.chat.ui.replies import apologise

log = structlog.get_logger(__name__)

_NOBODY = discord.AllowedMentions.none()


class Confirmation(PersistentView):
    """The two buttons below the question.

    Args:
        cog: does what is asked.
        catalogue: what is said to people.
        locale: of the person.
    """

    def __init__(self, cog: "ForgetMe", catalogue: Catalogue, locale: object = ENGLISH) -> None:
        super().__init__()
        self._cog = cog
        self.yes.label = catalogue.say(locale, "forget.yes")
        self.no.label = catalogue.say(locale, "forget.no")

    @discord.ui.button(custom_id="forget:yes", style=ButtonStyle.danger)
    async def yes(self, interaction: discord.Interaction, _: discord.ui.Button["Confirmation"]) -> None:
        """Delete the data."""
        await self._cog.confirmed(interaction)

    @discord.ui.button(custom_id="forget:no")
    async def no(self, interaction: discord.Interaction, _: discord.ui.Button["Confirmation"]) -> None:
        """Keep it."""
        await self._cog.declined(interaction)


class ForgetMe(commands.Cog):
    """Forgets who asks for it.

    Args:
        forgetting: does it.
        catalogue: what is said to people.
        client: where the buttons are registered.
    """

    def __init__(self, forgetting: Erasure, catalogue: Catalogue, client: discord.Client) -> None:
        self._forgetting = forgetting
        self._catalogue = catalogue
        self._client = client
        self._at_work: dict[int, asyncio.Task[None]] = {}

    async def cog_load(self) -> None:
        """Answer for the buttons that were posted before, too."""
        self._client.add_view(Confirmation(self, self._catalogue))

    async def cog_unload(self) -> None:
        """Break off; who asked can ask again."""
        for task in self._at_work.values():
            task.cancel()
        await asyncio.gather(*self._at_work.values(), return_exceptions=True)

    @everywhere
    @app_commands.command(name=named("command.forget.name"), description=named("command.forget.description"))
    async def forget_me(self, interaction: discord.Interaction) -> None:
        """Answer `/forget-me`."""
        await interaction.response.send_message(
            self._catalogue.say(interaction.locale, "forget.ask"),
            view=Confirmation(self, self._catalogue, interaction.locale).detached(),
            ephemeral=True,
            allowed_mentions=_NOBODY,
        )

    async def declined(self, interaction: discord.Interaction) -> None:
        """Leave everything as it is."""
        await self._replace(interaction, "forget.kept")

    async def confirmed(self, interaction: discord.Interaction) -> None:
        """Forget the person who pressed the button."""
        await self._replace(interaction, "forget.working")
        user_id = interaction.user.id
        if user_id not in self._at_work:
            task = self._at_work[user_id] = asyncio.create_task(self._forget(interaction))
            task.add_done_callback(lambda _: self._at_work.pop(user_id))

    async def _replace(self, interaction: discord.Interaction, key: str) -> None:
        text = self._catalogue.say(interaction.locale, key)
        await interaction.response.edit_message(content=text, view=None, allowed_mentions=_NOBODY)

    async def _forget(self, interaction: discord.Interaction) -> None:
        try:
            farewell = await self._forgetting.forget(interaction.user.id)
        except Exception as error:  # noqa: BLE001 - whatever it was, the person is told that it was not done
            await apologise(interaction, error)
            return
        text = self._account(interaction.locale, farewell)
        try:
            await interaction.edit_original_response(content=text, allowed_mentions=_NOBODY)
        except discord.HTTPException:
            # It took longer than the fifteen minutes for which an interaction can be answered.
            await self._write_to(interaction.user, text)

    async def _write_to(self, person: discord.User | discord.Member, text: str) -> None:
        try:
            await person.send(text, allowed_mentions=_NOBODY)
        except discord.HTTPException:
            log.info("who was forgotten takes no direct messages")

    def _account(self, locale: object, farewell: ErasureReport) -> str:
        held = farewell.held
        lines = [
            self._catalogue.say(
                locale,
                "forget.done",
                translations=farewell.translations,
                links=farewell.links,
                preferences=held.preferences,
                suggestions=held.suggestions,
                votes=held.votes,
                terms=held.terms,
            )
        ]
        if farewell.refused:
            lines.append(self._catalogue.say(locale, "forget.refused", count=farewell.refused))
        return "\n".join(lines)
