"""The controls of `/qiao setup` and the words above them."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

import discord
from discord import ButtonStyle, ChannelType, SelectOption

from bot.chat.features.settings.guild_settings import GuildSettings
from bot.chat.strings import Catalogue
from bot.chat.ui.permissions import in_words, lacking, needed
from bot.chat.ui.persistent import Controls, Key, Menu, Places
from bot.text.language import Language
from bot.text.limits import MESSAGE, shorten
from bot.translation.types import Target

MODES = ("reply", "webhook", "thread")
SCRIPTS = tuple(target for target in Target if target.language is Language.CHINESE)
PATIENCE = (15, 60, 300)
"""Seconds."""
SWITCHES = ("unsure", "hold_unsure", "votes", "footnotes")

_MOST = 25
"""As many channels as Discord's menu can choose."""
_COMPLAINTS = 5

_TALKING = [ChannelType.text, ChannelType.news, ChannelType.voice, ChannelType.stage_voice, ChannelType.forum]
_LOGGING = [ChannelType.text]

Say = Callable[..., str]


class Desk(Protocol):
    """Where the controls hand in what is wanted."""

    async def channels(self, interaction: discord.Interaction, channel_ids: list[int]) -> None:
        """These channels shall be on, of those that were shown no other."""
        ...

    async def mode(self, interaction: discord.Interaction, mode: str) -> None:
        """Translations shall be posted so."""
        ...

    async def script(self, interaction: discord.Interaction, script: str) -> None:
        """Chinese shall be posted in this script."""
        ...

    async def patience(self, interaction: discord.Interaction, seconds: str) -> None:
        """Messages shall wait so long."""
        ...

    async def flip(self, switch: str, interaction: discord.Interaction) -> None:
        """One of `SWITCHES` shall be the other way."""
        ...

    async def log(self, interaction: discord.Interaction, channel_ids: list[int]) -> None:
        """Changes shall be told in this channel, or nowhere."""
        ...

    async def turn(self, page: "type[Panel]", interaction: discord.Interaction) -> None:
        """The other controls shall be shown; a message has room for five rows."""
        ...


class Panel(Controls):
    """Controls as they stand now.

    Args:
        desk: takes what is wanted.
        say: gives a text of the catalogue in the reader's language.
        now: what was chosen.
        guild: the server; None where the controls only stand for those that were posted.
    """

    def __init__(self, desk: Desk, say: Say, now: GuildSettings, guild: discord.Guild | None = None) -> None:
        super().__init__()
        self._say = say
        self._guild = guild
        self._fill(desk, now)

    def _fill(self, desk: Desk, now: GuildSettings) -> None:
        raise NotImplementedError

    def _there(self, channel_ids: list[int]) -> list[int]:
        """Those that there are: Discord takes no menu that shows a channel that is gone."""
        return [number for number in channel_ids if self._guild and self._guild.get_channel_or_thread(number)]


class Main(Panel):
    """Where and how Qiao translates."""

    def _fill(self, desk: Desk, now: GuildSettings) -> None:
        say, idle = self._say, not now.channels
        on = self._there([channel.channel_id for channel in now.channels])
        self.add_item(Places("setup:channels", say("setup.channels"), _TALKING, on, desk.channels, most=_MOST))
        modes = [
            SelectOption(
                label=say(f"setup.mode.{mode}"),
                value=mode,
                description=say("setup.unblockable") if mode == "webhook" else None,
                default=now.common("mode") == mode,
            )
            for mode in MODES
        ]
        self.add_item(Menu("setup:mode", say("setup.choose_mode"), modes, desk.mode, row=1, disabled=idle))
        scripts = [
            SelectOption(label=say(f"language.{script}"), value=script.value, default=now.script == script)
            for script in SCRIPTS
        ]
        self.add_item(Menu("setup:script", say("setup.choose_script"), scripts, desk.script, row=2))
        waits = [
            SelectOption(
                label=say("setup.wait", time=patience(say, seconds)),
                value=str(seconds),
                default=now.common("patience") == seconds,
            )
            for seconds in PATIENCE
        ]
        self.add_item(Menu("setup:patience", say("setup.choose_patience"), waits, desk.patience, row=3, disabled=idle))
        for switch in SWITCHES:
            style = ButtonStyle.success if now.common(switch) else ButtonStyle.secondary
            act = partial(desk.flip, switch)
            self.add_item(Key(f"setup:{switch}", say(f"setup.{switch}"), act, style=style, row=4, disabled=idle))
        self.add_item(Key("setup:more", say("setup.log"), partial(desk.turn, Log), style=ButtonStyle.primary, row=4))


class Log(Panel):
    """Where changes are told."""

    def _fill(self, desk: Desk, now: GuildSettings) -> None:
        chosen = [now.guild.log_channel_id] if now.guild.log_channel_id else []
        self.add_item(Places("setup:log", self._say("setup.choose_log"), _LOGGING, self._there(chosen), desk.log))
        back = partial(desk.turn, Main)
        self.add_item(Key("setup:back", self._say("setup.back"), back, style=ButtonStyle.primary, row=1))


def patience(say: Say, seconds: int | None) -> str:
    """How long a channel waits, in words."""
    if seconds is None:
        return say("setup.patience.host")
    return say(f"setup.patience.{seconds}") if seconds in PATIENCE else say("setup.patience.other", seconds=seconds)


def summary(catalogue: Catalogue, locale: object, now: GuildSettings, guild: discord.Guild) -> str:
    """What was chosen, in words, and what keeps Qiao from doing it."""
    say = partial(catalogue.say, locale)

    def told(field: str, words: Callable[[object], str]) -> str:
        if not now.channels:
            return say("setup.open")
        return words(now.common(field)) if now.same(field) else say("setup.differs")

    def switched(on: object) -> str:
        return say("setup.on" if on else "setup.off")

    lines = [
        say(
            "setup.summary",
            channels=" ".join(f"<#{channel.channel_id}>" for channel in now.channels) or say("setup.nowhere"),
            mode=told("mode", lambda mode: say(f"setup.mode.{mode}")),
            script=say(f"language.{now.script}") if now.script else say("setup.differs"),
            patience=told("patience", lambda seconds: patience(say, seconds if isinstance(seconds, int) else None)),
            log=f"<#{now.guild.log_channel_id}>" if now.guild.log_channel_id else say("setup.off"),
            **{switch: told(switch, switched) for switch in SWITCHES},
        )
    ]
    if any(channel.mode == "webhook" for channel in now.channels):
        lines.append(say("setup.webhook_warning"))
    return shorten("\n".join([*lines, *_complaints(say, locale, now, guild)[:_COMPLAINTS]]), MESSAGE)


def _complaints(say: Say, locale: object, now: GuildSettings, guild: discord.Guild) -> list[str]:
    """A line for each channel in which we lack permissions."""
    lines = []
    for chosen in now.channels:
        place = guild.get_channel_or_thread(chosen.channel_id)
        if place is None:
            continue
        wanted = needed(chosen.mode, thread=isinstance(place, discord.Thread))
        if missing := lacking(place.permissions_for(guild.me), wanted):
            lines.append(say("channel.missing", channel=f"<#{place.id}>", permissions=in_words(locale, missing)))
    return lines
