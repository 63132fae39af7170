"""The settings of a server in words, as `/qiao setup` shows them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import discord

from bot.chat.features.settings.guild_settings import GuildSettings
from bot.chat.strings import say
from bot.chat.ui.permissions import missing_permissions, permission_names, required_permissions
from bot.storage.types.preferences import Mode
from bot.text.limits import MESSAGE, shorten

PATIENCE = (15, 60, 300)
"""What moderators can choose, in seconds."""
SWITCHES = ("unsure", "hold_unsure", "votes", "footnotes")
"""Settings that are on or off."""

_MAX_WARNINGS = 5


def summary(locale: object, settings: GuildSettings, guild: discord.Guild) -> str:
    """What the moderators chose, and which permissions Qiao lacks for it."""
    text = partial(say, locale)

    def shared(name: str, describe: Callable[[Any], str]) -> str:
        if not settings.channels:
            return text("setup.open")
        return text("setup.differs") if settings.differs(name) else describe(settings.common(name))

    lines = [
        text(
            "setup.summary",
            channels=" ".join(f"<#{channel_id}>" for channel_id in settings.channels) or text("setup.nowhere"),
            mode=shared("mode", lambda mode: text(f"setup.mode.{mode}")),
            script=text(f"language.{settings.script}") if settings.script else text("setup.differs"),
            patience=shared("patience", partial(patience_text, locale)),
            log=f"<#{settings.guild.log_channel_id}>" if settings.guild.log_channel_id else text("setup.off"),
            **{name: shared(name, lambda on: text("setup.on" if on else "setup.off")) for name in SWITCHES},
        )
    ]
    if settings.bridged:
        bridged = " ".join(f"<#{channel_id}>" for channel_id in settings.bridged)
        lines.append(f"- {text('channel.bridged', channels=bridged)}")
    if any(channel.mode is Mode.WEBHOOK for channel in settings.channels.values()):
        lines.append(text("setup.webhook_warning"))
    return shorten("\n".join([*lines, *_warnings(locale, settings, guild)[:_MAX_WARNINGS]]), MESSAGE)


def patience_text(locale: object, seconds: int | None) -> str:
    """How long a translation may wait, in words."""
    if seconds is None:
        return say(locale, "setup.patience.host")
    if seconds in PATIENCE:
        return say(locale, f"setup.patience.{seconds}")
    return say(locale, "setup.patience.custom", count=seconds)


def missing_text(
    locale: object, channel: discord.abc.GuildChannel | discord.Thread, held: discord.Permissions, mode: Mode
) -> str | None:
    """A line that names the permissions Qiao lacks to post in a channel; None if it has them all."""
    if channel.guild.me.is_timed_out():
        return say(locale, "channel.timed_out", channel=f"<#{channel.id}>")
    thread, voice = (
        isinstance(channel, discord.Thread),
        isinstance(channel, discord.VoiceChannel | discord.StageChannel),
    )
    required = required_permissions(mode, thread=thread, voice=voice)
    missing = permission_names(locale, missing_permissions(held, required))
    return say(locale, "channel.missing", channel=f"<#{channel.id}>", permissions=missing) if missing else None


def _warnings(locale: object, settings: GuildSettings, guild: discord.Guild) -> list[str]:
    lines = []
    for channel_id, chosen in settings.channels.items():
        if channel := guild.get_channel_or_thread(channel_id):
            lines.append(missing_text(locale, channel, channel.permissions_for(guild.me), chosen.mode))
    return [line for line in lines if line]
