"""Counts the votes below translations."""

import discord
from discord.ext import commands

from bot.chat.features.voting import COUNTS, VoteButton
from bot.chat.strings import Catalogue
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.links import Links
from bot.storage.types import Vote as Value
from bot.storage.votes import Votes


class Vote(commands.Cog, name=COUNTS):
    """Counts.

    Args:
        votes: where that is kept.
        links: which posts are translations.
        catalogue: what is said to people.
        client: where the buttons are registered.
    """

    def __init__(self, votes: Votes, links: Links, catalogue: Catalogue, client: commands.Bot) -> None:
        self._votes = votes
        self._links = links
        self._catalogue = catalogue
        self._client = client

    async def cog_load(self) -> None:
        """Register the buttons."""
        self._client.add_dynamic_items(VoteButton)

    async def cog_unload(self) -> None:
        """And take them away again."""
        self._client.remove_dynamic_items(VoteButton)

    async def cast(self, interaction: discord.Interaction, value: Value) -> None:
        """Count a vote in the place of the one that the person gave before."""
        post = interaction.message
        if post is None or interaction.guild_id is None or not await self._links.of_post(post.id):
            await reply_ephemeral(interaction, self._catalogue.say(interaction.locale, "vote.gone"))
            return
        await self._votes.cast(post.id, interaction.guild_id, interaction.user.id, value)
        await reply_ephemeral(interaction, self._catalogue.say(interaction.locale, "vote.thanks"))
