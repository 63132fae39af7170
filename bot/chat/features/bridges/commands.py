"""`/bridge create|remove|list`: which channels show one another's messages, translated."""

from collections.abc import Sequence
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.features.bridges.channel_language import guess
from bot.chat.features.settings.audit import Audit
from bot.chat.posting.refusals import Refusals
from bot.chat.relay.routes import Policy
from bot.chat.strings import Catalogue
from bot.chat.ui.localisation import named
from bot.chat.ui.permissions import in_words, lacking, needed
from bot.chat.ui.replies import reply_ephemeral
from bot.storage.bridges import Bridges
from bot.storage.types import BridgedChannel
from bot.translation.types import Target

_BOTH = "both"
_FEWEST = 2
_PLACES = ("first", "second", "third", "fourth", "fifth")
_LANGUAGES = [
    *(Choice(name=named(f"language.{target}"), value=target.value) for target in Target),
    Choice(name=named("bridge.both"), value=_BOTH),
]
_NEEDED = (*needed("webhook"), "add_reactions")

Chosen = tuple[discord.TextChannel | None, str | None]


@app_commands.guild_only()
@app_commands.default_permissions(manage_channels=True)
class Bridge(
    commands.GroupCog,
    group_name=named("command.bridge.name"),
    group_description=named("command.bridge.description"),
):
    """Builds and takes down bridges.

    Args:
        bridges: where they are remembered.
        policy: in which script Chinese is posted.
        catalogue: what is said to people.
        refusals: cleared where somebody looks after a channel.
        audit: told of changes.
    """

    def __init__(
        self, bridges: Bridges, policy: Policy, catalogue: Catalogue, refusals: Refusals, audit: Audit
    ) -> None:
        super().__init__()
        self._bridges = bridges
        self._policy = policy
        self._catalogue = catalogue
        self._refusals = refusals
        self._audit = audit

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Servers can open the command to others; what it changes still takes the permission."""
        if not interaction.permissions.manage_channels:
            raise app_commands.MissingPermissions(["manage_channels"])
        return True

    @app_commands.command(
        name=named("command.bridge.create.name"), description=named("command.bridge.create.description")
    )
    @app_commands.rename(
        **{
            option: named(f"command.bridge.{option}.name")
            for place in _PLACES
            for option in (place, f"{place}_language")
        }
    )
    @app_commands.describe(
        **{place: named("command.bridge.channel.description") for place in _PLACES},
        **{f"{place}_language": named("command.bridge.language.description") for place in _PLACES},
    )
    @app_commands.choices(**{f"{place}_language": _LANGUAGES for place in _PLACES})
    async def create(  # noqa: PLR0917 - Discord's options, a parameter each
        self,
        interaction: discord.Interaction,
        first: discord.TextChannel,
        second: discord.TextChannel,
        third: discord.TextChannel | None = None,
        fourth: discord.TextChannel | None = None,
        fifth: discord.TextChannel | None = None,
        first_language: str | None = None,
        second_language: str | None = None,
        third_language: str | None = None,
        fourth_language: str | None = None,
        fifth_language: str | None = None,
    ) -> None:
        """Answer `/bridge create`."""
        chosen: Sequence[Chosen] = (
            (first, first_language),
            (second, second_language),
            (third, third_language),
            (fourth, fourth_language),
            (fifth, fifth_language),
        )
        wanted = {channel: language for channel, language in chosen if channel}
        say = partial(self._catalogue.say, interaction.locale)
        if obstacle := await self._obstacle(interaction, wanted):
            await reply_ephemeral(interaction, obstacle)
            return
        rows = [
            BridgedChannel(channel.id, channel.guild.id, interaction.id, await self._language(channel, language))
            for channel, language in wanted.items()
        ]
        if not await self._bridges.add(rows):
            await reply_ephemeral(interaction, say("bridge.taken"))
            return
        for row in rows:
            self._refusals.clear(row.channel_id)
        await reply_ephemeral(interaction, say("bridge.made", channels=self._listed(interaction.locale, rows)))
        names = " ".join(f"<#{row.channel_id}>" for row in rows)
        await self._audit.note(rows[0].guild_id, interaction.user.id, "bridge.noted_made", channels=names)

    @app_commands.command(
        name=named("command.bridge.remove.name"), description=named("command.bridge.remove.description")
    )
    @app_commands.rename(channel=named("command.bridge.channel.name"))
    @app_commands.describe(channel=named("command.bridge.out.description"))
    async def remove(self, interaction: discord.Interaction, channel: discord.TextChannel | None = None) -> None:
        """Answer `/bridge remove`."""
        channel_id = channel.id if channel else interaction.channel_id or 0
        say, name = partial(self._catalogue.say, interaction.locale), f"<#{channel_id}>"
        if await self._bridges.get(channel_id) is None:
            await reply_ephemeral(interaction, say("bridge.not_bridged", channel=name))
            return
        rest = await self._bridges.remove(channel_id)
        await reply_ephemeral(
            interaction, say("bridge.removed" if len(rest) >= _FEWEST else "bridge.dissolved", channel=name)
        )
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, "bridge.noted_removed", channel=name)

    @app_commands.command(name=named("command.bridge.list.name"), description=named("command.bridge.list.description"))
    async def list(self, interaction: discord.Interaction) -> None:
        """Answer `/bridge list`."""
        bridges: dict[int, list[BridgedChannel]] = {}
        for row in await self._bridges.of_guild(interaction.guild_id or 0):
            bridges.setdefault(row.bridge_id, []).append(row)
        lines = [f"- {self._listed(interaction.locale, rows)}" for rows in bridges.values()]
        head = self._catalogue.say(interaction.locale, "bridge.list" if lines else "bridge.none")
        await reply_ephemeral(interaction, "\n".join((head, *lines)))

    async def _obstacle(self, interaction: discord.Interaction, wanted: dict[discord.TextChannel, str | None]) -> str:
        """Why the bridge cannot be built; empty where it can."""
        say = partial(self._catalogue.say, interaction.locale)
        if len(wanted) < _FEWEST:
            return say("bridge.few")
        problems = []
        for channel, language in wanted.items():
            if await self._bridges.get(channel.id):
                problems.append(say("bridge.elsewhere", channel=channel.mention))
            if language is None and guess(channel.name) is None:
                problems.append(say("bridge.which", channel=channel.mention))
            if missing := lacking(channel.permissions_for(channel.guild.me), _NEEDED):
                words = in_words(interaction.locale, missing)
                problems.append(say("bridge.missing", channel=channel.mention, permissions=words))
        return "\n".join(problems)

    async def _language(self, channel: discord.TextChannel, chosen: str | None) -> str | None:
        """What is read in a channel; Chinese that was guessed in the script in which it is posted there."""
        if chosen is not None:
            return None if chosen == _BOTH else chosen
        guessed = guess(channel.name)
        return await self._policy.chinese(channel.guild.id, channel) if guessed is Target.SIMPLIFIED else guessed

    def _listed(self, locale: discord.Locale, rows: Sequence[BridgedChannel]) -> str:
        say = partial(self._catalogue.say, locale)
        return " ↔ ".join(
            say(
                "bridge.line",
                channel=f"<#{row.channel_id}>",
                language=say(f"language.{row.language}" if row.language else "bridge.both"),
            )
            for row in rows
        )
