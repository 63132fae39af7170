"""`/channel enable|disable|mode|status`: where Qiao translates without being asked, and how."""

from dataclasses import replace
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.features.settings.audit import Audit, Phrase
from bot.chat.posting.refusals import Refusals
from bot.chat.strings import Catalogue
from bot.chat.ui.localisation import named
from bot.chat.ui.permissions import in_words, lacking, needed
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.channels import Channels
from bot.storage.types import ChannelPreferences

Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel | discord.Thread
_option = app_commands.describe(channel=named("command.channel.channel.description"))
_MODES = [Choice(name=named(f"setup.mode.{mode}"), value=mode) for mode in ("reply", "webhook", "thread")]
_rename = app_commands.rename(channel=named("command.channel.channel.name"))


@app_commands.guild_only()
@app_commands.default_permissions(manage_channels=True)
class Channel(
    commands.GroupCog,
    group_name=named("command.channel.name"),
    group_description=named("command.channel.description"),
):
    """Switches channels on and off.

    Args:
        channels: where that is remembered.
        catalogue: what is said to people.
        refusals: cleared where somebody looks after a channel.
        audit: told of changes.
        content: whether the message-content intent was granted.
    """

    def __init__(
        self, channels: Channels, catalogue: Catalogue, refusals: Refusals, audit: Audit, *, content: bool
    ) -> None:
        super().__init__()
        self._channels = channels
        self._catalogue = catalogue
        self._refusals = refusals
        self._audit = audit
        self._content = content

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Servers can open the command to others; what it changes still takes the permission."""
        if not interaction.permissions.manage_channels:
            raise app_commands.MissingPermissions(["manage_channels"])
        return True

    @app_commands.command(
        name=named("command.channel.enable.name"), description=named("command.channel.enable.description")
    )
    @_rename
    @_option
    async def enable(self, interaction: discord.Interaction, channel: Place | None = None) -> None:
        """Answer `/channel enable`."""
        place = await self._change(interaction, channel, enabled=True)
        if place is None:
            return
        self._refusals.clear(place.id)
        notes = [self._catalogue.say(interaction.locale, "channel.enabled", channel=f"<#{place.id}>")]
        if missing := self._missing(interaction, place):
            notes.append(
                self._catalogue.say(
                    interaction.locale, "channel.missing", channel=f"<#{place.id}>", permissions=missing
                )
            )
        if not self._content:
            notes.append(self._catalogue.say(interaction.locale, "channel.no_intent"))
        await reply_ephemeral(interaction, "\n".join(notes))
        await self._note(interaction, place, "audit.enabled")

    @app_commands.command(
        name=named("command.channel.disable.name"), description=named("command.channel.disable.description")
    )
    @_rename
    @_option
    async def disable(self, interaction: discord.Interaction, channel: Place | None = None) -> None:
        """Answer `/channel disable`."""
        place = await self._change(interaction, channel, enabled=False)
        if place is not None:
            await reply_ephemeral(
                interaction, self._catalogue.say(interaction.locale, "channel.disabled", channel=f"<#{place.id}>")
            )
            await self._note(interaction, place, "audit.disabled")

    @app_commands.command(
        name=named("command.channel.mode.name"), description=named("command.channel.mode.description")
    )
    @app_commands.rename(mode=named("command.channel.mode.mode.name"), channel=named("command.channel.channel.name"))
    @app_commands.describe(
        mode=named("command.channel.mode.mode.description"), channel=named("command.channel.channel.description")
    )
    @app_commands.choices(mode=_MODES)
    async def mode(self, interaction: discord.Interaction, mode: str, channel: Place | None = None) -> None:
        """Answer `/channel mode`."""
        place = await self._change(interaction, channel, mode=mode)
        if place is None:
            return
        self._refusals.clear(place.id)
        say, name = partial(self._catalogue.say, interaction.locale), f"<#{place.id}>"
        notes = [say("mode.set", channel=name, mode=say(f"setup.mode.{mode}"))]
        if mode == "webhook":
            notes.append(say("setup.webhook_warning"))
        if missing := self._missing(interaction, place, mode):
            notes.append(say("channel.missing", channel=name, permissions=missing))
        await reply_ephemeral(interaction, "\n".join(notes))
        said = Phrase(f"setup.mode.{mode}")
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, "mode.noted", channel=name, mode=said)

    @app_commands.command(
        name=named("command.channel.status.name"), description=named("command.channel.status.description")
    )
    async def status(self, interaction: discord.Interaction) -> None:
        """Answer `/channel status`."""
        known = await self._channels.of_guild(interaction.guild_id or 0)
        enabled = [f"<#{preferences.channel_id}>" for preferences in known if preferences.enabled]
        key = "channel.list" if enabled else "channel.none"
        text = self._catalogue.say(interaction.locale, key, channels=" ".join(enabled))
        if not self._content:
            text += "\n" + self._catalogue.say(interaction.locale, "channel.no_intent")
        await reply_ephemeral(interaction, text)

    async def _change(
        self, interaction: discord.Interaction, channel: Place | None, **changes: Any
    ) -> discord.abc.Snowflake | None:
        place = channel or interaction.channel
        if place is None or interaction.guild_id is None:
            await reply_ephemeral(interaction, self._catalogue.say(interaction.locale, "channel.server_only"))
            return None
        before = await self._channels.get(place.id) or ChannelPreferences(place.id, interaction.guild_id)
        await self._channels.set(replace(before, **changes))
        return place

    async def _note(self, interaction: discord.Interaction, place: discord.abc.Snowflake, key: str) -> None:
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, key, channel=f"<#{place.id}>")

    @staticmethod
    def _missing(interaction: discord.Interaction, place: object, mode: str = "reply") -> str:
        """The permissions that we lack in a channel, in the words of Discord's settings."""
        me = interaction.guild.me if interaction.guild else None
        if (
            place is interaction.channel
            or me is None
            or not isinstance(place, discord.abc.GuildChannel | discord.Thread)
        ):
            held = interaction.app_permissions
        else:
            held = place.permissions_for(me)
        return in_words(interaction.locale, lacking(held, needed(mode, thread=isinstance(place, discord.Thread))))
