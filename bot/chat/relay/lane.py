"""One ordered lane for each source channel: its events take effect in the order in which Discord sent them.

discord.py handles each event in a task of its own. What takes effect here is quick (places in queues are taken, waiting
work is started over or dropped); translating and posting go on outside of the lane, message by message.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.chat.relay.locks import Locks
from bot.log import log_failure

Result = TypeVar("Result")


class Lanes:
    """The lanes of all channels; one costs nothing while nothing happens in its channel."""

    def __init__(self) -> None:
        self._locks = Locks()
        self._steps: set[asyncio.Task[Any]] = set()

    def enter(
        self, channel_id: int, message_id: int, step: Coroutine[Any, Any, Result]
    ) -> "asyncio.Task[Result | None]":
        """Let a step take effect after all that entered the channel's lane before.

        Args:
            channel_id: the lane.
            message_id: for the log, should the step fail.
            step: what is to be done, once.

        Returns:
            The step, which runs whether or not anybody awaits it; its result is None where it failed.
        """
        task = asyncio.create_task(self._run(channel_id, message_id, step))
        self._steps.add(task)
        task.add_done_callback(self._steps.discard)
        return task

    async def _run(self, channel_id: int, message_id: int, step: Coroutine[Any, Any, Result]) -> Result | None:
        # Tasks begin in the order in which they were made, and who waits for a lock gets it in turn.
        async with self._locks.of(channel_id):
            try:
                return await step
            except Exception as error:  # noqa: BLE001 - the channel's next event must take effect all the same
                log_failure("an event had no effect", message_id, channel_id, error)
                return None
