"""Permissions by the names that people find in Discord's settings."""

from collections.abc import Iterable

import discord

from bot.chat.strings import Catalogue, spoken

_IN_CHANNELS = ("view_channel", "send_messages", "read_message_history")
_IN_THREADS = ("view_channel", "send_messages_in_threads", "read_message_history")
_FOR_MODES = {
    "webhook": ("manage_webhooks",),
    "thread": ("create_public_threads", "send_messages_in_threads"),
}


def needed(mode: str = "reply", *, thread: bool = False) -> tuple[str, ...]:
    """The permissions without which we cannot post in a channel, in discord.py's words.

    Args:
        mode: how translations are posted there: `reply`, `webhook` or `thread`.
        thread: whether the channel is a thread.
    """
    return (*(_IN_THREADS if thread else _IN_CHANNELS), *_FOR_MODES.get(mode, ()))


def lacking(held: discord.Permissions, wanted: Iterable[str]) -> list[str]:
    """Those of the permissions that are not held, in discord.py's words."""
    return [name for name in wanted if not getattr(held, name)]


def in_words(locale: object, names: Iterable[str]) -> str:
    """Permissions as Discord's settings call them in the reader's language; in English where we know no other name."""
    catalogue = Catalogue.shipped()
    known = catalogue.keys(spoken(locale))
    return ", ".join(
        catalogue.say(locale, key) if (key := f"permission.{name}") in known else name.replace("_", " ").title()
        for name in names
    )
