"""The link that invites Qiao to a server, and the permissions that it asks for."""

from typing import Final

import discord

REQUIRED: Final = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""Without these permissions, Qiao cannot translate on a server."""

REQUESTED: Final = REQUIRED | discord.Permissions(manage_webhooks=True, create_public_threads=True, add_reactions=True)
"""With these, moderators can also choose bridges, and posts through webhooks or in threads."""


def invitation(application_id: int) -> str:
    """The URL that invites the bot with the permissions and commands that it needs."""
    return discord.utils.oauth_url(application_id, permissions=REQUESTED, scopes=("bot", "applications.commands"))
