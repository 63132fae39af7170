"""The queue of posts of one channel: which slots wait, what goes into the next post, and how long the queue takes.

A slot is taken when a message arrives, so that posts keep the order of the chat although translation runs in
parallel. A slot that ends leaves the queue at once.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from enum import Enum, auto
from itertools import islice, takewhile

from bot.chat.relay.post import Post
from bot.text.limits import MESSAGE, length

_BACKLOG = 3
"""Lines are shortened when more than this many full posts are ready."""

_WINDOW = 200
"""Slots from the head that are considered for a post, about ten times as many as fit."""

_NEWEST = 0.3
"""Weight of the latest post in the estimate of the queue's speed."""

_QUEUE_SHARE = 0.5
"""Share of a message's patience that the queue ahead of it may take; a longer queue would only delay everyone."""


class State(Enum):
    """The state of a slot."""

    WAITING = auto()
    READY = auto()
    TAKEN = auto()
    POSTED = auto()
    SHED = auto()
    FAILED = auto()
    DROPPED = auto()


class Slot:
    """A place in a channel's queue.

    Args:
        queue: the queue that it is in.
        channel_id: the channel or thread of the queue.
        opened: `time.monotonic()` seconds at which the message arrived.
        patience: seconds after which it is shed; may be changed while it waits.
    """

    __slots__ = ("_changed", "_queue", "channel_id", "ended", "opened", "patience", "post", "state")

    def __init__(self, queue: "ChannelQueue", channel_id: int, opened: float, patience: float) -> None:
        self._queue = queue
        self.channel_id = channel_id
        self.opened = opened
        self.patience = patience
        self.state = State.WAITING
        self.post: Post | None = None
        self.ended: asyncio.Future[State] = asyncio.get_running_loop().create_future()
        self._changed: asyncio.Event = asyncio.Event()

    @property
    def taken(self) -> bool:
        """Whether the post is in flight or the slot has ended, so that it can no longer be changed here."""
        return self.state is not State.WAITING and self.state is not State.READY

    @property
    def cannot_meet_deadline(self) -> bool:
        """Whether the posts ahead take so long that its message should not join the queue."""
        return self._queue.wait > _QUEUE_SHARE * self.patience

    def fill(self, post: Post) -> None:
        """Set the post, or replace one that is not in flight yet."""
        if not self.taken:
            self.post = post
            self._set_state(State.READY)
            self._changed.set()

    def reopen(self) -> None:
        """Wait for another post, because the message was edited before its post was in flight."""
        if not self.taken:
            self.post = None
            self._set_state(State.WAITING)
            self._changed.clear()

    def drop(self) -> None:
        """Free the slot without a post."""
        self._leave(State.DROPPED)

    def shed(self) -> None:
        """Free the slot because its message cannot be posted in time; the channel will get a notice."""
        self._leave(State.SHED)

    def fail(self) -> None:
        """Free the slot because of an error."""
        self._leave(State.FAILED)

    def take(self) -> None:
        """Mark the post as in flight."""
        self._set_state(State.TAKEN)
        self._queue.remove(self)

    def end(self, state: State) -> None:
        """End the slot in a final state."""
        self._set_state(state)
        self._queue.remove(self)
        self._changed.set()
        if not self.ended.done():
            self.ended.set_result(state)

    async def settled(self) -> None:
        """Return when the slot is filled or has ended."""
        await self._changed.wait()

    def _leave(self, state: State) -> None:
        if not self.taken:
            self._queue.shed += state is State.SHED
            self.end(state)

    def _set_state(self, state: State) -> None:
        self._queue.ready += (state is State.READY) - (self.state is State.READY)
        self.state = state


class ChannelQueue:
    """The queue of one channel, in the order of the chat.

    Attributes:
        ready: number of filled slots.
        shed: number of shed slots that the channel has not been told about.
    """

    def __init__(self) -> None:
        # Unlike in a dict, finding the first key stays fast after many deletions at the front.
        self._slots: OrderedDict[Slot, None] = OrderedDict()
        self.ready = 0
        self.shed = 0
        self._seconds_each = 0.0
        self._busy_since: float | None = None

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def head(self) -> Slot:
        """The oldest slot; the queue must not be empty."""
        return next(iter(self._slots))

    @property
    def wait(self) -> float:
        """Seconds until everything ready now is posted, estimated from the latest posts."""
        return self.ready * self._seconds_each

    def add(self, slot: Slot) -> None:
        """Append a slot."""
        self._slots[slot] = None

    def remove(self, slot: Slot) -> None:
        """Remove a slot, if it is there."""
        self._slots.pop(slot, None)

    def expire(self, now: float) -> None:
        """Shed ready slots at the head that have waited too long."""
        while self._slots and self.head.state is State.READY and now - self.head.opened > self.head.patience:
            self.head.shed()

    def posted(self, count: int, now: float) -> None:
        """Update the estimated speed of the queue after a post.

        Only the time between two posts counts, and only if something was ready all along; otherwise the queue was idle.

        Args:
            count: number of messages in the post.
            now: monotonic seconds.
        """
        if self._busy_since is not None:
            each = (now - self._busy_since) / count
            self._seconds_each += (each - self._seconds_each) * (_NEWEST if self._seconds_each else 1.0)
        self._busy_since = now if self.ready else None

    def end(self, state: State) -> None:
        """End all slots."""
        for slot in list(self._slots):
            slot.end(state)

    def take(self) -> list[Slot]:
        """Take the slots of the next post: one message, or as many as fit into a digest.

        If several posts' worth is ready, lines are short and urgent messages go first; within a post, all keep the
        order of the chat. Posts for another place than the first, such as the channel's thread, wait for their turn,
        so that a batch is posted completely or not at all.
        """
        settled = takewhile(lambda slot: slot.state is not State.WAITING, islice(self._slots, _WINDOW))
        ready = list(settled)
        if not ready:
            return []
        first = _post(ready[0])
        ready = [ready[0], *(slot for slot in ready[1:] if first.can_share_digest_with(_post(slot)))]
        crowded = sum(map(_length, ready)) > _BACKLOG * MESSAGE
        batch = _short(ready) if crowded else _whole(ready)
        for slot in batch:
            slot.take()
        return batch


def _whole(ready: Sequence[Slot]) -> list[Slot]:
    """The first slots, as far as their whole lines fit; only the first if it cannot be a line."""
    batch = [ready[0]]
    used = _length(ready[0])
    for slot in ready[1:]:
        used += 1 + _length(slot)
        if used > MESSAGE:
            break
        batch.append(slot)
    return batch


def _short(ready: Sequence[Slot]) -> list[Slot]:
    """As many slots as fit with short lines, chosen by urgency, in the order of the chat."""
    numbers = sorted(range(len(ready)), key=lambda number: (not _post(ready[number]).urgent, number))
    chosen: list[int] = []
    used = -1
    for number in numbers:
        used += 1 + length(_post(ready[number]).entry.short_line)
        if used > MESSAGE:
            break
        chosen.append(number)
    return [ready[number] for number in sorted(chosen)]


def _length(slot: Slot) -> int:
    """The length of a slot's whole line; a full post if it cannot be a line."""
    line = _post(slot).entry.line
    return MESSAGE if line is None else length(line)


def _post(slot: Slot) -> Post:
    if slot.post is None:
        raise AssertionError("a ready slot has a post")
    return slot.post
