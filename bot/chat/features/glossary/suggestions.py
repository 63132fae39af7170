"""The message menu's 'Suggest a better translation': users submit suggestions for the moderators to review."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.content import text_of
from bot.chat.features.glossary.entries import Flaw, detect_language, parse_entry
from bot.chat.features.glossary.review import SuggestionReview
from bot.chat.relay.digest import translation_in
from bot.chat.relay.families import pages_with
from bot.chat.strings import say
from bot.chat.ui.forms import Form
from bot.chat.ui.lines import LinePicker
from bot.chat.ui.localization import named
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.storage.stores import Stores
from bot.storage.types.links import Link
from bot.storage.types.terms import LONGEST_TEXT
from bot.text.limits import shorten

MAX_OPEN = 10
"""Open suggestions of one user in a server."""

_FETCH = 1.0
"""Seconds for reading the original: after 1.5, the interaction is acknowledged, and no form can be opened."""

_LATE = "…"
"""What the form shows if the original did not arrive in time."""

_SHOWN = 1_900
"""Characters of a text that the form shows above the field; Discord allows 4,000 for both."""

Submit = Callable[[discord.Interaction, Link, str], Awaitable[None]]


class Suggestions(commands.Cog):
    """Takes suggestions.

    Args:
        client: the connected client, where the message menu is registered.
        stores: suggestions and links.
        review: shows suggestions to moderators.
    """

    def __init__(self, client: commands.Bot, stores: Stores, review: SuggestionReview) -> None:
        self._client = client
        self._stores = stores
        self._review = review
        self._menu = app_commands.ContextMenu(
            name=named("command.suggest.name"),
            callback=self.menu,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        )

    async def cog_load(self) -> None:
        """Register the message menu; discord.py finds only slash commands in a cog."""
        self._client.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Remove the message menu."""
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)

    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Open the form, or for a digest a menu of its lines."""
        locale = interaction.locale
        links = await self._stores.links.of_post(message.id)
        if not links or interaction.guild_id is None:
            await reply_ephemeral(interaction, say(locale, "suggest.not_ours"))
            return
        [link, *_] = links
        if link.line is not None:
            await interaction.response.send_message(
                say(locale, "suggest.lines"),
                view=LinePicker(self.open_form, locale, links, message.content),
                ephemeral=True,
            )
            return
        if len(pages_with(await self._stores.links.of_original(link.original_id), message.id)) > 1:
            await reply_ephemeral(interaction, say(locale, "suggest.long"))
            return
        await self.open_form(interaction, link, translation_in(message.content))

    async def open_form(self, interaction: discord.Interaction, link: Link, current: str) -> None:
        """Open the form, unless the original is gone.

        Args:
            interaction: of the user, without a response so far.
            link: from the message to the post with its translation.
            current: the translation in the post.
        """
        locale = interaction.locale
        try:
            async with asyncio.timeout(_FETCH):
                source = await self._source(link)
        except TimeoutError:
            source = _LATE
        if source is None or not source.strip():
            await reply_ephemeral(interaction, say(locale, "suggest.gone" if source is None else "suggest.unreadable"))
            return
        form = SuggestionForm(self.submit, locale, link, current, source)
        await interaction.response.send_modal(form)

    async def submit(self, interaction: discord.Interaction, link: Link, target: str) -> None:
        """Store a suggestion, show it to the moderators and reply to the user.

        Args:
            interaction: of the user, without a response so far.
            link: from the message to the post with its translation.
            target: the better translation.
        """
        await defer(interaction)
        await reply_ephemeral(interaction, await self._submit(interaction, link, target.strip()))

    async def _submit(self, interaction: discord.Interaction, link: Link, target: str) -> str:
        locale = interaction.locale
        links = await self._stores.links.of_post(link.post_id)
        source = await self._source(link) if link.original_id in {other.original_id for other in links} else None
        if source is None:
            return say(locale, "suggest.gone")
        if not source.strip():
            return say(locale, "suggest.unreadable")
        entry = parse_entry(source, target, detect_language(source, target).value, whole=True)
        if isinstance(entry, Flaw):
            return say(locale, f"glossary.flaw.{entry}", longest=LONGEST_TEXT)
        guild_id = interaction.guild_id or 0
        waiting = await self._stores.suggestions.of_guild(guild_id)
        if (entry.language, entry.source, entry.target) in {(one.language, one.source, one.target) for one in waiting}:
            return say(locale, "suggest.twice")
        if sum(one.author_id == interaction.user.id for one in waiting) >= MAX_OPEN:
            return say(locale, "suggest.many", most=MAX_OPEN)
        suggestion = await self._stores.suggestions.add(
            guild_id=guild_id,
            channel_id=link.post_channel_id,
            post_id=link.post_id,
            author_id=interaction.user.id,
            language=entry.language.value,
            source=entry.source,
            target=entry.target,
            created_at=int(time.time()),
            source_author_id=link.author_id,
        )
        shown = await self._review.announce(suggestion)
        return say(locale, "suggest.thanks" if shown else "suggest.kept")

    async def _source(self, link: Link) -> str | None:
        """The text of the original; None if it was deleted or cannot be seen."""
        channel = self._client.get_partial_messageable(link.channel_id, guild_id=link.guild_id)
        try:
            return text_of(await channel.fetch_message(link.original_id))
        except (discord.NotFound, discord.Forbidden):
            return None


class SuggestionForm(Form):
    """A form with the current translation, which the user improves.

    Args:
        submit: takes the suggestion.
        locale: of the user.
        link: from the message to the post with its translation.
        current: the translation in the post.
        source: the original.
    """

    def __init__(self, submit: Submit, locale: object, link: Link, current: str, source: str) -> None:
        super().__init__(say(locale, "suggest.form.title"))
        self._submit = submit
        self._link = link
        shown = "\n".join(
            f"{say(locale, f'suggest.form.{name}')}\n{_quote(text)}"
            for name, text in (("original", source), ("current", current))
        )
        self.add_item(discord.ui.TextDisplay(shown))
        self._better: discord.ui.TextInput[SuggestionForm] = discord.ui.TextInput(
            custom_id="better", style=discord.TextStyle.long, default=current, max_length=LONGEST_TEXT
        )
        self.add_item(discord.ui.Label(text=say(locale, "suggest.form.label"), component=self._better))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Submit the suggestion."""
        await self._submit(interaction, self._link, self._better.value)


def _quote(text: str) -> str:
    """A text as a quotation, so that it cannot be taken for a part of the form."""
    return shorten("\n".join(f"> {line}" for line in text.split("\n")), _SHOWN)
