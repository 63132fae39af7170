"""`/rules`: a server's rules and the topics that it prefers not to discuss, in the language of one reader."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.chat.content import Kind, text_of
from bot.chat.features.moderation.notices import notice_in
from bot.chat.incoming import Audience, has_opted_out, is_system_message
from bot.chat.relay.digest import SIGN
from bot.chat.relay.quota import Quota
from bot.chat.strings import languages_of, say
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import missing_permissions
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import QiaoError
from bot.storage.stores import Stores
from bot.storage.types.moderation import Topic
from bot.text.escaping import escape
from bot.text.language import Language
from bot.text.limits import MESSAGE, fit, length, shorten
from bot.text.script import Script, to_script
from bot.translation.service import Translator
from bot.translation.types import Reason, Skip, Target, Translation

log = structlog.get_logger(__name__)

MOST = 20
"""The latest posts of the rules channel that are shown."""

PER_MINUTE = 3
"""Uses per minute and person."""

PAGES = 5
"""Posts of an answer with rules; the topics come after that."""

_SECONDS = 60.0
"""How long the translations may take; posts that take longer are shown as they are."""

_AT_ONCE = 4
"""Posts that are translated at the same time."""

_LONGEST = 4_000
"""Characters to which one post is cut."""

_NEEDED = ("view_channel", "read_message_history")
_UNREADABLE = frozenset({Reason.UNKNOWN_LANGUAGE, Reason.OTHER_LANGUAGE, Reason.UNTRANSLATABLE})
"""Why a post is not in the reader's language although it is no translation; otherwise it need not be translated."""


@dataclass(slots=True)
class _Rule:
    """A post in the rules channel.

    Attributes:
        text: what it says; later on, in the reader's language.
        translated: whether it may be translated; people can opt out of that.
        note: key of a note below it; empty if it needs none.
    """

    text: str
    translated: bool
    note: str = ""


class Rules(commands.Cog):
    """Shows readers what holds on their server.

    Args:
        translator: translates; live messages take precedence.
        stores: the languages of readers, who has opted out, and the topics of servers.
        audience: which posts are Qiao's own: they only repeat others.
        content: whether the message-content intent was granted.
    """

    def __init__(self, translator: Translator, stores: Stores, audience: Audience, *, content: bool) -> None:
        self._translator = translator
        self._stores = stores
        self._audience = audience
        self._content = content
        self._quota = Quota(PER_MINUTE)

    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.command(name=named("command.rules.name"), description=named("command.rules.description"))
    async def rules(self, interaction: discord.Interaction) -> None:
        """Handle `/rules`."""
        await defer(interaction)
        if not self._quota.allows(interaction.user.id):
            await reply_ephemeral(interaction, say(interaction.locale, "rules.often"))
            return
        languages = languages_of(await self._stores.members.get(interaction.user.id), interaction.locale)
        parts = [await self._rules(interaction, languages), await self._topics(interaction, languages[0])]
        answer = "\n\n".join(filter(None, parts)) or say(interaction.locale, "rules.nothing")
        await reply_ephemeral(interaction, answer)

    async def _rules(self, interaction: discord.Interaction, languages: Sequence[Target]) -> str:
        """The rules, or why they cannot be shown; empty if there are none."""
        channel = interaction.guild.rules_channel if interaction.guild else None
        if channel is None:
            return ""
        locale, reader = interaction.locale, interaction.user
        if not isinstance(reader, discord.Member) or missing_permissions(channel.permissions_for(reader), _NEEDED):
            return say(locale, "rules.hidden")
        if missing_permissions(channel.permissions_for(channel.guild.me), _NEEDED):
            return say(locale, "rules.unreadable", channel=channel.mention)
        if not self._content:
            return say(locale, "rules.no_intent", channel=channel.mention)
        try:
            rules = await self._read(channel, reader)
        except (discord.Forbidden, discord.NotFound) as error:
            log.info("rules not read", channel=channel.id, status=error.status, code=error.code)
            return say(locale, "rules.unreadable", channel=channel.mention)
        await self._translate(interaction, rules, languages)
        return await asyncio.to_thread(_format, locale, channel.mention, rules) if rules else ""

    async def _read(self, channel: discord.TextChannel, reader: discord.Member) -> list[_Rule]:
        """What the latest posts say, the oldest first."""
        rules: list[_Rule] = []
        async for message in channel.history(limit=MOST):
            if self._audience.is_ours(message) or is_system_message(message):
                continue
            if text := text_of(message, Kind.WRITTEN | Kind.EMBED).strip():
                opted_out = await has_opted_out(self._stores.members, message, reader.id)
                rules.append(_Rule(text, translated=not opted_out))
        return rules[::-1]

    async def _translate(
        self, interaction: discord.Interaction, rules: Sequence[_Rule], languages: Sequence[Target]
    ) -> None:
        """Translate what the reader does not read, whenever the engine has nothing else to do."""
        deadline = time.monotonic() + _SECONDS
        turn = asyncio.Semaphore(_AT_ONCE)

        async def translate(rule: _Rule) -> None:
            async with turn:
                try:
                    outcome = await self._translator.translate(
                        rule.text,
                        target=languages[0],
                        also=languages[1:],
                        tenant=interaction.guild_id or 0,
                        room=interaction.user.id,
                        deadline=deadline,
                        background=True,
                    )
                except QiaoError as error:
                    log.info("rules not translated", guild=interaction.guild_id, error=type(error).__name__)
                    rule.note = "rules.late"
                    return
            if isinstance(outcome, Translation):
                rule.text = f"{outcome.text} {SIGN}" if outcome.unsure else outcome.text
            elif _leaves_reader_without(outcome):
                rule.note = "rules.original"

        await asyncio.gather(*(translate(rule) for rule in rules if rule.translated))

    async def _topics(self, interaction: discord.Interaction, language: Target) -> str:
        """The topics that the server prefers not to discuss; empty if there are none."""
        topics = [topic for topic in await self._stores.topics.of_guild(interaction.guild_id or 0) if topic.enabled]
        if not topics:
            return ""
        lines = (
            say(language, "rules.topic", name=escape(_name(topic, language)), notice=_one_line(topic, language))
            for topic in topics
        )
        return "\n".join([say(interaction.locale, "rules.topics"), *lines])


def _leaves_reader_without(skip: Skip) -> bool:
    return skip.reason in _UNREADABLE


def _format(locale: object, channel: str, rules: Sequence[_Rule]) -> str:
    """The rules, cut to their pages."""
    head = say(locale, "rules.head", channel=channel)
    shown = [
        "\n".join(filter(None, (shorten(rule.text, _LONGEST), rule.note and say(locale, rule.note)))) for rule in rules
    ]
    text = "\n\n".join([head, *shown])
    # Texts that are far too long are cut by their length alone, because fitting them takes a while.
    while length(text) > PAGES * MESSAGE or len(fit(text)) > PAGES:
        shown.pop()
        text = "\n\n".join([head, *shown, say(locale, "rules.more", channel=channel)])
    return text


def _name(topic: Topic, language: Target) -> str:
    return topic.name_en if language.language is Language.ENGLISH else _in_script(topic.name_zh, language)


def _one_line(topic: Topic, language: Target) -> str:
    return _in_script(" ".join(notice_in(language, topic).split()), language)


def _in_script(text: str, language: Target) -> str:
    """A server's own words in the reader's script; they stay as they are in English, and where they are Simplified."""
    script = language.script
    return text if script in {None, Script.SIMPLIFIED} else to_script(text, script)
