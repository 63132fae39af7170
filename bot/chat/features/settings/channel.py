"""`/channel enable|disable|mode|status`: where Qiao translates without being asked, and how."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.chat.features.settings.bots import Source, Sources
from bot.chat.features.settings.guild_settings import GuildSettingsStore, guild_of
from bot.chat.features.settings.summary import missing_text
from bot.chat.posting.audit import Audit, Phrase
from bot.chat.posting.refusals import Refusals
from bot.chat.strings import say
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import ModeratorGroup
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.storage.types.preferences import Mode
from bot.text.escaping import escape
from bot.translation.types import Target

Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel | discord.Thread

_CHOICES = 25
"""The most that Discord shows while someone types."""
_LONGEST_CHOICE = 100
_MODES = [Choice(name=named(f"setup.mode.{mode}"), value=mode.value) for mode in Mode]
_describe = app_commands.describe(channel=named("command.channel.channel.description"))
_rename = app_commands.rename(channel=named("command.channel.channel.name"))


class Channel(
    ModeratorGroup,
    group_name=named("command.channel.name"),
    group_description=named("command.channel.description"),
    permission="manage_channels",
):
    """Commands for the settings of one channel or thread.

    Args:
        store: the settings.
        sources: the bots and webhooks of channels.
        refusals: cleared for channels that moderators change.
        audit: where changes are reported.
        content: whether the message-content intent was granted.
    """

    def __init__(
        self, store: GuildSettingsStore, sources: Sources, refusals: Refusals, audit: Audit, *, content: bool
    ) -> None:
        super().__init__()
        self._store = store
        self._sources = sources
        self._refusals = refusals
        self._audit = audit
        self._content = content

    @app_commands.command(
        name=named("command.channel.enable.name"), description=named("command.channel.enable.description")
    )
    @_rename
    @_describe
    async def enable(self, interaction: discord.Interaction, channel: Place | None = None) -> None:
        """Answer `/channel enable`."""
        place = await self._change(interaction, channel, enabled=True)
        if place is None:
            return
        self._refusals.clear(place.id)
        text, language = partial(say, interaction.locale), await self._store.bridge_language(place.id)
        if language:
            name = text(f"glossary.label.{Target(language).language}")
            lines = [text("channel.enabled_bridged", channel=f"<#{place.id}>", language=name)]
        else:
            lines = [text("channel.enabled", channel=f"<#{place.id}>")]
        lines += await self._warnings(interaction, place)
        if not self._content:
            lines.append(text("channel.no_intent"))
        await reply_ephemeral(interaction, "\n".join(lines))
        await self._note(interaction, place, "audit.enabled")

    @app_commands.command(
        name=named("command.channel.disable.name"), description=named("command.channel.disable.description")
    )
    @_rename
    @_describe
    async def disable(self, interaction: discord.Interaction, channel: Place | None = None) -> None:
        """Answer `/channel disable`."""
        place = await self._change(interaction, channel, enabled=False)
        if place is not None:
            await reply_ephemeral(interaction, say(interaction.locale, "channel.disabled", channel=f"<#{place.id}>"))
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
        place = await self._change(interaction, channel, mode=Mode(mode))
        if place is None:
            return
        self._refusals.clear(place.id)
        text = partial(say, interaction.locale)
        lines = [text("mode.set", channel=f"<#{place.id}>", mode=text(f"setup.mode.{mode}"))]
        if mode == Mode.WEBHOOK:
            lines.append(text("setup.webhook_warning"))
        lines += await self._warnings(interaction, place)
        await reply_ephemeral(interaction, "\n".join(lines))
        await self._note(interaction, place, "mode.noted", mode=Phrase(f"setup.mode.{mode}"))

    @app_commands.command(
        name=named("command.channel.status.name"), description=named("command.channel.status.description")
    )
    async def status(self, interaction: discord.Interaction) -> None:
        """Answer `/channel status`."""
        guild = guild_of(interaction)
        settings = await self._store.load(guild)
        text, named_all = partial(say, interaction.locale), partial(_mentions, interaction.locale, settings.archived)
        key = "channel.list" if settings.channels else "channel.none"
        lines = [text(key, channels=named_all(settings.channels))]
        if settings.threads_off:
            lines.append(text("channel.except", channels=named_all(settings.threads_off)))
        if settings.bridged:
            lines.append(text("channel.bridged", channels=named_all(settings.bridged)))
        for channel_id, bots in settings.bots.items():
            names = await self._sources.names(guild.get_channel_or_thread(channel_id), bots, interaction.locale)
            lines.append(text("channel.bots", channel=f"<#{channel_id}>", bots=names))
        if not self._content:
            lines.append(say(interaction.locale, "channel.no_intent"))
        await reply_ephemeral(interaction, "\n".join(lines))

    @app_commands.command(
        name=named("command.channel.add_bot.name"), description=named("command.channel.add_bot.description")
    )
    @app_commands.rename(bot=named("command.channel.bot.name"), channel=named("command.channel.channel.name"))
    @app_commands.describe(
        bot=named("command.channel.bot.description"), channel=named("command.channel.channel.description")
    )
    async def add_bot(self, interaction: discord.Interaction, bot: str, channel: Place | None = None) -> None:
        """Answer `/channel add-bot`."""
        place = channel or interaction.channel
        await defer(interaction)
        source = await self._sources.find(place, bot)
        if source is None:
            await reply_ephemeral(interaction, say(interaction.locale, "channel.bot_unknown"))
            return
        await self._choose_bot(interaction, place, source, translated=True)

    @app_commands.command(
        name=named("command.channel.remove_bot.name"), description=named("command.channel.remove_bot.description")
    )
    @app_commands.rename(bot=named("command.channel.bot.name"), channel=named("command.channel.channel.name"))
    @app_commands.describe(
        bot=named("command.channel.bot.description"), channel=named("command.channel.channel.description")
    )
    async def remove_bot(self, interaction: discord.Interaction, bot: str, channel: Place | None = None) -> None:
        """Answer `/channel remove-bot`."""
        place = channel or interaction.channel
        await defer(interaction)
        source = await self._sources.find(place, bot)
        typed = bot.strip("<@!> ")
        if source is None and typed.isdecimal():  # it is gone, and may still be chosen
            source = Source(int(typed), typed)
        if source is None:
            await reply_ephemeral(interaction, say(interaction.locale, "channel.bot_unknown"))
            return
        await self._choose_bot(interaction, place, source, translated=False)

    @add_bot.autocomplete("bot")
    async def _complete_new(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        return await self._complete(interaction, current, chosen=False)

    @remove_bot.autocomplete("bot")
    async def _complete_chosen(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        return await self._complete(interaction, current, chosen=True)

    async def _complete(self, interaction: discord.Interaction, current: str, *, chosen: bool) -> list[Choice[str]]:
        """The bots and webhooks of the channel whose names contain what was typed, chosen ones or the others."""
        place = getattr(interaction.namespace, "channel", None) or interaction.channel
        found, already = await self._sources.of(place), await self._store.bots(place.id if place else 0)
        if chosen:
            found = {each: found.get(each, Source(each, str(each))) for each in already}
        names = [source for source in found.values() if current.casefold() in source.name.casefold()]
        fitting = [source for source in names if (source.id in already) is chosen]
        return [Choice(name=source.name[:_LONGEST_CHOICE], value=str(source.id)) for source in fitting[:_CHOICES]]

    async def _choose_bot(
        self, interaction: discord.Interaction, place: discord.abc.Snowflake | None, source: Source, *, translated: bool
    ) -> None:
        if place is None or interaction.guild_id is None:
            await reply_ephemeral(interaction, say(interaction.locale, "channel.server_only"))
            return
        changed = await self._store.choose_bot(interaction.guild_id, place.id, source.id, translated=translated)
        key, name = "channel.bot_added" if translated else "channel.bot_removed", escape(source.name)
        await reply_ephemeral(interaction, say(interaction.locale, key, bot=name, channel=f"<#{place.id}>"))
        if changed:
            await self._note(interaction, place, "audit.bot_on" if translated else "audit.bot_off", bot=name)

    async def _change(
        self, interaction: discord.Interaction, channel: Place | None, **values: Any
    ) -> discord.abc.Snowflake | None:
        """Set preferences of a channel, or of the one that the command was used in."""
        place = channel or interaction.channel
        if place is None or interaction.guild_id is None:
            await reply_ephemeral(interaction, say(interaction.locale, "channel.server_only"))
            return None
        await self._store.change(interaction.guild_id, place.id, **values)
        return place

    async def _warnings(self, interaction: discord.Interaction, place: discord.abc.Snowflake) -> list[str]:
        """A line about the permissions that Qiao lacks to post in a channel, if any."""
        if interaction.guild is None or not isinstance(place, discord.abc.GuildChannel | discord.Thread):
            return []
        here = place is interaction.channel
        held = interaction.app_permissions if here else place.permissions_for(interaction.guild.me)
        mode = (await self._store.effective(interaction.guild, place.id)).mode
        line = missing_text(interaction.locale, place, held, mode)
        return [line] if line else []

    async def _note(
        self, interaction: discord.Interaction, place: discord.abc.Snowflake, key: str, **values: object
    ) -> None:
        channel = f"<#{place.id}>"
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, key, channel=channel, **values)


def _mentions(locale: object, archived: Mapping[int, str], channel_ids: Iterable[int]) -> str:
    """Channels and threads; Discord shows no name for an archived thread, so it is given."""
    return " ".join(
        say(locale, "channel.archived", channel=f"<#{each}>", name=escape(archived[each]))
        if each in archived
        else f"<#{each}>"
        for each in channel_ids
    )
