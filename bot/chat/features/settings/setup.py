"""The panel of `/qiao setup`: each control applies its change at once, shows it, and reports it in the log channel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import discord
from discord import ButtonStyle, ChannelType, SelectOption

from bot.chat.features.settings import bot_menu
from bot.chat.features.settings.bots import Sources
from bot.chat.features.settings.guild_settings import GuildSettings, GuildSettingsStore, guild_of
from bot.chat.features.settings.summary import PATIENCE, SWITCHES, patience_text, summary
from bot.chat.posting.audit import Audit, Phrase
from bot.chat.posting.refusals import Refusals
from bot.chat.strings import ENGLISH, say
from bot.chat.ui.permissions import require
from bot.chat.ui.persistent import PersistentView
from bot.storage.types.preferences import GuildPreferences, Mode
from bot.text.language import Language
from bot.translation.types import Target

LIFETIME = timedelta(minutes=15)
"""How long a panel works: after that Discord no longer lets us change the message."""
_MAX_CHANNELS = 25
"""The most that a select menu of Discord can hold."""
_CHANNEL_TYPES = [
    *(ChannelType.text, ChannelType.news, ChannelType.voice, ChannelType.stage_voice),
    *(ChannelType.forum, ChannelType.media),
]
_HOST = "host"
"""The choice that leaves the patience to the host's setting."""
_SCRIPTS = [target for target in Target if target.language is Language.CHINESE]


@dataclass(frozen=True, slots=True)
class Setup:
    """What the panel works on.

    Attributes:
        store: the settings.
        sources: the bots and webhooks of channels.
        audit: where changes are reported.
        refusals: cleared for channels that moderators change.
    """

    store: GuildSettingsStore
    sources: Sources
    audit: Audit
    refusals: Refusals


