"""The AutoMod rules of servers: read once, kept up to date, and kept in force while Discord is down."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
import discord
import structlog
from discord import AutoModRule, AutoModRuleActionType, AutoModRuleEventType
from discord.ext import commands

from bot.chat.posting.outages import Outages
from bot.errors import DeadlineError
from bot.log import describe
from bot.moderation.automod import NOTHING, UNREADABLE, Rule, RuleSet

log = structlog.get_logger(__name__)

_LIFETIME_SECONDS = 3600.0
"""After this, rules are read again even if Discord announced no change, in case that was missed."""

_RETRY_SECONDS = 600.0
"""How long rules that Discord refused to show are not asked for again."""

_OUTAGE_SECONDS = 60.0
"""How long known rules stay in force without another request, after one failed."""

_FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, KeyError, TypeError, ValueError)
"""Discord is down, or its answer cannot be read."""


def rule_of(rule: AutoModRule) -> Rule | None:
    """What Qiao needs of a rule; None if it is not for messages."""
    if rule.event_type is not AutoModRuleEventType.message_send:
        return None
    trigger, actions = rule.trigger, rule.actions
    return Rule(
        id=rule.id,
        name=rule.name,
        trigger=int(trigger.type.value),
        keywords=tuple(trigger.keyword_filter),
        patterns=tuple(trigger.regex_patterns),
        allowed=tuple(trigger.allow_list),
        presets=frozenset(trigger.presets.to_array()),
        mention_limit=trigger.mention_limit,
        exempt_role_ids=frozenset(rule.exempt_role_ids),
        exempt_channel_ids=frozenset(rule.exempt_channel_ids),
        blocks=any(action.type is AutoModRuleActionType.block_message for action in actions),
        alert_channel_id=next((action.channel_id for action in actions if action.channel_id), None),
        enabled=rule.enabled,
    )


@dataclass(slots=True)
class _Entry:
    """What is known of one server.

    Attributes:
        rules: the latest known rules; None if none are known.
        until: when they are read again, in monotonic seconds.
        version: raised whenever what is being read may be outdated.
        reading: the request.
    """

    rules: RuleSet | None = None
    until: float = 0.0
    version: int = 0
    reading: asyncio.Task[RuleSet] | None = field(default=None, repr=False)


class AutoModRules(commands.Cog):
    """Knows the AutoMod rules of every server.

    Rules are read when they are first needed, once at a time for each server, and again after Discord announced a
    change, after a new session, and every hour. Discord shows and announces them only to members with Manage Server.

    Args:
        client: the connected client.
        outages: sends requests again while Discord is down.
        patience: seconds for which rules that are not known yet are asked for.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        client: discord.Client,
        outages: Outages,
        *,
        patience: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._outages = outages
        self._patience = patience
        self._clock = clock
        self._entries: dict[int, _Entry] = {}

    async def cog_unload(self) -> None:
        """Stop reading."""
        tasks = [entry.reading for entry in self._entries.values() if entry.reading]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def of(self, guild_id: int | None) -> RuleSet:
        """The rules of a server; none for direct messages and servers that Qiao is not on.

        While Discord is down, the latest known rules stay in force.

        Args:
            guild_id: the server; None for direct messages.

        Raises:
            DeadlineError: no rules are known yet, and Discord cannot be reached: nothing must be posted unscreened.
        """
        guild = self._client.get_guild(guild_id) if guild_id else None
        if guild is None:
            return NOTHING
        entry = self._entries.setdefault(guild.id, _Entry())
        if entry.rules and self._clock() < entry.until:
            return entry.rules
        if entry.reading is None:
            entry.reading = asyncio.create_task(self._read(guild, entry))
        reading = entry.reading
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:
            if reading.cancelled():
                raise DeadlineError("The AutoMod rules are not read: Qiao shuts down.") from None
            raise

    async def status(self, guild_id: int) -> RuleSet | None:
        """The rules of a server, with what cannot be applied; None if they cannot be read now."""
        try:
            return await self.of(guild_id)
        except DeadlineError:
            return None

    async def _read(self, guild: discord.Guild, entry: _Entry) -> RuleSet:
        try:
            while True:
                version = entry.version
                rules = await self._fetch(guild, entry)
                if version == entry.version:
                    entry.rules = rules
                    return rules
        finally:
            entry.reading = None

    async def _fetch(self, guild: discord.Guild, entry: _Entry) -> RuleSet:
        if not _may_read(guild):
            entry.until = self._clock() + _LIFETIME_SECONDS
            return UNREADABLE
        known = entry.rules if entry.rules and entry.rules.readable else None
        try:
            if known:
                rules = await guild.fetch_automod_rules()
            else:
                rules = await self._outages.outlast(guild.fetch_automod_rules, self._patience)
            # Thousands of keywords take a tenth of a second.
            found = await asyncio.to_thread(RuleSet, [rule for rule in map(rule_of, rules) if rule])
        except discord.Forbidden:
            entry.until = self._clock() + _RETRY_SECONDS
            return UNREADABLE
        except discord.NotFound:  # Qiao was just removed
            entry.until = self._clock() + _RETRY_SECONDS
            return NOTHING
        except _FAILURES as error:
            if known is None:
                raise DeadlineError(
                    f"The AutoMod rules of server {guild.id} cannot be read: {describe(error)}."
                ) from None
            log.warning("AutoMod rules not read, the known ones stay in force", error=describe(error))
            entry.until = self._clock() + _OUTAGE_SECONDS
            return known
        entry.until = self._clock() + _LIFETIME_SECONDS
        return found

    def _outdate(self, guild_id: int) -> None:
        """What is known of a server has changed: read it again before it is next used."""
        if entry := self._entries.get(guild_id):
            entry.until = 0.0
            entry.version += 1

    @commands.Cog.listener()
    async def on_automod_rule_create(self, rule: AutoModRule) -> None:
        """A rule was made."""
        self._outdate(rule.guild.id)

    @commands.Cog.listener()
    async def on_automod_rule_update(self, rule: AutoModRule) -> None:
        """A rule was changed."""
        self._outdate(rule.guild.id)

    @commands.Cog.listener()
    async def on_automod_rule_delete(self, rule: AutoModRule) -> None:
        """A rule was deleted."""
        self._outdate(rule.guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """A new session: changes may have been missed."""
        for guild_id in self._entries:
            self._outdate(guild_id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """The server is back: changes may have been missed."""
        self._outdate(guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited, perhaps with other permissions than before."""
        self._outdate(guild.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed."""
        self._outdate(guild.id)
        self._entries.pop(guild.id, None)

    @commands.Cog.listener()
    async def on_guild_role_update(self, _: discord.Role, after: discord.Role) -> None:
        """A role was changed: the bot's permissions may have."""
        self._permissions_changed(after.guild)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role was deleted: the bot's permissions may have changed."""
        self._permissions_changed(role.guild)

    @commands.Cog.listener()
    async def on_member_update(self, _: discord.Member, after: discord.Member) -> None:
        """The bot's own roles may have changed; without the intent, Discord announces no other member."""
        if after.id == after.guild.me.id:
            self._permissions_changed(after.guild)

    def _permissions_changed(self, guild: discord.Guild) -> None:
        entry = self._entries.get(guild.id)
        if entry and (entry.rules is None or entry.rules.readable != _may_read(guild)):
            self._outdate(guild.id)


def _may_read(guild: discord.Guild) -> bool:
    """Whether the bot has Manage Server; assumed while the server is not known."""
    member: discord.Member | None = guild.me
    return member is None or member.guild_permissions.manage_guild
