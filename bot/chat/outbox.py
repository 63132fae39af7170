"""A queue of posts for each channel that clocks itself.

A slot is taken when a message arrives, so that posts keep the order of the chat although translation runs in
parallel. One post is in flight a channel; what gets ready meanwhile goes together into the next, as much as fits. A
quiet channel therefore sees a reply to each message and a busy one digests, with no rate written down anywhere.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto
from itertools import islice, takewhile

import structlog

from bot.chat.delivery import Delivery
from bot.text.limits import MESSAGE, length

log = structlog.get_logger(__name__)

_BACKLOG = 3
"""From how many full posts that are ready on, lines are shortened."""

_WINDOW = 200
"""How many slots from the head are looked at for a post; a post holds a tenth of that."""


class State(Enum):
    """Where a slot stands."""

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
        channel_id: the channel or thread in which will be posted.
        opened: `time.monotonic()` seconds at which the message arrived.
        patience: seconds after which it is shed; may be changed while it waits.
    """

    __slots__ = ("_changed", "channel_id", "delivery", "ended", "opened", "patience", "state")

    def __init__(self, channel_id: int, opened: float, patience: float) -> None:
        self.channel_id = channel_id
        self.opened = opened
        self.patience = patience
        self.state = State.WAITING
        self.delivery: Delivery | None = None
        self.ended: asyncio.Future[State] = asyncio.get_running_loop().create_future()
        self._changed: asyncio.Event = asyncio.Event()

    @property
    def taken(self) -> bool:
        """Whether its delivery is on its way or has arrived: too late to change it here."""
        return self.state is not State.WAITING and self.state is not State.READY

    def fill(self, delivery: Delivery) -> None:
        """The translation is ready; also to replace one that has not left yet."""
        if not self.taken:
            self.delivery, self.state = delivery, State.READY
            self._changed.set()

    def reopen(self) -> None:
        """The message changed before its translation left: wait for another."""
        if not self.taken:
            self.delivery, self.state = None, State.WAITING
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

    def _leave(self, state: State) -> None:
        if not self.taken:
            self.end(state)

    def end(self, state: State) -> None:
        """Come to an end, once."""
        self.state = state
        self._changed.set()
        if not self.ended.done():
            self.ended.set_result(state)

    async def settled(self) -> None:
        """Return when the slot is filled or ended."""
        await self._changed.wait()


Post = Callable[[Sequence[Delivery]], Awaitable[None]]
Notice = Callable[[int, int], Awaitable[None]]


