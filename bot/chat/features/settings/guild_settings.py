"""What a server's moderators chose, all together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.storage.channels import Channels
from bot.storage.guilds import Guilds
from bot.storage.types import ChannelPreferences, GuildPreferences


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """How Qiao works on a server.

    Attributes:
        guild: what holds for the whole server.
        channels: the channels that are on.
    """

    guild: GuildPreferences
    channels: tuple[ChannelPreferences, ...] = ()

    def common(self, field: str) -> Any:
        """What all channels that are on have in a field; None where they differ or there are none."""
        values = {getattr(channel, field) for channel in self.channels}
        return values.pop() if len(values) == 1 else None

    def same(self, field: str) -> bool:
        """Whether the channels do not differ in a field."""
        return len({getattr(channel, field) for channel in self.channels}) <= 1

    @property
    def script(self) -> str | None:
        """The script of the server; None where a channel that is on has another one."""
        own = {channel.script for channel in self.channels} - {None, self.guild.script}
        return None if own else self.guild.script


class GuildSettingsStore:
    """Reads and changes them.

    Args:
        channels: what holds for channels.
        guilds: what holds for servers.
    """

    def __init__(self, channels: Channels, guilds: Guilds) -> None:
        self._channels = channels
        self._guilds = guilds

    async def of(self, guild_id: int) -> GuildSettings:
        """The arrangement of a server."""
        on = [channel for channel in await self._channels.of_guild(guild_id) if channel.enabled]
        return GuildSettings(await self._guilds.get(guild_id), tuple(on))

    async def switch(self, guild_id: int, channel_ids: Iterable[int], *, enabled: bool) -> list[int]:
        """Switch channels on or off.

        Returns:
            Those that were not so before.
        """
        changed = []
        for channel_id in channel_ids:
            before = await self._channels.get(channel_id) or ChannelPreferences(channel_id, guild_id)
            if before.enabled != enabled:
                await self._channels.set(replace(before, enabled=enabled))
                changed.append(channel_id)
        return changed

    async def choose(self, guild_id: int, **values: Any) -> bool:
        """Set fields of the preferences of all channels that are on.

        Returns:
            Whether that changed anything.
        """
        changed = False
        for before in (await self.of(guild_id)).channels:
            after = replace(before, **values)
            if after != before:
                await self._channels.set(after)
                changed = True
        return changed

    async def write(self, guild_id: int, script: str) -> bool:
        """Choose the script of a server, which the channels that are on then follow.

        Returns:
            Whether that changed anything.
        """
        before = await self._guilds.get(guild_id)
        if before.script != script:
            await self._guilds.set(replace(before, script=script))
        return await self.choose(guild_id, script=None) or before.script != script

    async def log(self, guild_id: int, channel_id: int | None) -> int | None:
        """Choose the channel where changes are told, or none.

        Returns:
            The one that it was before.
        """
        before = await self._guilds.get(guild_id)
        if before.log_channel_id != channel_id:
            await self._guilds.set(replace(before, log_channel_id=channel_id))
        return before.log_channel_id
