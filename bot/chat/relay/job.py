"""A message on its way to one post, from its slot in a channel's queue to its outcome."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.relay.bundle import Bundle
from bot.chat.relay.message import Message
from bot.chat.relay.post import Post
from bot.chat.relay.queue import Slot
from bot.chat.relay.routes import Route
from bot.storage.types.links import PostKind
from bot.translation.types import Skip

FindRoute = Callable[[Message], Awaitable[Route | None]]
"""Finds how a message is posted; None if it is not."""


@dataclass(slots=True, eq=False)
class Job:
    """A message on its way to one post.

    Attributes:
        message: the message, in its newest revision.
        kind: kind of the post.
        find_route: finds how the message is posted.
        slot: its slot in a channel's queue.
        bundle: the digest that its post is for; None if it may be posted by itself.
        draft: its post, if that was made before it had a slot; None once the message is edited.
        counted: whether it was submitted to the ledger; answers and messages without a route are not.
        reason: why nothing is posted; empty until that is known.
        language: language of the message; empty until it was identified.
        ready: `time.monotonic()` seconds at which the post was ready; 0 until then.
        skip: why a request has no answer.
        error: why a request failed.
        task: the task that makes the post.
    """

    message: Message
    kind: PostKind
    find_route: FindRoute
    slot: Slot
    bundle: Bundle | None = None
    draft: Post | None = None
    counted: bool = False
    reason: str = ""
    language: str = ""
    ready: float = 0.0
    skip: Skip | None = None
    error: Exception | None = None
    task: asyncio.Task[None] | None = None

    async def ended(self) -> None:
        """Return when the job has ended; cancelling the caller does not cancel the job."""
        await asyncio.shield(self.slot.ended)

    def stop(self) -> None:
        """Cancel the work on the post."""
        if self.task:
            self.task.cancel()
