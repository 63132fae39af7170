"""👍 and 👎 below translations: one vote a person a post, counted without any text."""

import re
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, cast

import discord

from bot.chat.relay.post import Post
from bot.chat.strings import Catalogue
from bot.chat.ui.replies import apologise
from bot.storage.channels import Channels
from bot.storage.types import ChannelPreferences, ChannelSettings, PostKind, Vote
from bot.storage.votes import Votes

if TYPE_CHECKING:
    from discord.ext import commands

COUNTS: Final = "Vote"
"""The name of the cog that counts."""

_EMOJI: dict[Vote, str] = {1: "👍", -1: "👎"}
_VALUES: dict[str, Vote] = {"for": 1, "against": -1}


class Counts(Protocol):
    """Whatever counts votes."""

    async def cast(self, interaction: discord.Interaction, value: Vote) -> None:
        """Count the vote of the person on the post."""
        ...


class VoteButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"qiao:vote:(?P<value>for|against)"
):
    """A button, which works after a restart too.

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
        """Made anew for each press."""
        return cls(match["value"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Vote."""
        cog = cast("commands.Bot", interaction.client).get_cog(COUNTS)
        try:
            await cast("Counts", cog).cast(interaction, self._value)
        except Exception as error:  # noqa: BLE001 - discord.py would leave the person without an answer
            await apologise(interaction, error)


def view_for(preferences: ChannelPreferences | ChannelSettings | None) -> discord.ui.View | None:
    """The buttons for a post of translations; None where the channel does not vote.

    Args:
        preferences: of the channel; None where nobody chose any.
    """
    if preferences is None or not preferences.votes:
        return None
    view = discord.ui.View(timeout=None)
    for word in _VALUES:
        view.add_item(VoteButton(word))
    return view


class VoteButtons:
    """Knows which posts are voted on.

    Args:
        channels: what moderators chose for them.
    """

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    async def below(self, post: Post) -> discord.ui.View | None:
        """The buttons below a post's last post; a thread votes as its channel unless it has a choice of its own."""
        message = post.message
        if message.guild_id is None or post.kind is PostKind.ANSWER:
            return None
        lineage = [message.channel_id] if message.parent_id is None else [message.channel_id, message.parent_id]
        return view_for(await self._channels.effective(lineage))


async def tally(votes: Votes, catalogue: Catalogue, locale: object, guild_id: int) -> str:
    """How a server has voted, in a line; empty where nobody has."""
    good, bad = await votes.count(guild_id)
    return catalogue.say(locale, "vote.count", good=good, bad=bad) if good or bad else ""
