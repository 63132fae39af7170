"""Times out the author of a flagged message, as the moderator who asks could do it."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import discord

from bot.chat.features.moderation.mutes import DURATIONS
from bot.chat.strings import say
from bot.chat.ui.forms import CHANGEABLE_SECONDS
from bot.chat.ui.replies import apologize


async def time_out(interaction: discord.Interaction, user_id: int, minutes: int) -> str:
    """Time someone out for a moderator with the permission to do so.

    Args:
        interaction: of the moderator, on a server.
        user_id: whom.
        minutes: for how long.

    Returns:
        Why they were not timed out, in the moderator's language; empty if they were.
    """
    locale, guild, moderator = interaction.locale, interaction.guild, interaction.user
    if guild is None or not isinstance(moderator, discord.Member):
        return say(locale, "case.timeout.left")
    reason = say(guild.preferred_locale, "case.timeout.reason", moderator=moderator.name, id=moderator.id)
    mention = f"<@{user_id}>"
    try:
        member = await guild.fetch_member(user_id)
        obstacle = _obstacle(guild, moderator, member)
        if obstacle:
            return say(locale, obstacle, member=mention)
        await member.timeout(timedelta(minutes=minutes), reason=reason)
    except discord.NotFound:
        return say(locale, "case.timeout.left")
    except discord.Forbidden:
        return say(locale, "case.timeout.refused", member=mention)
    return ""


def _obstacle(guild: discord.Guild, moderator: discord.Member, member: discord.Member) -> str:
    """The key of the text that says why a member cannot be timed out; empty if nothing stands in the way."""
    if member.id == guild.owner_id or member.guild_permissions.administrator:
        return "case.timeout.protected"
    if moderator.id != guild.owner_id and moderator.top_role <= member.top_role:
        return "case.timeout.rank"
    if not guild.me.guild_permissions.moderate_members:
        return "case.timeout.right"
    return "case.timeout.own_rank" if guild.me.top_role <= member.top_role else ""


class TimeoutChoice(discord.ui.View):
    """The choice of how long somebody is timed out, which only the moderator sees.

    Args:
        interaction: whose answer has the buttons.
        choose: is called with the press of a button and its minutes.
    """

    def __init__(
        self, interaction: discord.Interaction, choose: Callable[[discord.Interaction, int], Awaitable[None]]
    ) -> None:
        super().__init__(timeout=CHANGEABLE_SECONDS)
        self._interaction = interaction
        self._choose = choose
        for minutes in DURATIONS:
            self.add_item(_Duration(say(interaction.locale, f"mute.for.{minutes}"), minutes))

    async def choose(self, interaction: discord.Interaction, minutes: int) -> None:
        """Time out for the minutes that were chosen."""
        await self._choose(interaction, minutes)

    async def on_timeout(self) -> None:
        """Remove the buttons, which no longer work."""
        with suppress(discord.HTTPException):
            await self._interaction.edit_original_response(view=None)

    async def on_error(self, interaction: discord.Interaction, error: Exception, _: object, /) -> None:
        """Report an error to the user."""
        await apologize(interaction, error)


class _Duration(discord.ui.Button[TimeoutChoice]):
    def __init__(self, label: str, minutes: int) -> None:
        super().__init__(label=label, custom_id=f"minutes:{minutes}")
        self._minutes = minutes

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.view:
            await self.view.choose(interaction, self._minutes)