class Outbox:
    """The queues of all channels; a channel costs nothing while it is quiet.

    Args:
        post: sends one post that carries the deliveries; raises where it cannot.
        shed: tells a channel, given its id, how many messages were left untranslated.
        patience: seconds after which a message that still waits is shed, where its channel has no patience of its own.
        clock: monotonic seconds.
        pause: seconds to leave before the next post in a channel, given its id.
    """

    def __init__(
        self,
        post: Post,
        shed: Notice,
        *,
        patience: float,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[int], float] = lambda _: 0.0,
    ) -> None:
        self._post = post
        self._shed = shed
        self._patience = patience
        self._clock = clock
        self._pause = pause
        self._queues: dict[int, deque[Slot]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._sending: set[int] = set()
        self._closed = False

    def open(self, channel_id: int) -> Slot:
        """Take the next place in a channel's queue."""
        slot = Slot(channel_id, self._clock(), self._patience)
        queue = self._queues.get(channel_id)
        if queue is None:
            queue = self._queues[channel_id] = deque()
            self._workers[channel_id] = asyncio.create_task(self._work(channel_id, queue))
        queue.append(slot)
        return slot

    @property
    def waiting(self) -> int:
        """How many slots have not come to their end."""
        return sum(len(queue) for queue in self._queues.values())

    async def drain(self) -> None:
        """Return when everything that has a slot has come to its end."""
        while self._workers:
            await asyncio.wait(list(self._workers.values()))

    async def close(self, grace: float = 5.0) -> None:
        """End: what waits is failed, what is in flight may arrive.

        Args:
            grace: seconds for posts in flight, which would else be posted but not remembered.
        """
        self._closed = True
        workers = dict(self._workers)
        for channel_id, worker in workers.items():
            if channel_id not in self._sending:
                worker.cancel()
        if workers:
            _, late = await asyncio.wait(workers.values(), timeout=grace)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*workers.values(), return_exceptions=True)

    async def _work(self, channel_id: int, queue: deque[Slot]) -> None:
        try:
            while queue and not self._closed:
                await queue[0].settled()
                if (pause := self._pause(channel_id)) > 0:
                    await asyncio.sleep(pause)
                if shed := self._clear(queue):
                    await self._tell(channel_id, shed)
                if batch := take(queue):
                    self._sending.add(channel_id)
                    await self._send(batch)
                    self._sending.discard(channel_id)
        finally:
            for slot in queue:
                slot.end(State.FAILED)
            self._sending.discard(channel_id)
            del self._queues[channel_id], self._workers[channel_id]

    def _clear(self, queue: deque[Slot]) -> int:
        """Take from the head what has ended or has waited too long; how many of these were shed."""
        now = self._clock()
        shed = 0
        while queue and queue[0].state is not State.WAITING:
            slot = queue[0]
            if slot.state is State.READY:
                if now - slot.opened <= slot.patience:
                    break
                slot.end(State.SHED)
            shed += slot.state is State.SHED
            queue.popleft()
        return shed

    async def _tell(self, channel_id: int, count: int) -> None:
        try:
            await self._shed(channel_id, count)
        except Exception:  # noqa: BLE001 - a notice that cannot be posted must not stop the channel
            log.warning("a notice could not be posted", channel=channel_id)

    async def _send(self, batch: list[Slot]) -> None:
        try:
            await self._post([slot.delivery for slot in batch if slot.delivery])
        except Exception as error:  # noqa: BLE001 - whatever it was, the channel goes on and the messages are accounted for
            log.warning("a post failed", channel=batch[0].channel_id, messages=len(batch), error=type(error).__name__)
            state = State.FAILED
        except asyncio.CancelledError:
            for slot in batch:
                slot.end(State.FAILED)
            raise
        else:
            state = State.POSTED
        for slot in batch:
            slot.end(state)


def take(queue: deque[Slot]) -> list[Slot]:
    """Take what goes into the next post: a message alone, or as many lines of a digest as fit.

    Where several posts' worth is ready, lines are short, and what speaks to a reader of the other language goes
    first; within a post, all stand in the order of the chat.
    """
    ready = _ready(queue)
    if not ready:
        return []
    pressed = sum(map(_length, ready)) > _BACKLOG * MESSAGE
    batch = _short(ready) if pressed else _whole(ready)
    chosen = set(batch)
    passed = [slot for slot in (queue.popleft() for _ in range(_span(queue, batch[-1]))) if slot not in chosen]
    queue.extendleft(reversed(passed))
    for slot in batch:
        slot.state = State.TAKEN
    return batch


def _ready(queue: deque[Slot]) -> list[Slot]:
    """What is ready, from the head up to the first slot that still waits for its translation."""
    known = takewhile(lambda slot: slot.state is not State.WAITING, islice(queue, _WINDOW))
    return [slot for slot in known if slot.state is State.READY]


def _whole(ready: Sequence[Slot]) -> list[Slot]:
    """The first ones as far as their whole lines fit; the first alone where it cannot be a line."""
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
    places = sorted(range(len(ready)), key=lambda place: (not _of(ready[place]).urgent, place))
    chosen: list[int] = []
    used = -1
    for place in places:
        used += 1 + length(_of(ready[place]).short_line)
        if used > MESSAGE:
            break
        chosen.append(place)
    return [ready[place] for place in sorted(chosen)]


def _span(queue: deque[Slot], last: Slot) -> int:
    """How many slots stand in the queue up to one of them."""
    return next(place for place, slot in enumerate(queue, start=1) if slot is last)


def _length(slot: Slot) -> int:
    """Room that the whole line takes; a post of its own where it cannot be a line."""
    line = _of(slot).line
    return MESSAGE if line is None else length(line)


def _of(slot: Slot) -> Delivery:
    if slot.delivery is None:
        raise AssertionError("a slot that is ready holds a delivery")
    return slot.delivery
