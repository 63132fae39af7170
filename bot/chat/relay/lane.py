"""The order of events: one lane per source channel, and the newest known revision of each message.

discord.py handles every event in a separate task. Steps in a lane are quick: they take slots, and restart or drop jobs.
Translating and posting happen outside the lane, message by message.
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
"""Newer than any edit, so that no late edit brings a deleted message back."""


class Lanes:
    """The lanes of all channels; idle ones cost nothing."""

    def __init__(self) -> None:
        self._locks = Locks()
        self._steps: set[asyncio.Task[Any]] = set()

    def enter(
        self, channel_id: int, message_id: int, step: Coroutine[Any, Any, Result]
    ) -> "asyncio.Task[Result | None]":
        """Run a step after all earlier steps in a channel's lane.

        Args:
            channel_id: source channel.
            message_id: logged if the step fails.
            step: what to run.

        Returns:
            The task of the step, which runs whether or not it is awaited; its result is None if the step failed.
        """
        task = asyncio.create_task(self._run(channel_id, message_id, step))
        self._steps.add(task)
        task.add_done_callback(self._steps.discard)
        return task

    async def drain(self) -> None:
        """Return when every step that entered a lane has ended."""
        while self._steps:
            await asyncio.wait(list(self._steps))

    async def _run(self, channel_id: int, message_id: int, step: Coroutine[Any, Any, Result]) -> Result | None:
        # Tasks start in the order of their creation, and asyncio locks are fair.
        async with self._locks.of(channel_id):
            try:
                return await step
            except Exception as error:  # noqa: BLE001 - later events of the channel must still be handled
                log_failure("event not handled", message_id, channel_id, error)
                return None


class Revisions:
    """The newest known revision of each message: the newest edit wins, in whatever order edits arrive."""

    def __init__(self) -> None:
        self._newest: LRUCache[int, int] = LRUCache(_REMEMBERED)
        self._created: LRUCache[int, bool] = LRUCache(_REMEMBERED)

    def begin(self, message: Message) -> bool:
        """Record a new message; False if it is known, because a resumed gateway may repeat events."""
        if self.was_created(message.id) or self.is_deleted(message.id):
            return False
        self._created[message.id] = True
        self._newest[message.id] = message.revision
        return True

    def begin_with_edit(self, message: Message) -> bool:
        """Record a new message whose edit overtook its creation; False if anything was heard of it before."""
        return message.id not in self._newest and self.begin(message)

    def advance(self, message: Message) -> bool:
        """Record an edit; False if it is not newer than the known revision."""
        if message.revision <= self._newest.get(message.id, -1):
            return False
        self._newest[message.id] = message.revision
        return True

    def delete(self, message_id: int) -> None:
        """Record a deletion."""
        self._newest[message_id] = _DELETED

    def was_created(self, message_id: int) -> bool:
        """Whether a message was created since the start."""
        return message_id in self._created

    def is_deleted(self, message_id: int) -> bool:
        """Whether a message was deleted."""
        return self._newest.get(message_id) == _DELETED

    def is_newest(self, message: Message) -> bool:
        """Whether no newer revision of a message is known."""
        return self._newest.get(message.id, message.revision) <= message.revision
