"""Messages on their way to their posts, and the newest revision known of each message."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cachetools import LRUCache

from bot.chat.relay.message import Message
from bot.chat.relay.queue import Slot
from bot.chat.relay.routes import Route
from bot.storage.types import PostKind
from bot.translation.types import Skip

_REMEMBERED = 20_000
_DELETED = 1 << 62
"""Newer than any edit: none that is still under way outlives the deletion."""


@dataclass(slots=True, eq=False)
class Job:
    """A message on its way to one post.

    Attributes:
        message: as it is now.
        kind: of the post.
        find_route: how it is posted; None where it is left alone.
        slot: its place in a channel's queue.
        counted: whether the ledger knows of it: what is none of our business is not counted, nor is an answer.
        reason: why nothing is posted; empty as long as that is open.
        language: of the message; empty as long as nobody looked.
        ready: `time.monotonic()` seconds at which the post was ready; 0 until then.
        skip: why a request has no answer.
        error: why a request could not be answered.
    """

    message: Message
    kind: PostKind
    find_route: Callable[[Message], Awaitable[Route | None]]
    slot: Slot
    counted: bool = False
    reason: str = ""
    language: str = ""
    ready: float = 0.0
    skip: Skip | None = None
    error: Exception | None = None
    task: asyncio.Task[None] | None = None

    async def ended(self) -> None:
        """Return when it has ended, whoever is cancelled meanwhile."""
        await asyncio.shield(self.slot.ended)

    def stop(self) -> None:
        """Stop working on it."""
        if self.task:
            self.task.cancel()


class Jobs:
    """The jobs that have not ended, by message."""

    def __init__(self) -> None:
        self._jobs: dict[int, list[Job]] = {}

    def add(self, job: Job) -> None:
        """Keep a job until it ends."""
        self._jobs.setdefault(job.message.id, []).append(job)

    def remove(self, job: Job) -> None:
        """It has ended."""
        jobs = self._jobs[job.message.id]
        jobs.remove(job)
        if not jobs:
            del self._jobs[job.message.id]

    def of(self, message_id: int, kind: PostKind | None = None) -> list[Job]:
        """The jobs of a message, of one kind or of all."""
        return [job for job in self._jobs.get(message_id, ()) if kind in {None, job.kind}]

    def by(self, author_id: int) -> list[int]:
        """The messages of a person that have jobs."""
        return [message_id for message_id, jobs in self._jobs.items() if jobs[0].message.author_id == author_id]


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
