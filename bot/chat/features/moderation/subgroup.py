"""What the groups of commands within `/moderation` have in common."""

import discord
from discord import app_commands

from bot.chat.ui.permissions import require

PERMISSION = "manage_messages"
"""What `/moderation` and all groups within it need, in discord.py's words."""


class ModerationSubgroup(app_commands.Group):
    """A group of commands within `/moderation`; discord.py does not check the permission of the outer group for it."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Check the permission: servers can show a command to members without it."""
        require(interaction, PERMISSION)
        return True
