"""`/bridge create|remove|list`: channels that show each other's messages, translated."""

from collections.abc import Sequence
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.chat.features.bridges.channel_language import guess
from bot.chat.posting.audit import Audit
from bot.chat.posting.refusals import Refusals
from bot.chat.relay.routes import Router
from bot.chat.strings import say
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import ModeratorGroup, missing_permissions, permission_names, required_permissions
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.stores import Stores
from bot.storage.types import BridgedChannel, Mode
from bot.translation.types import Target

_BOTH = "both"
_MIN_CHANNELS = 2
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_LANGUAGES = [
    *(Choice(name=named(f"language.{target}"), value=target.value) for target in Target),
    Choice(name=named("bridge.both"), value=_BOTH),
]
Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel
Chosen = tuple[Place | None, str | None]


class Bridge(
    ModeratorGroup,
    group_name=named("command.bridge.name"),
    group_description=named("command.bridge.description"),
    permission="manage_channels",
):
    """Commands for bridges.

    Args:
        stores: where bridges are stored.
        router: the scripts in which Chinese is posted.
        refusals: cleared for channels that moderators bridge.
        audit: reports changes.
    """

    def __init__(self, stores: Stores, router: Router, refusals: Refusals, audit: Audit) -> None:
        super().__init__()
        self._stores = stores
        self._router = router
        self._refusals = refusals
        self._audit = audit

    @app_commands.command(
        name=named("command.bridge.create.name"), description=named("command.bridge.create.description")
    )
    @app_commands.rename(
        **{
            option: named(f"command.bridge.{option}.name")
            for ordinal in _ORDINALS
            for option in (ordinal, f"{ordinal}_language")
        }
    )
    @app_commands.describe(
        **{ordinal: named("command.bridge.channel.description") for ordinal in _ORDINALS},
        **{f"{ordinal}_language": named("command.bridge.language.description") for ordinal in _ORDINALS},
    )
    @app_commands.choices(**{f"{ordinal}_language": _LANGUAGES for ordinal in _ORDINALS})
    async def create(  # noqa: PLR0917 - one parameter per option of the command
        self,
        interaction: discord.Interaction,
        first: Place,
        second: Place,
        third: Place | None = None,
        fourth: Place | None = None,
        fifth: Place | None = None,
        first_language: str | None = None,
        second_language: str | None = None,
        third_language: str | None = None,
        fourth_language: str | None = None,
        fifth_language: str | None = None,
    ) -> None:
        """Handle `/bridge create`."""
        chosen: Sequence[Chosen] = (
            (first, first_language),
            (second, second_language),
            (third, third_language),
            (fourth, fourth_language),
            (fifth, fifth_language),
        )
        requested = {channel: language for channel, language in chosen if channel}
        text = partial(say, interaction.locale)
        if problems := await self._problems(interaction, requested):
            await reply_ephemeral(interaction, problems)
            return
        rows = [
            BridgedChannel(channel.id, channel.guild.id, interaction.id, await self._language(channel, language))
            for channel, language in requested.items()
        ]
        if not await self._stores.bridges.add(rows):
            await reply_ephemeral(interaction, text("bridge.taken"))
            return
        for row in rows:
            self._refusals.clear(row.channel_id)
        await reply_ephemeral(interaction, text("bridge.made", channels=_describe(interaction.locale, rows)))
        names = " ".join(f"<#{row.channel_id}>" for row in rows)
        await self._audit.note(rows[0].guild_id, interaction.user.id, "bridge.noted_made", channels=names)

    @app_commands.command(
        name=named("command.bridge.remove.name"), description=named("command.bridge.remove.description")
    )
    @app_commands.rename(channel=named("command.bridge.channel.name"))
    @app_commands.describe(channel=named("command.bridge.out.description"))
    async def remove(self, interaction: discord.Interaction, channel: Place | None = None) -> None:
        """Handle `/bridge remove`."""
        channel_id = channel.id if channel else interaction.channel_id or 0
        text, name = partial(say, interaction.locale), f"<#{channel_id}>"
        if await self._stores.bridges.get(channel_id) is None:
            await reply_ephemeral(interaction, text("bridge.not_bridged", channel=name))
            return
        rest = await self._stores.bridges.remove(channel_id)
        await reply_ephemeral(
            interaction, text("bridge.removed" if len(rest) >= _MIN_CHANNELS else "bridge.dissolved", channel=name)
        )
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, "bridge.noted_removed", channel=name)

    @app_commands.command(name=named("command.bridge.list.name"), description=named("command.bridge.list.description"))
    async def list(self, interaction: discord.Interaction) -> None:
        """Handle `/bridge list`."""
        bridges: dict[int, list[BridgedChannel]] = {}
        for row in await self._stores.bridges.of_guild(interaction.guild_id or 0):
            bridges.setdefault(row.bridge_id, []).append(row)
        lines = [f"- {_describe(interaction.locale, rows)}" for rows in bridges.values()]
        heading = say(interaction.locale, "bridge.list" if lines else "bridge.none")
        await reply_ephemeral(interaction, "\n".join((heading, *lines)))

    async def _problems(self, interaction: discord.Interaction, requested: dict[Place, str | None]) -> str:
        """Explain why the bridge cannot be created; empty if it can."""
        text = partial(say, interaction.locale)
        if len(requested) < _MIN_CHANNELS:
            return text("bridge.few")
        problems = []
        if len({isinstance(channel, discord.ForumChannel) for channel in requested}) > 1:
            problems.append(text("bridge.forums"))
        if len({channel.nsfw for channel in requested}) > 1:
            problems.append(text("bridge.age"))
        for channel, language in requested.items():
            if await self._stores.bridges.get(channel.id):
                problems.append(text("bridge.elsewhere", channel=channel.mention))
            if language is None and guess(channel.name) is None:
                problems.append(text("bridge.which", channel=channel.mention))
            if missing := missing_permissions(channel.permissions_for(channel.guild.me), _required(channel)):
                names = permission_names(interaction.locale, missing)
                problems.append(text("bridge.missing", channel=channel.mention, permissions=names))
        return "\n".join(problems)

    async def _language(self, channel: Place, chosen: str | None) -> str | None:
        """The language of a channel; if Chinese is guessed, the script is the one configured there."""
        if chosen is not None:
            return None if chosen == _BOTH else chosen
        guessed = guess(channel.name)
        return await self._router.chinese(channel.guild.id, channel.id) if guessed is Target.SIMPLIFIED else guessed


def _required(channel: Place) -> tuple[str, ...]:
    voice = isinstance(channel, discord.VoiceChannel | discord.StageChannel)
    return (*required_permissions(Mode.WEBHOOK, voice=voice), "add_reactions")


def _describe(locale: discord.Locale, rows: Sequence[BridgedChannel]) -> str:
    """Describe a bridge in one line: its channels and their languages."""
    text = partial(say, locale)
    return " ↔ ".join(
        text(
            "bridge.line",
            channel=f"<#{row.channel_id}>",
            language=text(f"language.{row.language}" if row.language else "bridge.both"),
        )
        for row in rows
    )
