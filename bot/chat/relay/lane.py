"""The order of events: one lane for each source channel, and the newest revision known of each message.

discord.py handles each event in a task of its own. What takes effect here is quick (places in queues are taken, waiting
work is started over or dropped); translating and posting go on outside of the lane, message by message.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from cachetools import LRUCache

from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.log import log_failure

Result = TypeVar("Result")

_REMEMBERED = 20_000
_DELETED = 1 << 62
"""Newer than any edit: none that is still under way outlives the deletion."""


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


class Revisions:
    """The newest revision known of each message: the newest edit wins, whatever the order of arrival."""

    def __init__(self) -> None:
        self._newest: LRUCache[int, int] = LRUCache(_REMEMBERED)

    def begin(self, message: Message) -> bool:
        """Note a new message; False where it is known, for a resumed gateway tells some things twice."""
        if message.id in self._newest:
            return False
        self._newest[message.id] = message.revision
        return True

    def advance(self, message: Message) -> bool:
        """Note an edit; False where it is not newer than what is known."""
        if message.revision <= self._newest.get(message.id, -1):
            return False
        self._newest[message.id] = message.revision
        return True

    def delete(self, message_id: int) -> None:
        """Note a deletion."""
        self._newest[message_id] = _DELETED

    def forget(self, message_id: int) -> None:
        """Know nothing of a message any more."""
        self._newest.pop(message_id, None)

    def knows(self, message_id: int) -> bool:
        """Whether a message was seen in this run."""
        return message_id in self._newest

    def is_newest(self, message: Message) -> bool:
        """Whether a message is as new as what is known of it; it is where nothing is."""
        return self._newest.get(message.id, message.revision) <= message.revision
