"""Which permissions commands and channels need, and their names in Discord's settings."""

from collections.abc import Iterable
from typing import Any, ClassVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.incoming import places_of
from bot.chat.strings import join_items, keys, resolve_locale, say
from bot.moderation.screen import Screen
from bot.storage.types.preferences import Mode

_IN_CHANNELS = ("view_channel", "send_messages", "read_message_history")
_IN_THREADS = ("view_channel", "send_messages_in_threads", "read_message_history")
_FOR_MODES: dict[Mode, tuple[str, ...]] = {
    Mode.REPLY: (),
    Mode.WEBHOOK: ("manage_webhooks",),
    Mode.THREAD: ("create_public_threads", "send_messages_in_threads"),
}


def required_permissions(mode: Mode = Mode.REPLY, *, thread: bool = False, voice: bool = False) -> tuple[str, ...]:
    """The permissions that Qiao needs to post in a channel, in discord.py's words.

    Args:
        mode: how translations are posted there.
        thread: whether the channel is a thread.
        voice: whether it is the chat of a voice or stage channel.
    """
    places = (*(_IN_THREADS if thread else _IN_CHANNELS), *(("connect",) if voice else ()))
    return (*places, *_FOR_MODES[mode])


def missing_permissions(held: discord.Permissions, wanted: Iterable[str]) -> list[str]:
    """The wanted permissions that are not held, in discord.py's words."""
    return [name for name in wanted if not getattr(held, name)]


_ALIASES = {"read_messages": "view_channel"}
"""What discord.py calls a permission when it iterates over permissions, and what Discord and we call it."""


def permission_names(locale: object, permissions: Iterable[str]) -> str:
    """Permissions as Discord's settings name them in the reader's language; in English if we have no translation."""
    known = keys(resolve_locale(locale))
    permissions = [_ALIASES.get(name, name) for name in permissions]
    return join_items(
        locale,
        (
            say(locale, key) if (key := f"permission.{name}") in known else name.replace("_", " ").title()
            for name in permissions
        ),
    )


def is_present(interaction: discord.Interaction) -> bool:
    """Whether Qiao itself is on the server, or in the direct messages, where someone uses a command.

    It is not where only the user has installed it: there it sees commands, but no messages.
    """
    if interaction.guild_id is None:
        return interaction.context.dm_channel is True
    return interaction.client.get_guild(interaction.guild_id) is not None


def require(interaction: discord.Interaction, permission: str) -> None:
    """Check a permission of the user in the channel.

    Args:
        interaction: of the user.
        permission: in discord.py's words, such as `manage_channels`.

    Raises:
        MissingPermissions: the user does not have it.
    """
    if not getattr(interaction.permissions, permission):
        raise app_commands.MissingPermissions([permission])


async def may_see(screen: Screen, interaction: discord.Interaction, original: str, shown: str) -> bool:
    """Whether a user may be shown a translation or an explanation, for their eyes only.

    What would be held back in the channel is not told to its readers either; its moderators have to understand it.

    Args:
        screen: what must not be shown on the server.
        interaction: of the user.
        original: a text.
        shown: what would be shown of it.

    Raises:
        DeadlineError: the server's AutoMod rules are not known, because Discord is down.
    """
    if interaction.permissions.manage_messages:
        return True
    channel_ids = places_of(interaction.channel)
    return await screen.permits(shown, original=original, guild_id=interaction.guild_id or 0, channel_ids=channel_ids)


class ForeignChannelError(app_commands.CheckFailure):
    """An option or a menu names a channel of another server."""


def require_own_channels(interaction: discord.Interaction) -> None:
    """Check that no channel that a user chose belongs to another server, where they may have no rights.

    Raises:
        ForeignChannelError: one does.
    """
    data: Any = interaction.data or {}
    for channel_id in data.get("resolved", {}).get("channels", {}):
        channel = interaction.client.get_channel(int(channel_id))
        guild = getattr(channel, "guild", None)
        if guild is not None and guild.id != interaction.guild_id:
            raise ForeignChannelError(f"Channel {channel_id} belongs to another server.")


class ModeratorGroup(commands.GroupCog):
    """A group of server commands that need a permission, given as the class argument `permission`.

    It is checked on every use: servers can show a command to members without the permission.

    Attributes:
        permission: in discord.py's words.
    """

    permission: ClassVar[str]

    def __init_subclass__(cls, *, permission: str) -> None:
        super().__init_subclass__()
        cls.permission = permission
        app_commands.guild_only(cls)
        app_commands.default_permissions(**{permission: True})(cls)

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Check the permission."""
        require(interaction, self.permission)
        return True
