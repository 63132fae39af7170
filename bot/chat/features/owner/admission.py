"""On which servers Qiao stays: on all, or only on those that its owner listed and on the owner's own."""

from collections.abc import Iterable

import discord
import structlog

from bot.chat.strings import both
from bot.storage.hosting import Hosting

log = structlog.get_logger(__name__)


def owner_ids(application: discord.AppInfo | None) -> frozenset[int]:
    """The ids of the people who own an application: its owner, or the members of the team that owns it."""
    if application is None:
        return frozenset()
    if application.team is None:
        return frozenset({application.owner.id})
    accepted = discord.TeamMembershipState.accepted
    return frozenset(member.id for member in application.team.members if member.membership_state is accepted)


class Admission:
    """Decides where Qiao stays, and leaves the other servers with a polite message.

    Args:
        client: the connected client.
        hosting: which servers the host allows.
    """

    def __init__(self, client: discord.Client, hosting: Hosting) -> None:
        self._client = client
        self._hosting = hosting

    def is_owner(self, user_id: int | None) -> bool:
        """Whether a person owns the application, alone or in a team."""
        return user_id in owner_ids(self._client.application)

    async def admits(self, guild: discord.Guild) -> bool:
        """Whether Qiao stays on a server."""
        return not self.outside([guild], await self._hosting.allowed())

    def outside(self, guilds: Iterable[discord.Guild], allowed: Iterable[int]) -> list[discord.Guild]:
        """The servers that a list does not allow; an empty list allows all, and every list those of the owner."""
        listed = frozenset(allowed)
        return [guild for guild in guilds if listed and guild.id not in listed and not self.is_owner(guild.owner_id)]

    async def leave(self, guild: discord.Guild) -> bool:
        """Say goodbye and leave; False if Discord did not let us."""
        channel = _place_for_goodbye(guild)
        try:
            if channel:
                await channel.send(both("owner.goodbye"), silent=True)
        except discord.HTTPException as error:
            log.info("no goodbye", guild=guild.id, status=error.status, code=error.code)
        try:
            await guild.leave()
        except discord.HTTPException as error:
            log.warning("server not left", guild=guild.id, status=error.status, code=error.code)
            return False
        log.info("server left", guild=guild.id)
        return True


def _place_for_goodbye(guild: discord.Guild) -> discord.TextChannel | None:
    """The channel for system messages, or else the first one in which we may write."""
    places = [guild.system_channel, *guild.text_channels]
    for place in places:
        if place:
            held = place.permissions_for(guild.me)
            if held.view_channel and held.send_messages:
                return place
    return None
