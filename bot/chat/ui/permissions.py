"""Which permissions commands and channels need, and their names in Discord's settings."""

from collections.abc import Iterable
from typing import ClassVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.strings import join_items, keys, resolve_locale, say
from bot.storage.types import Mode

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


def permission_names(locale: object, permissions: Iterable[str]) -> str:
    """Permissions as Discord's settings name them in the reader's language; in English if we have no translation."""
    known = keys(resolve_locale(locale))
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
