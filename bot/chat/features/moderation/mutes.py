"""`/mute add|remove|list`: members whose messages Qiao leaves alone on a server.

A muted member is not told. Their messages get no translations, no copies in bridges, and no answers to flags and
mentions, and neither do their own requests. Readers can still translate them for themselves with the message menu, so
that moderators understand what they write.
"""

import time

import discord
import structlog
from discord import app_commands
from discord.app_commands import Choice

from bot.chat.posting.audit import Audit, Phrase
from bot.chat.relay.relay import Relay
from bot.chat.strings import say
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import ModeratorGroup
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import DiscordError
from bot.storage.mutes import Mute, Mutes

log = structlog.get_logger(__name__)

DURATIONS = (10, 60, 1_440, 10_080)
"""What moderators can choose, in minutes; otherwise a mute lasts until it is lifted."""

_CHOICES = [Choice(name=named(f"mute.for.{minutes}"), value=minutes) for minutes in DURATIONS]
_member = app_commands.describe(member=named("command.mute.member.description"))
_rename = app_commands.rename(member=named("command.mute.member.name"))


class MuteCommands(
    ModeratorGroup,
    group_name=named("command.mute.name"),
    group_description=named("command.mute.description"),
    permission="moderate_members",
):
    """The commands that mute members.

    Args:
        mutes: the muted members.
        relay: drops their messages that are not posted yet.
        audit: where changes are reported.
    """

    def __init__(self, mutes: Mutes, relay: Relay, audit: Audit) -> None:
        super().__init__()
        self._mutes = mutes
        self._relay = relay
        self._audit = audit

    @app_commands.command(name=named("command.mute.add.name"), description=named("command.mute.add.description"))
    @app_commands.rename(member=named("command.mute.member.name"), minutes=named("command.mute.add.for.name"))
    @app_commands.describe(
        member=named("command.mute.member.description"), minutes=named("command.mute.add.for.description")
    )
    @app_commands.choices(minutes=_CHOICES)
    async def add(self, interaction: discord.Interaction, member: discord.User, minutes: int | None = None) -> None:
        """Handle `/mute add`."""
        await defer(interaction)
        if member.id == interaction.client.application_id or member.bot:
            await reply_ephemeral(interaction, say(interaction.locale, "mute.bot"))
            return
        guild_id = interaction.guild_id or 0
        until = int(time.time()) + minutes * 60 if minutes else None
        await self._mutes.set(Mute(guild_id, member.id, until))
        await self._drop_pending(guild_id, member.id)
        key = "mute.until" if until else "mute.lasting"
        await reply_ephemeral(interaction, say(interaction.locale, key, member=member.mention, until=until))
        period = Phrase(f"mute.for.{minutes}" if minutes else "mute.for.lifted")
        await self._record(interaction, "audit.muted", member=member.mention, period=period)

    @app_commands.command(name=named("command.mute.remove.name"), description=named("command.mute.remove.description"))
    @_rename
    @_member
    async def remove(self, interaction: discord.Interaction, member: discord.User) -> None:
        """Handle `/mute remove`."""
        await defer(interaction)
        lifted = await self._mutes.lift(interaction.guild_id or 0, member.id)
        key = "mute.lifted" if lifted else "mute.unknown"
        await reply_ephemeral(interaction, say(interaction.locale, key, member=member.mention))
        if lifted:
            await self._record(interaction, "audit.unmuted", member=member.mention)

    @app_commands.command(name=named("command.mute.list.name"), description=named("command.mute.list.description"))
    async def list_(self, interaction: discord.Interaction) -> None:
        """Handle `/mute list`."""
        await defer(interaction)
        locale = interaction.locale
        mutes = await self._mutes.of_guild(interaction.guild_id or 0)
        lines = [say(locale, "mute.list" if mutes else "mute.none", count=len(mutes))]
        for mute in mutes:
            key = "mute.line.until" if mute.until else "mute.line.lasting"
            lines.append(say(locale, key, member=f"<@{mute.user_id}>", until=mute.until))
        await reply_ephemeral(interaction, "\n".join(lines))

    async def _drop_pending(self, guild_id: int, user_id: int) -> None:
        """Drop what the member said and what is not posted yet."""
        try:
            await self._relay.withdraw(self._relay.pending(user_id, guild_id))
        except DiscordError as error:
            log.warning("posts of a muted member not removed", guild=guild_id, error=str(error))

    async def _record(self, interaction: discord.Interaction, key: str, **values: object) -> None:
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, key, **values)
