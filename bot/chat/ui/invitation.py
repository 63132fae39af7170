"""The link that invites Qiao to a server, and the permissions that it asks for."""

from typing import Final

import discord

REQUIRED: Final = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""Without these permissions, Qiao cannot translate on a server."""

REQUESTED: Final = REQUIRED | discord.Permissions(
    connect=True, manage_webhooks=True, create_public_threads=True, add_reactions=True
)
"""With these, Qiao also works in voice chats, and moderators can choose bridges, and posts through webhooks or in
threads. Manage Threads is left to them: it lets Qiao into private threads, but could delete any thread. So is Manage
Server: it shows Qiao the AutoMod rules, but could change the server."""

OPTIONAL: Final = discord.Permissions(
    manage_guild=True, manage_messages=True, manage_threads=True, moderate_members=True
)
"""What moderators can grant as well: to read the rules of AutoMod, to delete what was flagged and time its author out,
and to open archived private threads."""

_POWERS: Final = discord.Permissions(
    administrator=True,
    ban_members=True,
    deafen_members=True,
    kick_members=True,
    manage_channels=True,
    manage_emojis=True,
    manage_events=True,
    manage_guild=True,
    manage_messages=True,
    manage_nicknames=True,
    manage_roles=True,
    manage_threads=True,
    manage_webhooks=True,
    moderate_members=True,
    move_members=True,
    mute_members=True,
    view_audit_log=True,
    view_guild_insights=True,
)
"""Power over a server and its members; what ordinary members may do harms nobody in the hands of a bot."""


def needless(held: discord.Permissions) -> discord.Permissions:
    """The powers that Qiao holds but uses for nothing; someone who got hold of its token would have them all."""
    if held.administrator:  # it contains all others
        return discord.Permissions(administrator=True)
    return held & _POWERS & ~(REQUESTED | OPTIONAL)


def invitation(application_id: int) -> str:
    """The URL that invites the bot with the permissions and commands that it needs."""
    return discord.utils.oauth_url(application_id, permissions=REQUESTED, scopes=("bot", "applications.commands"))
