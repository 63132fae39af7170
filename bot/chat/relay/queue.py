"""One channel's queue of posts: what waits there, what goes into the next post, and how long that takes.

A slot is taken when a message arrives, so that posts keep the order of the chat although translation runs in
parallel. Whatever ends leaves the queue at once.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from enum import Enum, auto
from itertools import islice, takewhile

from bot.chat.relay.post import Post
from bot.text.limits import MESSAGE, length

_BACKLOG = 3
"""Lines are shortened once more than this many full posts are ready."""

_WINDOW = 200
"""How many slots from the head are considered for a post; a post holds a tenth of that."""

_NEWEST = 0.3
"""Weight of the latest post in the estimate of the queue's speed."""

_QUEUE_SHARE = 0.5
"""Share of a message's patience that the queue ahead of it may take: a longer queue only makes all wait longer."""


class State(Enum):
    """How far a slot has come."""

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
        queue: that it is in.
        channel_id: the channel or thread that is posted in.
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
        """Whether its post is on its way or has arrived: too late to change it here."""
        return self.state is not State.WAITING and self.state is not State.READY

    @property
    def cannot_meet_deadline(self) -> bool:
        """Whether posting what is ready ahead of it takes so long that its message had better not join the queue."""
        return self._queue.wait > _QUEUE_SHARE * self.patience

    def fill(self, post: Post) -> None:
        """The translation is ready; also to replace one that has not left yet."""
        if not self.taken:
            self.post = post
            self._become(State.READY)
            self._changed.set()

    def reopen(self) -> None:
        """The message changed before its translation left: wait for another."""
        if not self.taken:
            self.post = None
            self._become(State.WAITING)
            self._changed.clear()

    def drop(self) -> None:
        """Nothing is to be posted: free the slot."""
        self._leave(State.DROPPED)

    def shed(self) -> None:
        """It cannot be translated in time: free the slot, and let the channel know."""
        self._leave(State.SHED)

    def fail(self) -> None:
        """Something broke: free the slot."""
        self._leave(State.FAILED)

    def take(self) -> None:
        """Its post goes on its way."""
        self._become(State.TAKEN)
        self._queue.remove(self)

    def end(self, state: State) -> None:
        """Come to an end, once."""
        self._become(state)
        self._queue.remove(self)
        self._changed.set()
        if not self.ended.done():
            self.ended.set_result(state)

    async def settled(self) -> None:
        """Return when the slot is filled or ended."""
        await self._changed.wait()

    def _leave(self, state: State) -> None:
        if not self.taken:
            self._queue.shed += state is State.SHED
            self.end(state)

    def _become(self, state: State) -> None:
        self._queue.ready += (state is State.READY) - (self.state is State.READY)
        self.state = state


class ChannelQueue:
    """The queue of one channel, in the order of the chat.

    Attributes:
        ready: how many of its slots are filled.
        shed: how many were shed of which the channel has not been told.
    """

    def __init__(self) -> None:
        # A dictionary finds its first key ever more slowly, the more keys before it were deleted; this one does not.
        self._slots: OrderedDict[Slot, None] = OrderedDict()
        self.ready = 0
        self.shed = 0
        self._seconds_each = 0.0
        self._busy_since: float | None = None

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def head(self) -> Slot:
        """The oldest slot; there is one."""
        return next(iter(self._slots))

    @property
    def wait(self) -> float:
        """Seconds until everything that is ready now is posted, estimated from the latest posts."""
        return self.ready * self._seconds_each

    def add(self, slot: Slot) -> None:
        """Take the next place."""
        self._slots[slot] = None

    def remove(self, slot: Slot) -> None:
        """Free a place, if that has not happened."""
        self._slots.pop(slot, None)

    def expire(self, now: float) -> None:
        """Shed what stands at the head and has waited too long."""
        while self._slots and self.head.state is State.READY and now - self.head.opened > self.head.patience:
            self.head.shed()

    def posted(self, count: int, now: float) -> None:
        """Learn how fast the queue moves.

        Only the time between two posts counts between which something was always ready: the rest is idleness.

        Args:
            count: messages in the post that was just made.
            now: monotonic seconds.
        """
        if self._busy_since is not None:
            each = (now - self._busy_since) / count
            self._seconds_each += (each - self._seconds_each) * (_NEWEST if self._seconds_each else 1.0)
        self._busy_since = now if self.ready else None

    def end(self, state: State) -> None:
        """Let all come to an end."""
        for slot in list(self._slots):
            slot.end(state)

    def take(self) -> list[Slot]:
        """Take the next post out: a message by itself, or as many lines of a digest as fit.

        Where several posts' worth is ready, lines are short, and what speaks to a reader of the other language goes
        first; within a post, all keep the order of the chat. What goes elsewhere than the first, such as into the
        channel's thread, waits for its turn, so that a batch is posted as a whole or not at all.
        """
        known = takewhile(lambda slot: slot.state is not State.WAITING, islice(self._slots, _WINDOW))
        ready = list(known)
        if not ready:
            return []
        first = _post(ready[0])
        ready = [ready[0], *(slot for slot in ready[1:] if first.shares_with(_post(slot)))]
        pressed = sum(map(_length, ready)) > _BACKLOG * MESSAGE
        batch = _short(ready) if pressed else _whole(ready)
        for slot in batch:
            slot.take()
        return batch


def _whole(ready: Sequence[Slot]) -> list[Slot]:
    """The first ones as far as their whole lines fit; only the first where it cannot be a line."""
    batch = [ready[0]]
    used = _length(ready[0])
    for slot in ready[1:]:
        used += 1 + _length(slot)
        if used > MESSAGE:
            break
        batch.append(slot)
    return batch


def _short(ready: Sequence[Slot]) -> list[Slot]:
    """As many as fit with short lines, urgent ones first, in the order of the chat."""
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
    """Room that the whole line takes: a post of its own where it cannot be a line."""
    line = _post(slot).entry.line
    return MESSAGE if line is None else length(line)


def _post(slot: Slot) -> Post:
    if slot.post is None:
        raise AssertionError("a slot that is ready holds a post")
    return slot.post
