"""What `/qiao setup` does: each change is applied at once, shown, and told in the log channel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.chat.features.settings.audit import Audit, Phrase
from bot.chat.features.settings.guild_settings import GuildSettings, GuildSettingsStore
from bot.chat.features.settings.panel import PATIENCE, Log, Main, Panel, summary
from bot.chat.posting.refusals import Refusals
from bot.chat.strings import ENGLISH, Catalogue
from bot.storage.types import GuildPreferences

_NOBODY = discord.AllowedMentions.none()

LIFETIME = timedelta(minutes=15)
"""For so long a panel can be used: Discord forgets how to change the message after that."""


@dataclass(frozen=True, slots=True)
class _Note:
    """A change, as the audit is told of it."""

    key: str
    values: Mapping[str, object]


class Setup:
    """Takes what moderators want from the panel.

    Args:
        arrangements: what they chose.
        audit: tells the server's log channel.
        refusals: cleared where somebody looks after a channel.
        catalogue: what is said to people.
        now: the time, with a time zone.
    """

    def __init__(
        self,
        arrangements: GuildSettingsStore,
        audit: Audit,
        refusals: Refusals,
        catalogue: Catalogue,
        *,
        now: Callable[[], datetime] = discord.utils.utcnow,
    ) -> None:
        self._arrangements = arrangements
        self._audit = audit
        self._refusals = refusals
        self._catalogue = catalogue
        self._now = now

    def panels(self) -> list[Panel]:
        """One of each kind, to answer for those that are posted."""
        say, nothing = partial(self._catalogue.say, ENGLISH), GuildSettings(GuildPreferences(0))
        return [kind(self, say, nothing) for kind in (Main, Log)]

    async def open(self, interaction: discord.Interaction) -> None:
        """Show the panel to who asked for it."""
        guild = _entitled(interaction)
        await interaction.response.send_message(**await self._look(interaction, guild, Main), ephemeral=True)

    async def channels(self, interaction: discord.Interaction, channel_ids: list[int]) -> None:
        """Switch the chosen channels on and those off that were shown as chosen and are not any more."""
        if guild := await self._admit(interaction):
            gone = sorted(_shown(interaction) - set(channel_ids))
            on = await self._arrangements.switch(guild.id, channel_ids, enabled=True)
            off = await self._arrangements.switch(guild.id, gone, enabled=False)
            for channel_id in channel_ids:
                self._refusals.clear(channel_id)
            notes = [_Note("audit.enabled", {"channel": f"<#{number}>"}) for number in on]
            notes += [_Note("audit.disabled", {"channel": f"<#{number}>"}) for number in off]
            await self._show(interaction, guild, Main, notes)

    async def mode(self, interaction: discord.Interaction, mode: str) -> None:
        """Post translations otherwise."""
        await self._choose(interaction, "audit.mode", {"mode": Phrase(f"setup.mode.{mode}")}, mode=mode)

    async def patience(self, interaction: discord.Interaction, seconds: str) -> None:
        """Let messages wait longer or less long."""
        chosen = next((each for each in PATIENCE if str(each) == seconds), PATIENCE[0])
        words = {"patience": Phrase(f"setup.patience.{chosen}")}
        await self._choose(interaction, "audit.patience", words, patience=chosen)

    async def flip(self, switch: str, interaction: discord.Interaction) -> None:
        """Switch something on in all channels, or off if it is on in all."""
        if guild := await self._admit(interaction):
            on = not (await self._arrangements.of(guild.id)).common(switch)
            words = {"what": Phrase(f"setup.{switch}"), "state": Phrase("setup.on" if on else "setup.off")}
            changed = await self._arrangements.choose(guild.id, **{switch: on})
            await self._show(interaction, guild, Main, [_Note("audit.switched", words)] * changed)

    async def script(self, interaction: discord.Interaction, script: str) -> None:
        """Post Chinese in another script."""
        if guild := await self._admit(interaction):
            changed = await self._arrangements.write(guild.id, script)
            notes = [_Note("audit.script", {"script": Phrase(f"language.{script}")})]
            await self._show(interaction, guild, Main, notes * changed)

    async def log(self, interaction: discord.Interaction, channel_ids: list[int]) -> None:
        """Tell changes elsewhere, or nowhere; who looks at the old channel learns of that too."""
        guild = await self._admit(interaction)
        if guild is None:
            return
        actor_id, chosen = interaction.user.id, channel_ids[0] if channel_ids else None
        before = await self._arrangements.log(guild.id, chosen)
        self._audit.chosen(guild.id, actor_id)
        await self._show(interaction, guild, Log, [])
        note = _Note("audit.log_on", {"channel": f"<#{chosen}>"}) if chosen else _Note("audit.log_off", {})
        for channel_id in (before, chosen):
            if channel_id and before != chosen:
                await self._audit.tell(channel_id, guild.id, actor_id, note.key, **note.values)

    async def turn(self, page: type[Panel], interaction: discord.Interaction) -> None:
        """Show the other controls."""
        if guild := await self._admit(interaction):
            await self._show(interaction, guild, page, [])

    async def _choose(
        self, interaction: discord.Interaction, key: str, words: Mapping[str, object], **values: object
    ) -> None:
        if guild := await self._admit(interaction):
            changed = await self._arrangements.choose(guild.id, **values)
            await self._show(interaction, guild, Main, [_Note(key, words)] * changed)

    async def _admit(self, interaction: discord.Interaction) -> discord.Guild | None:
        """The server of a panel that may be used; an old one is taken away."""
        guild = _entitled(interaction)
        if interaction.message and self._now() - interaction.message.created_at > LIFETIME:
            text = self._catalogue.say(interaction.locale, "setup.stale")
            await interaction.response.edit_message(content=text, view=None, allowed_mentions=_NOBODY)
            return None
        return guild

    async def _show(
        self, interaction: discord.Interaction, guild: discord.Guild, page: type[Panel], notes: list[_Note]
    ) -> None:
        await interaction.response.edit_message(**await self._look(interaction, guild, page))
        for note in notes:
            await self._audit.note(guild.id, interaction.user.id, note.key, **note.values)

    async def _look(self, interaction: discord.Interaction, guild: discord.Guild, page: type[Panel]) -> dict[str, Any]:
        now = await self._arrangements.of(guild.id)
        say = partial(self._catalogue.say, interaction.locale)
        return {
            "content": summary(self._catalogue, interaction.locale, now, guild),
            "view": page(self, say, now, guild).resting(),
            "allowed_mentions": _NOBODY,
        }


def _entitled(interaction: discord.Interaction) -> discord.Guild:
    """The server, if the person may still set things there; servers can open the command to others.

    Raises:
        MissingPermissions: he may not.
    """
    if interaction.guild is None:
        raise app_commands.NoPrivateMessage
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])
    return interaction.guild


def _shown(interaction: discord.Interaction) -> set[int]:
    """The channels that the panel showed as chosen; others may have been switched on since, or not fit into it."""
    rows = interaction.message.components if interaction.message else []
    menus = [item for row in rows if isinstance(row, discord.ActionRow) for item in row.children]
    return {
        value.id
        for menu in menus
        if isinstance(menu, discord.SelectMenu) and menu.custom_id == "setup:channels"
        for value in menu.default_values
    }
