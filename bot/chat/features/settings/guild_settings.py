"""The settings of a whole server: what applies in the channels that are on, read and changed together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import discord
from cachetools import LRUCache
from discord import app_commands

from bot.storage.stores import Stores
from bot.storage.types.preferences import ChannelPreferences, ChannelSettings, GuildPreferences


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """The settings of a server.

    Attributes:
        guild: what applies to the whole server.
        channels: the settings of each channel that is on, by id.
        threads_off: threads that were turned off in channels that are on.
        archived: names of those among all these threads that are archived, by id.
        bots: ids of the bots and webhooks that are translated, by channel.
        bridged: ids of the channels in bridges.
    """

    guild: GuildPreferences
    channels: Mapping[int, ChannelSettings] = field(default_factory=dict)
    threads_off: Sequence[int] = ()
    archived: Mapping[int, str] = field(default_factory=dict)
    bots: Mapping[int, Sequence[int]] = field(default_factory=dict)
    bridged: Sequence[int] = ()

    def common(self, name: str) -> Any:
        """The value of a setting that all channels share; None if they differ or there are none."""
        return None if self.differs(name) or not self.channels else self._values(name).pop()

    def differs(self, name: str) -> bool:
        """Whether channels differ in a setting."""
        return len(self._values(name)) > 1

    @property
    def script(self) -> str | None:
        """The script of the server; None if a channel has another one."""
        return None if self._values("script") - {None, self.guild.script} else self.guild.script

    def _values(self, name: str) -> set[Any]:
        return {getattr(settings, name) for settings in self.channels.values()}


class GuildSettingsStore:
    """Reads and changes the settings of servers.

    Args:
        stores: where they are stored.
    """

    def __init__(self, stores: Stores) -> None:
        self._channels = stores.channels
        self._guilds = stores.guilds
        self._bots = stores.bots
        self._bridges = stores.bridges
        self._gone: LRUCache[int, bool] = LRUCache(1_000)

    async def load(self, guild: discord.Guild) -> GuildSettings:
        """The settings of a server."""
        rows = await self._channels.of_guild(guild.id)
        threads = await self._threads(guild, [row.channel_id for row in rows if row.enabled is not None])
        channels = {
            row.channel_id: await self._channels.effective([row.channel_id, _parent(threads, row.channel_id)])
            for row in rows
            if row.enabled
        }
        off = [threads[row.channel_id] for row in rows if row.enabled is False and row.channel_id in threads]
        return GuildSettings(
            await self._guilds.get(guild.id),
            channels,
            [thread.id for thread in off if thread.parent_id in channels],
            {thread.id: thread.name for thread in threads.values() if thread.archived},
            await self._bots.of_guild(guild.id),
            [row.channel_id for row in await self._bridges.of_guild(guild.id)],
        )

    async def _threads(self, guild: discord.Guild, channel_ids: Sequence[int]) -> dict[int, discord.Thread]:
        """The threads among some channels, by id; Discord tells us of archived ones only when asked."""
        threads: dict[int, discord.Thread] = {}
        for channel_id in channel_ids:
            found: object = guild.get_channel_or_thread(channel_id)
            if found is None and channel_id not in self._gone:
                try:
                    found = await guild.fetch_channel(channel_id)
                except discord.NotFound:
                    self._gone[channel_id] = True
                except (discord.HTTPException, discord.InvalidData):
                    continue
            if isinstance(found, discord.Thread):
                threads[channel_id] = found
        return threads

    async def bridge_language(self, channel_id: int) -> str | None:
        """The language of a channel or thread in a bridge; None if it has both, or is in no bridge."""
        place = await self._bridges.place(channel_id)
        return place.language if place else None

    async def bots(self, channel_id: int) -> frozenset[int]:
        """The bots and webhooks that are translated in a channel or thread, apart from those it inherits."""
        return await self._bots.of(channel_id)

    async def choose_bot(self, guild_id: int, channel_id: int, bot_id: int, *, translated: bool) -> bool:
        """Have a bot or a webhook translated in a channel, or ignored again.

        Returns:
            Whether this changed anything.
        """
        if (bot_id in await self._bots.of(channel_id)) is translated:
            return False
        if translated:
            await self._bots.add(guild_id, channel_id, bot_id)
        else:
            await self._bots.remove(channel_id, bot_id)
        return True

    async def effective(self, guild: discord.Guild, channel_id: int) -> ChannelSettings:
        """The settings of a channel, or of a thread and what it inherits if Discord has told us of it."""
        thread = guild.get_thread(channel_id)
        return await self._channels.effective([channel_id, thread.parent_id if thread else None])

    async def change(self, guild_id: int, channel_id: int, **values: Any) -> None:
        """Set preferences of one channel or thread."""
        before = await self._channels.get(channel_id) or ChannelPreferences(channel_id, guild_id)
        await self._channels.set(replace(before, **values))

    async def change_all(self, guild: discord.Guild, **values: Any) -> bool:
        """Set preferences of all channels that are on.

        Returns:
            Whether this changed anything.
        """
        changed = False
        # Rows come by id, and a thread has a larger one than its channel: it inherits the change and keeps doing so.
        for row in await self._channels.of_guild(guild.id):
            now, after = await self.effective(guild, row.channel_id), replace(row, **values)
            if row.enabled and after != row and replace(now, **values) != now:
                await self._channels.set(after)
                changed = True
        return changed

    async def enable(self, guild_id: int, channel_ids: Iterable[int], *, enabled: bool) -> list[int]:
        """Turn channels on or off.

        Returns:
            The channels for which this changed anything.
        """
        changed = []
        for channel_id in channel_ids:
            if (await self._channels.effective([channel_id])).enabled != enabled:
                await self.change(guild_id, channel_id, enabled=enabled)
                changed.append(channel_id)
        return changed

    async def choose_script(self, guild: discord.Guild, script: str) -> bool:
        """Set the script of a server, and let the channels that are on follow it.

        Returns:
            Whether this changed anything.
        """
        before = await self._guilds.get(guild.id)
        if before.script != script:
            await self._guilds.set(replace(before, script=script))
        return await self.change_all(guild, script=None) or before.script != script

    async def choose_log_channel(self, guild_id: int, channel_id: int | None) -> int | None:
        """Set the channel where changes are reported, or none.

        Returns:
            The previous one.
        """
        before = await self._guilds.get(guild_id)
        if before.log_channel_id != channel_id:
            await self._guilds.set(replace(before, log_channel_id=channel_id))
        return before.log_channel_id


def guild_of(interaction: discord.Interaction) -> discord.Guild:
    """The server of an interaction.

    Raises:
        NoPrivateMessage: it is from a direct message.
    """
    if interaction.guild is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild


def _parent(threads: Mapping[int, discord.Thread], channel_id: int) -> int | None:
    return threads[channel_id].parent_id if channel_id in threads else None
