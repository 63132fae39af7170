"""👍 and 👎 below translations: one vote per user and post, stored without any text."""

import re
from typing import Any, Self

import discord
from discord.ext import commands

from bot.chat.relay.post import Post
from bot.chat.strings import say
from bot.chat.ui.persistent import PersistentButton, cog_of
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.channels import Channels
from bot.storage.links import Links
from bot.storage.types.links import PostKind
from bot.storage.votes import Vote, Votes

_EMOJI: dict[Vote, str] = {1: "👍", -1: "👎"}
_VALUES: dict[str, Vote] = {"for": 1, "against": -1}


class Voting(commands.Cog):
    """Records votes.

    Args:
        votes: where they are stored.
        links: which posts are translations.
        client: where the buttons are registered.
    """

    def __init__(self, votes: Votes, links: Links, client: commands.Bot) -> None:
        self._votes = votes
        self._links = links
        self._client = client

    async def cog_load(self) -> None:
        """Register the buttons."""
        self._client.add_dynamic_items(VoteButton)

    async def cog_unload(self) -> None:
        """Remove the buttons."""
        self._client.remove_dynamic_items(VoteButton)

    async def vote(self, interaction: discord.Interaction, value: Vote) -> None:
        """Record the user's vote on a post; it replaces their previous one."""
        post = interaction.message
        if post is None or interaction.guild_id is None or not await self._links.of_post(post.id):
            await reply_ephemeral(interaction, say(interaction.locale, "vote.gone"))
            return
        await self._votes.cast(post.id, interaction.guild_id, interaction.user.id, value)
        await reply_ephemeral(interaction, say(interaction.locale, "vote.thanks"))


class VoteButton(PersistentButton, template=r"qiao:vote:(?P<value>for|against)"):
    """A button that votes for or against a translation.

    Args:
        word: `for` or `against`.
    """

    def __init__(self, word: str) -> None:
        self._value = _VALUES[word]
        super().__init__(
            discord.ui.Button(
                emoji=_EMOJI[self._value], style=discord.ButtonStyle.secondary, custom_id=f"qiao:vote:{word}"
            )
        )

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        return cls(match["value"])

    async def press(self, interaction: discord.Interaction) -> None:
        """Vote."""
        await cog_of(interaction, Voting).vote(interaction, self._value)


def vote_buttons() -> discord.ui.View:
    """The buttons below a translation."""
    view = discord.ui.View(timeout=None)
    for word in _VALUES:
        view.add_item(VoteButton(word))
    return view


class VoteButtons:
    """Adds the buttons to posts.

    Args:
        channels: the settings of channels.
    """

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    async def below(self, post: Post) -> discord.ui.View | None:
        """The buttons below the last page of a post; a thread inherits its channel's setting."""
        message = post.message
        if message.guild_id is None or post.kind is PostKind.ANSWER:
            return None
        settings = await self._channels.effective([message.channel_id, message.parent_id])
        return vote_buttons() if settings.votes else None
