"""A self-clocking queue of posts for each channel.

One post per channel is in flight; whatever becomes ready in the meantime shares the next post, as much as fits. So a
quiet channel gets a reply to each message and a busy one gets digests, without any configured rate.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.chat.relay.post import Post
from bot.chat.relay.queue import ChannelQueue, Slot, State
from bot.errors import DeadlineError
from bot.log import describe
from bot.storage.types.links import PostKind

log = structlog.get_logger(__name__)

Publish = Callable[[Sequence[Post]], Awaitable[None]]
Notify = Callable[[int, int], Awaitable[None]]
Permits = Callable[[Slot], Awaitable[bool]]


class Outbox:
    """The queues of all channels; idle channels cost nothing.

    Args:
        publish: sends one post, or several as a digest; raises `DeadlineError` if it cannot in time, or another error.
        notify: tells a channel, given its id, how many messages were shed.
        patience: seconds after which a waiting message is shed, unless its channel has its own setting.
        clock: monotonic seconds.
        pause: seconds to wait before the next post in a channel, given its id.

    Attributes:
        permits: whether a post that waited may still be posted; None if that cannot change.
    """

    def __init__(
        self,
        publish: Publish,
        notify: Notify,
        *,
        patience: float,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[int], float] = lambda _: 0.0,
    ) -> None:
        self._publish = publish
        self._notify = notify
        self._patience = patience
        self._clock = clock
        self._pause = pause
        self._queues: dict[int, ChannelQueue] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._sending: dict[int, int] = {}
        self._closed = False
        self.permits: Permits | None = None

    def open(self, channel_id: int) -> Slot:
        """Take the next slot in a channel's queue."""
        queue = self._queues.get(channel_id)
        if queue is None:
            queue = self._queues[channel_id] = ChannelQueue()
            self._workers[channel_id] = asyncio.create_task(self._work(channel_id, queue))
        slot = Slot(queue, channel_id, self._clock(), self._patience)
        queue.add(slot)
        return slot

    @property
    def waiting(self) -> int:
        """The number of slots that have not ended."""
        return sum(len(queue) for queue in self._queues.values())

    @property
    def longest(self) -> int:
        """The number of slots of the channel that has the most, with those whose post is in flight."""
        return max((len(queue) + self._sending.get(place, 0) for place, queue in self._queues.items()), default=0)

    @property
    def ready(self) -> int:
        """The number of slots that are ready to be posted."""
        return sum(queue.ready for queue in self._queues.values())

    async def drain(self) -> None:
        """Return when every slot has ended."""
        while self._workers:
            await asyncio.wait(list(self._workers.values()))

    async def close(self, grace: float = 5.0) -> None:
        """Stop: waiting slots fail, posts in flight may arrive.

        Args:
            grace: seconds for posts in flight, which might otherwise be posted but not linked.
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

    async def _work(self, channel_id: int, queue: ChannelQueue) -> None:
        try:
            while (queue or queue.shed) and not self._closed:
                if queue:
                    await queue.head.settled()
                if (pause := self._pause(channel_id)) > 0:
                    await asyncio.sleep(pause)
                queue.expire(self._clock())
                if queue.shed:
                    shed, queue.shed = queue.shed, 0
                    await self._report_shed(channel_id, shed)
                if batch := queue.take():
                    self._sending[channel_id] = len(batch)
                    await self._send(batch, queue)
                    self._sending.pop(channel_id, None)
                    queue.posted(len(batch), self._clock())
        finally:
            queue.end(State.FAILED)
            self._sending.pop(channel_id, None)
            del self._queues[channel_id], self._workers[channel_id]

    async def _report_shed(self, channel_id: int, count: int) -> None:
        try:
            await self._notify(channel_id, count)
        except Exception:  # noqa: BLE001 - a failed notice must not stop the channel
            log.warning("notice not posted", channel=channel_id)

    async def _send(self, batch: list[Slot], queue: ChannelQueue) -> None:
        try:
            for slot in batch if self.permits else ():
                if self.permits and not await self.permits(slot):
                    slot.end(State.DROPPED)
            batch = [slot for slot in batch if slot.state is State.TAKEN]
            if batch:
                await self._publish([slot.post for slot in batch if slot.post])
        except DeadlineError:
            # Whoever asked for an answer is told by the caller of `Relay.request`.
            queue.shed += sum(slot.post is not None and slot.post.kind is not PostKind.ANSWER for slot in batch)
            state = State.SHED
        except Exception as error:  # noqa: BLE001 - the channel goes on, and every message has an outcome
            log.warning("post failed", channel=batch[0].channel_id, messages=len(batch), error=describe(error))
            state = State.FAILED
        except asyncio.CancelledError:
            for slot in batch:
                slot.end(State.FAILED)
            raise
        else:
            state = State.POSTED
        for slot in batch:
            slot.end(state)
