"""The menu of `/qiao setup` for the bots and webhooks that are translated in the channel of the panel."""

from collections.abc import Sequence

import discord
from discord import SelectOption

from bot.chat.features.settings.bots import Sources
from bot.chat.features.settings.guild_settings import GuildSettingsStore
from bot.chat.strings import say
from bot.text.escaping import escape

NOTHING = "none"
"""The value of the only option of an empty menu: Discord requires one."""

_MAX_OPTIONS = 25
_LONGEST_LABEL = 100

Change = tuple[str, dict[str, str]]
"""The key and the values of a report."""


def nothing(locale: object) -> SelectOption:
    """The only option where there is nothing to choose."""
    return SelectOption(label=say(locale, "setup.no_bots"), value=NOTHING)


async def options(store: GuildSettingsStore, sources: Sources, interaction: discord.Interaction) -> list[SelectOption]:
    """The bots and webhooks that are chosen in the channel, then the others there."""
    channel = interaction.channel
    chosen = await store.bots(channel.id) if channel else frozenset()
    found = await sources.of(channel)
    names = {each: found[each].name if each in found else str(each) for each in (*sorted(chosen), *found)}
    offered = [
        SelectOption(label=name[:_LONGEST_LABEL], value=str(source_id), default=source_id in chosen)
        for source_id, name in list(names.items())[:_MAX_OPTIONS]
    ]
    return offered or [nothing(interaction.locale)]


async def choose(
    store: GuildSettingsStore, sources: Sources, interaction: discord.Interaction, values: Sequence[str]
) -> list[Change]:
    """Have the selected bots and webhooks translated in the channel, and no others.

    Returns:
        What changed, to be reported.
    """
    channel_id = interaction.channel_id or 0
    chosen = {int(value) for value in values if value != NOTHING}
    found = await sources.of(interaction.channel)
    changes: list[Change] = []
    for bot_id in sorted(chosen | await store.bots(channel_id)):
        on = bot_id in chosen
        if await store.choose_bot(interaction.guild_id or 0, channel_id, bot_id, translated=on):
            name = escape(found[bot_id].name) if bot_id in found else str(bot_id)
            key = "audit.bot_on" if on else "audit.bot_off"
            changes.append((key, {"bot": name, "channel": f"<#{channel_id}>"}))
    return changes
