"""Work that nobody awaits: kept alive until it ends, and awaited or canceled at shutdown."""

import asyncio
from collections.abc import Coroutine


class Tasks:
    """Tasks that run by themselves, each until it ends."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Start something; it has to handle its own errors."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self) -> None:
        """Return when everything that was started has ended."""
        while self._running:
            await asyncio.wait(list(self._running))

    async def cancel(self) -> None:
        """Cancel what is running, and return when it has ended."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
