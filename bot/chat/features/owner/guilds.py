"""Leaves servers that the host does not allow, and registers the owner's commands on the owner's own servers."""

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.chat.features.owner.admission import Admission
from bot.chat.features.owner.commands import OwnerCommands

log = structlog.get_logger(__name__)


class OwnerGuilds(commands.Cog):
    """Looks at every server that Qiao is on or joins.

    Args:
        admission: which servers are allowed, and which are the owner's.
        group: the owner's commands.
        tree: where the commands are registered.
    """

    def __init__(self, admission: Admission, group: OwnerCommands, tree: app_commands.CommandTree) -> None:
        self._admission = admission
        self._group = group
        self._tree = tree
        self._registered: set[int] = set()

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Qiao has connected; it may have been invited while it was offline."""
        await self._look_at(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Qiao was invited."""
        await self._look_at(guild)

    @commands.Cog.listener()
    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        """A server may have a new owner."""
        if before.owner_id == after.owner_id:
            return
        if after.id in self._registered and not self._admission.is_owner(after.owner_id):
            self._registered.discard(after.id)
            self._tree.remove_command(self._group.name, guild=after)
            await self._sync(after)
        await self._look_at(after)

    async def _look_at(self, guild: discord.Guild) -> None:
        if not await self._admission.admits(guild):
            await self._admission.leave(guild)
        elif self._admission.is_owner(guild.owner_id) and guild.id not in self._registered:
            self._registered.add(guild.id)
            self._tree.add_command(self._group, guild=guild, override=True)
            await self._sync(guild)

    async def _sync(self, guild: discord.Guild) -> None:
        try:
            await self._tree.sync(guild=guild)
        except discord.HTTPException as error:
            log.warning("owner's commands not synced", guild=guild.id, status=error.status, code=error.code)
