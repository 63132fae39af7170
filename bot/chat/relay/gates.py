"""Holds back the events of channels while the messages that were missed there are read, so that order is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Gates:
    """A gate per channel, open unless somebody closes it."""

    def __init__(self) -> None:
        # A gate exists while it is closed, or while events that waited for it are let through.
        self._gates: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def closed(self, channel_id: int) -> AsyncIterator[None]:
        """Close the gate of a channel for the duration of the block; at once, unless it is closed already."""
        gate = self._gates.get(channel_id)
        if gate is None:
            gate = self._gates[channel_id] = asyncio.Lock()
        async with gate:
            yield

    async def passed(self, channel_id: int) -> None:
        """Return when the gate is open, in the order of the calls; without suspending if it was open all along."""
        gate = self._gates.get(channel_id)
        if gate:
            # Locks are fair, so no event overtakes those that waited before it.
            async with gate:
                pass
