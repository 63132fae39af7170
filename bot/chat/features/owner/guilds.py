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
        if before.owner_id != after.owner_id:
            await self._look_at(after)

    async def _look_at(self, guild: discord.Guild) -> None:
        if not await self._admission.admits(guild):
            await self._admission.leave(guild)
        elif self._admission.is_owner(guild.owner_id) and guild.id not in self._registered:
            self._registered.add(guild.id)
            await self._register(guild)

    async def _register(self, guild: discord.Guild) -> None:
        self._tree.add_command(self._group, guild=guild, override=True)
        try:
            await self._tree.sync(guild=guild)
        except discord.HTTPException as error:
            self._registered.discard(guild.id)
            log.warning("owner's commands not registered", guild=guild.id, status=error.status, code=error.code)