class SetupView(PersistentView):
    """One page of the panel; a message has room for five rows.

    Args:
        setup: what the panel works on.
        locale: of the user.
        settings: what is shown.
        guild: the server; None for the view that is registered with the client.
    """

    def __init__(
        self,
        setup: Setup,
        locale: object = ENGLISH,
        settings: GuildSettings | None = None,
        guild: discord.Guild | None = None,
    ) -> None:
        super().__init__()
        self.setup = setup
        self.guild = guild
        self.fill(locale, settings or GuildSettings(GuildPreferences(0)))

    def fill(self, locale: object, settings: GuildSettings) -> None:
        """Show settings in the controls."""
        raise NotImplementedError

    async def prepare(self, interaction: discord.Interaction) -> None:
        """Show what depends on the channel of the panel."""

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Check the permission, which the user may have lost, and the age of the panel."""
        require(interaction, "manage_guild")
        if interaction.message and discord.utils.utcnow() - interaction.message.created_at > LIFETIME:
            text = say(interaction.locale, "setup.stale")
            await interaction.response.edit_message(content=text, view=None)
            return False
        return await super().interaction_check(interaction)

    async def change_all(
        self, interaction: discord.Interaction, key: str, text: dict[str, Phrase], **values: Any
    ) -> None:
        """Set preferences of all channels that are on."""
        guild = guild_of(interaction)
        changed = await self.setup.store.change_all(guild, **values)
        await self.refresh(interaction)
        if changed:
            await self.setup.audit.note(guild.id, interaction.user.id, key, **text)

    async def refresh(self, interaction: discord.Interaction, page: "type[SetupView] | None" = None) -> None:
        """Show the current settings, on this page or another."""
        await interaction.response.edit_message(**await render(self.setup, interaction, page or type(self)))

    def existing(self, channel_ids: Iterable[int]) -> list[discord.abc.GuildChannel | discord.Thread]:
        """The channels that exist: Discord rejects a menu that shows one that is gone."""
        guild = self.guild
        return [channel for each in channel_ids if guild and (channel := guild.get_channel_or_thread(each))]


class ChannelsView(SetupView):
    """Where and how Qiao translates."""

    def fill(self, locale: object, settings: GuildSettings) -> None:
        """Show settings in the controls."""
        text = partial(say, locale)
        self.channels.placeholder = text("setup.channels")
        self.channels.default_values = self.existing(settings.channels)[:_MAX_CHANNELS]
        self.mode.placeholder = text("setup.choose_mode")
        self.mode.options = [
            SelectOption(
                label=text(f"setup.mode.{mode}"),
                value=mode,
                description=text("setup.unblockable") if mode is Mode.WEBHOOK else None,
                default=settings.common("mode") == mode,
            )
            for mode in Mode
        ]
        self.script.placeholder = text("setup.choose_script")
        self.script.options = [
            SelectOption(label=text(f"language.{script}"), value=script, default=settings.script == script)
            for script in _SCRIPTS
        ]
        self.patience.placeholder = text("setup.choose_patience")
        self.patience.options = [
            SelectOption(
                label=text("setup.wait", time=patience_text(locale, seconds)),
                value=str(seconds),
                default=settings.common("patience") == seconds,
            )
            for seconds in PATIENCE
        ]
        by_host = bool(settings.channels) and not settings.differs("patience") and settings.common("patience") is None
        self.patience.add_option(label=text("setup.wait_host"), value=_HOST, default=by_host)
        unused = not settings.channels
        self.mode.disabled = self.patience.disabled = unused
        for name in SWITCHES:
            self.add_item(Switch(name, text(f"setup.{name}"), on=bool(settings.common(name)), disabled=unused))
        self.add_item(PageButton("more", text("setup.log"), LogView))

    @discord.ui.select(
        cls=discord.ui.ChannelSelect[SetupView],
        custom_id="setup:channels",
        channel_types=_CHANNEL_TYPES,
        min_values=0,
        max_values=_MAX_CHANNELS,
        row=0,
    )
    async def channels(self, interaction: discord.Interaction, menu: discord.ui.ChannelSelect[SetupView]) -> None:
        """Turn the selected channels on, and off those that were shown as selected and are not any more."""
        guild, selected = guild_of(interaction), [channel.id for channel in menu.values]
        on = await self.setup.store.enable(guild.id, selected, enabled=True)
        off = await self.setup.store.enable(guild.id, sorted(_shown(interaction) - set(selected)), enabled=False)
        for channel_id in selected:
            self.setup.refusals.clear(channel_id)
        await self.refresh(interaction)
        for key, channel_ids in (("audit.enabled", on), ("audit.disabled", off)):
            for channel_id in channel_ids:
                await self.setup.audit.note(guild.id, interaction.user.id, key, channel=f"<#{channel_id}>")

    @discord.ui.select(cls=discord.ui.Select[SetupView], custom_id="setup:mode", row=1)
    async def mode(self, interaction: discord.Interaction, menu: discord.ui.Select[SetupView]) -> None:
        """Choose how translations are posted."""
        mode = Mode(menu.values[0])
        await self.change_all(interaction, "audit.mode", {"mode": Phrase(f"setup.mode.{mode}")}, mode=mode)

    @discord.ui.select(cls=discord.ui.Select[SetupView], custom_id="setup:script", row=2)
    async def script(self, interaction: discord.Interaction, menu: discord.ui.Select[SetupView]) -> None:
        """Choose how Chinese is posted."""
        guild, script = guild_of(interaction), Target(menu.values[0])
        changed = await self.setup.store.choose_script(guild, script)
        await self.refresh(interaction)
        if changed:
            name = Phrase(f"language.{script}")
            await self.setup.audit.note(guild.id, interaction.user.id, "audit.script", script=name)

    @discord.ui.select(cls=discord.ui.Select[SetupView], custom_id="setup:patience", row=3)
    async def patience(self, interaction: discord.Interaction, menu: discord.ui.Select[SetupView]) -> None:
        """Choose how long a translation may wait."""
        chosen = menu.values[0]
        text = {"patience": Phrase(f"setup.patience.{chosen}")}
        await self.change_all(interaction, "audit.patience", text, patience=None if chosen == _HOST else int(chosen))


class LogView(SetupView):
    """Where changes are reported, and which bots are translated in the channel of the panel."""

    def fill(self, locale: object, settings: GuildSettings) -> None:
        """Show settings in the controls."""
        self.log.placeholder = say(locale, "setup.choose_log")
        self.log.default_values = self.existing([settings.guild.log_channel_id or 0])
        self.bots.placeholder = say(locale, "setup.choose_bots")
        self.bots.options, self.bots.disabled = [bot_menu.nothing(locale)], True
        self.add_item(PageButton("back", say(locale, "setup.back"), ChannelsView))

    async def prepare(self, interaction: discord.Interaction) -> None:
        """Offer the bots and webhooks of the channel."""
        offered = await bot_menu.options(self.setup.store, self.setup.sources, interaction)
        self.bots.options, self.bots.max_values = offered, len(offered)
        self.bots.disabled = offered[0].value == bot_menu.NOTHING

    @discord.ui.select(cls=discord.ui.Select[SetupView], custom_id="setup:bots", min_values=0, row=1)
    async def bots(self, interaction: discord.Interaction, menu: discord.ui.Select[SetupView]) -> None:
        """Choose which bots and webhooks are translated in this channel."""
        changes = await bot_menu.choose(self.setup.store, self.setup.sources, interaction, menu.values)
        await self.refresh(interaction)
        for key, text in changes:
            await self.setup.audit.note(guild_of(interaction).id, interaction.user.id, key, **text)

    @discord.ui.select(
        cls=discord.ui.ChannelSelect[SetupView],
        custom_id="setup:log",
        channel_types=[ChannelType.text],
        min_values=0,
        row=0,
    )
    async def log(self, interaction: discord.Interaction, menu: discord.ui.ChannelSelect[SetupView]) -> None:
        """Choose the log channel; the previous one is told as well."""
        guild, actor_id = guild_of(interaction), interaction.user.id
        chosen = menu.values[0].id if menu.values else None
        before = await self.setup.store.choose_log_channel(guild.id, chosen)
        self.setup.audit.remember_chooser(guild.id, actor_id)
        await self.refresh(interaction)
        key, text = ("audit.log_on", {"channel": f"<#{chosen}>"}) if chosen else ("audit.log_off", {})
        for channel_id in (before, chosen):
            if channel_id and before != chosen:
                await self.setup.audit.send(channel_id, guild.id, actor_id, key, **text)


class Switch(discord.ui.Button[SetupView]):
    """Turns a setting of all channels on, or off if it is on in all of them."""

    def __init__(self, name: str, label: str, *, on: bool, disabled: bool) -> None:
        style = ButtonStyle.success if on else ButtonStyle.secondary
        super().__init__(custom_id=f"setup:{name}", label=label, style=style, disabled=disabled, row=4)
        self.name = name

    async def callback(self, interaction: discord.Interaction) -> None:
        """Flip the switch."""
        if self.view:
            on = not (await self.view.setup.store.load(guild_of(interaction))).common(self.name)
            text = {"what": Phrase(f"setup.{self.name}"), "state": Phrase("setup.on" if on else "setup.off")}
            await self.view.change_all(interaction, "audit.switched", text, **{self.name: on})


class PageButton(discord.ui.Button[SetupView]):
    """Shows another page."""

    def __init__(self, name: str, label: str, page: type[SetupView]) -> None:
        super().__init__(custom_id=f"setup:{name}", label=label, style=ButtonStyle.primary, row=4)
        self.page = page

    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        if self.view:
            await self.view.refresh(interaction, self.page)


PAGES = (ChannelsView, LogView)


async def render(
    setup: Setup, interaction: discord.Interaction, page: type[SetupView] = ChannelsView
) -> dict[str, Any]:
    """A page of the panel with the current settings, as arguments for sending or editing a message."""
    guild = guild_of(interaction)
    settings = await setup.store.load(guild)
    view = page(setup, interaction.locale, settings, guild)
    await view.prepare(interaction)
    return {"content": summary(interaction.locale, settings, guild), "view": view.detached()}


def _shown(interaction: discord.Interaction) -> set[int]:
    """The channels that the panel showed as selected: others may have been turned on since, or not fit into it."""
    rows = interaction.message.components if interaction.message else []
    menus = [item for row in rows if isinstance(row, discord.ActionRow) for item in row.children]
    return {
        value.id
        for menu in menus
        if isinstance(menu, discord.SelectMenu) and menu.custom_id == "setup:channels"
        for value in menu.default_values
    }
