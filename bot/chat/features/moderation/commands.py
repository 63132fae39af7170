"""`/moderation channel|status`: where flagged messages are shown, and what is watched for."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

import discord
from discord import app_commands

from bot.chat.features.moderation.subgroup import PERMISSION
from bot.chat.posting.audit import Audit
from bot.chat.strings import join_items, say
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import ModeratorGroup, missing_permissions, permission_names, require
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.moderation.automod import RuleSet
from bot.storage.stores import Stores
from bot.storage.types.moderation import Action, WatchedTerm
from bot.text.escaping import escape

IN_CHANNEL = ("view_channel", "send_messages", "embed_links")
"""What Qiao needs in the channel for flagged messages, in discord.py's words."""

_FOR_BUTTONS = ("manage_messages", "moderate_members", "manage_guild")
"""What the buttons and the server's AutoMod rules need; without them, the rest works."""

AutoModStatus: TypeAlias = Callable[[int], Awaitable[RuleSet | None]]
"""Gives the AutoMod rules of a server by its id; None if they cannot be read now."""


class ModerationCommands(
    ModeratorGroup,
    group_name=named("command.moderation.name"),
    group_description=named("command.moderation.description"),
    permission=PERMISSION,
):
    """The commands of moderators about what is watched for.

    Args:
        stores: the stored settings, terms, and topics.
        audit: where changes are reported.
        groups: become subgroups of `/moderation`, such as `watch` and `topic`; make them a `ModerationSubgroup`.
        automod: gives the AutoMod rules of a server.
    """

    def __init__(
        self,
        stores: Stores,
        audit: Audit,
        groups: Iterable[app_commands.Group] = (),
        *,
        automod: AutoModStatus,
    ) -> None:
        super().__init__()
        self._stores = stores
        self._audit = audit
        self._automod = automod
        for group in groups:
            if self.app_command:
                self.app_command.add_command(group)

    @app_commands.command(
        name=named("command.moderation.channel.name"), description=named("command.moderation.channel.description")
    )
    @app_commands.rename(channel=named("command.moderation.channel.channel.name"))
    @app_commands.describe(channel=named("command.moderation.channel.channel.description"))
    async def channel(self, interaction: discord.Interaction, channel: discord.TextChannel | None = None) -> None:
        """Handle `/moderation channel`."""
        require(interaction, "manage_guild")
        guild, locale = guild_of(interaction), interaction.locale
        await defer(interaction)
        if channel and (missing := missing_permissions(channel.permissions_for(guild.me), IN_CHANNEL)):
            names = permission_names(locale, missing)
            text = say(locale, "moderation.refused", channel=channel.mention, permissions=names)
            await reply_ephemeral(interaction, text)
            return
        before = await self._stores.guilds.get(guild.id)
        chosen = channel.id if channel else None
        if before.moderation_channel_id != chosen:
            await self._stores.guilds.set(replace(before, moderation_channel_id=chosen))
        if chosen:
            self._audit.remember_chooser(guild.id, interaction.user.id, "moderation_channel_id")
        if channel is None:
            await reply_ephemeral(interaction, say(locale, "moderation.off"))
        else:
            lines = [say(locale, "moderation.set", channel=channel.mention)]
            if channel.permissions_for(guild.default_role).view_channel:
                lines.append(say(locale, "moderation.open", channel=channel.mention))
            await reply_ephemeral(interaction, "\n".join(lines))
        if before.moderation_channel_id != chosen:
            key, text = ("audit.moderation_on", f"<#{chosen}>") if chosen else ("audit.moderation_off", "")
            await self._audit.note(guild.id, interaction.user.id, key, channel=text)

    @app_commands.command(
        name=named("command.moderation.status.name"), description=named("command.moderation.status.description")
    )
    async def status(self, interaction: discord.Interaction) -> None:
        """Handle `/moderation status`."""
        guild = guild_of(interaction)
        await defer(interaction)
        lines = await self._channel_lines(interaction.locale, guild)
        terms = await self._stores.watch.of_guild(guild.id)
        lines += _term_lines(interaction.locale, [term for term in terms if not term.topic_id])
        topics = await self._stores.topics.of_guild(guild.id)
        on = sum(topic.enabled for topic in topics)
        lines.append(say(interaction.locale, "moderation.topics", count=len(topics), on=on))
        lines += _rule_lines(interaction.locale, await self._automod(guild.id))
        lines += [
            say(interaction.locale, f"moderation.without.{name}")
            for name in missing_permissions(guild.me.guild_permissions, _FOR_BUTTONS)
        ]
        await reply_ephemeral(interaction, "\n".join(lines))

    async def _channel_lines(self, locale: object, guild: discord.Guild) -> list[str]:
        channel_id = (await self._stores.guilds.get(guild.id)).moderation_channel_id
        if channel_id is None:
            return [say(locale, "moderation.nowhere")]
        channel = guild.get_channel(channel_id)
        if channel is None:
            return [say(locale, "moderation.gone")]
        lines = [say(locale, "moderation.shown", channel=channel.mention)]
        if missing := missing_permissions(channel.permissions_for(guild.me), IN_CHANNEL):
            names = permission_names(locale, missing)
            lines.append(say(locale, "moderation.missing", channel=channel.mention, permissions=names))
        if channel.permissions_for(guild.default_role).view_channel:
            lines.append(f"- {say(locale, 'moderation.open', channel=channel.mention)}")
        return lines


def guild_of(interaction: discord.Interaction) -> discord.Guild:
    """The server of an interaction.

    Raises:
        NoPrivateMessage: it is from a direct message.
    """
    if interaction.guild is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild


def _term_lines(locale: object, terms: Sequence[WatchedTerm]) -> list[str]:
    """How many terms are watched for, by language and action."""
    counts = Counter((term.language, None if term.exception else term.action) for term in terms)
    lines = [say(locale, "moderation.terms", count=len(terms))]
    for language in ("en", "zh"):
        parts = [
            say(locale, f"moderation.count.{action or 'exception'}", count=counts[language, action])
            for action in (*Action, None)
            if counts[language, action]
        ]
        if parts:
            name = say(locale, f"glossary.label.{language}")
            line = say(locale, "moderation.by_language", language=name, counts=join_items(locale, parts))
            lines.append(f"  {line}")
    return lines


def _rule_lines(locale: object, rules: RuleSet | None) -> list[str]:
    """Which AutoMod rules are applied to translations, and which cannot be."""
    if rules is None:
        return [say(locale, "moderation.automod.unknown")]
    if not rules.readable:
        return []  # the missing permission is named anyway
    lines = [say(locale, "moderation.automod.applied", count=len(rules.rules))]
    if rules.unchecked:
        names = join_items(locale, map(escape, rules.unchecked))
        lines.append(say(locale, "moderation.automod.unchecked", rules=names))
    lines += [
        say(locale, "moderation.automod.unsupported", rule=escape(name), number=number)
        for name, number in rules.unsupported
    ]
    return lines
