"""An unmodified discord.py client that records its events."""

import asyncio
from collections import defaultdict
from typing import Any

import discord
from discord import app_commands


class Recorder(discord.Client):
    """Queues every event by name."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents.all(), guild_ready_timeout=0.01)
        self.tree = app_commands.CommandTree(self)
        self._queues: defaultdict[str, asyncio.Queue[Any]] = defaultdict(asyncio.Queue)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        self._queues[event].put_nowait(args[0] if len(args) == 1 else args)

    async def next_event(self, event: str) -> Any:
        async with asyncio.timeout(30):
            return await self._queues[event].get()

    def pending(self, event: str) -> int:
        return self._queues[event].qsize()

    def text_channel(self, channel_id: int) -> discord.TextChannel:
        channel = self.get_channel(channel_id)
        assert isinstance(channel, discord.TextChannel)
        return channel
