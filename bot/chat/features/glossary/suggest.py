"""The message menu's 'Suggest a better translation', and the verdicts on what came of it."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.features.glossary.buttons import DECIDES, Decision, Verdict
from bot.chat.features.glossary.form import Form, Lines
from bot.chat.features.glossary.review import Desk
from bot.chat.relay.digest import translation_in
from bot.chat.strings import Catalogue
from bot.chat.ui.localisation import named
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.links import Links

_NOBODY = discord.AllowedMentions.none()


class Suggest(commands.Cog, name=DECIDES):
    """Takes suggestions and verdicts.

    Args:
        desk: where suggestions go.
        links: which post carries which message's translation.
        catalogue: what is said to people.
        client: where the message menu and the buttons are registered.
    """

    def __init__(self, desk: Desk, links: Links, catalogue: Catalogue, client: commands.Bot) -> None:
        self._desk = desk
        self._links = links
        self._catalogue = catalogue
        self._client = client
        self._menu = app_commands.ContextMenu(
            name=named("command.suggest.name"),
            callback=self.menu,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        )

    async def cog_load(self) -> None:
        """Register the menu and the buttons."""
        self._client.tree.add_command(self._menu)
        self._client.add_dynamic_items(Decision)

    async def cog_unload(self) -> None:
        """And take them away again."""
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)
        self._client.remove_dynamic_items(Decision)

    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer the message menu: with the form, or with a choice of lines where the post is a digest."""
        locale = interaction.locale
        links = await self._links.of_post(message.id)
        if not links or interaction.guild_id is None:
            await reply_ephemeral(interaction, self._catalogue.say(locale, "suggest.not_ours"))
            return
        [link, *_] = links
        if link.line is not None:
            await interaction.response.send_message(
                self._catalogue.say(locale, "suggest.lines"),
                view=Lines(self._desk, self._catalogue, locale, links, message.content),
                ephemeral=True,
                allowed_mentions=_NOBODY,
            )
            return
        parts = await self._links.of_original(link.original_id)
        if sum((part.mirror, part.post_channel_id) == (link.mirror, link.post_channel_id) for part in parts) > 1:
            await reply_ephemeral(interaction, self._catalogue.say(locale, "suggest.long"))
            return
        present = translation_in(message.content)
        await interaction.response.send_modal(Form(self._desk, self._catalogue, locale, link, present))

    async def decide(self, interaction: discord.Interaction, suggestion_id: int, verdict: Verdict) -> None:
        """A moderator pressed a button."""
        await self._desk.decide(interaction, suggestion_id, verdict)
