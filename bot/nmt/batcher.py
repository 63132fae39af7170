"""A self-clocking queue in front of the engine.

While the engine is busy, new segments accumulate; the next batch takes what is there, up to a token budget. An idle
engine starts immediately, so a single message never waits. An engine that works on several batches at once gets the
next one as soon as any of them is done, so that no core waits for another. All state belongs to the event loop; the
engine's threads only see batches.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from bot.errors import DeadlineError, EngineError, OverloadedError
from bot.nmt.attempt import attempt, engine_failed
from bot.nmt.engine import Engine
from bot.nmt.fairness import FairQueue
from bot.nmt.jobs import Job, Key, Request, cost_of
from bot.nmt.progress import BatcherState, Progress
from bot.nmt.types import BACKGROUND, Direction, Hypothesis, Unit


class Batcher:
    """Collects segments into batches for an engine that runs in its own threads. An async context manager.

    Args:
        engine: translates; only called from the batcher's threads.
        max_queue: distinct segments that may wait before new requests are rejected.
        batch_tokens: maximum cost of a batch, in estimated source tokens times beam size.
        parallel: batches that the engine works on at once, each in its own thread.
        interrupt: makes the engine give up the batches in progress, which then fail; None if it cannot.

    Attributes:
        progress: statistics on the engine's batches.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        max_queue: int = 4096,
        batch_tokens: int = 2048,
        parallel: int = 1,
        interrupt: Callable[[], None] | None = None,
    ) -> None:
        self._engine = engine
        self._max_queue = max_queue
        self._batch_tokens = batch_tokens
        self._parallel = parallel
        self._interrupt = interrupt
        self._queue: FairQueue[Job] = FairQueue()
        self._jobs: dict[Key, Job] = {}
        self._open_requests: dict[Request, None] = {}
        self._working: dict[int, list[Job]] = {}
        self.progress = Progress()
        self._ending = 0
        self._inbox: SimpleQueue[list[Job] | None] = SimpleQueue()
        self._open = False

    @property
    def placeholders(self) -> int:
        """Number of placeholder symbols that the model supports."""
        return self._engine.placeholders

    @property
    def unit(self) -> Unit:
        """How much of a message it translates at once."""
        return self._engine.unit

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model supports."""
        return self._engine.directions

    @property
    def state(self) -> BatcherState:
        """A snapshot of what is waiting, in progress and done."""
        sizes = self.progress.sizes
        alive = self._open and all(thread.is_alive() for thread in self._threads)
        working = sum(map(len, self._working.values()))
        return BatcherState(len(self._queue), working, sizes.count, int(sizes.sum), alive)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        # Daemon threads, so that an engine that never returns cannot keep the process from exiting.
        self._threads = [
            threading.Thread(target=self._work, name=f"engine-{number}", daemon=True)
            for number in range(self._parallel)
        ]
        for thread in self._threads:
            thread.start()
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Fail waiting requests with `EngineError`, interrupt or await batches in progress, and stop the threads."""
        if self._open:
            self._open = False
            for job in self._queue.clear():
                for request in job.wanted:
                    request.fail(_shut_down())
            if self._interrupt:
                self._interrupt()
            for _ in self._threads:
                self._inbox.put(None)
        await self._ended.wait()
        for thread in self._threads:
            thread.join()

    async def translate(
        self,
        segments: Sequence[str],
        direction: Direction,
        *,
        tenant: int = 0,
        room: int = 0,
        deadline: float | None = None,
        beam: int = 1,
    ) -> list[Hypothesis]:
        """Translate segments, in order, one hypothesis each; see `bot.translation.ports.SegmentTranslator`.

        Canceling the call removes the segments that no other call is waiting for from the queue.

        Args:
            segments: sentences in the source language; equal segments in flight are translated once.
            direction: one of `directions`.
            tenant: on whose behalf, for fairness between tenants.
            room: where within the tenant, for fairness between its rooms.
            deadline: `time.monotonic()` seconds after which the answer is no longer needed.
            beam: beam size; 1 is greedy.

        Raises:
            OverloadedError: the queue has no room for all segments and the tenant already uses its share, or the
                request was evicted in favor of another tenant, or the engine's server is busy.
            DeadlineError: the deadline passed first.
            EngineError: the engine failed on the batch, does not support the direction, or is shut down.
        """
        if not self._open:
            raise _shut_down()
        if direction not in self.directions:
            raise EngineError(f"The model does not translate {direction}.", "Choose another model.")
        if not segments:
            return []
        if deadline is not None and deadline <= self._loop.time():
            raise _deadline_passed()
        request = Request(tenant, room, deadline, len(segments), self._loop.create_future())
        self._admit(request, [(segment, direction, beam) for segment in segments])
        alarm = None if deadline is None else self._loop.call_at(deadline, lambda: request.fail(_deadline_passed()))
        try:
            return await request.future
        finally:
            if alarm:
                alarm.cancel()
            self._withdraw(request)
            self._open_requests.pop(request, None)

    def _admit(self, request: Request, keys: Sequence[Key]) -> None:
        """Queue all segments of a request or none of them; start the engine if it is idle."""
        new = len({key for key in keys if key not in self._jobs})
        if len(self._queue) + new > self._max_queue:
            self._make_room(request.tenant, new)
        self._open_requests[request] = None
        for index, key in enumerate(keys):
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job(key, cost_of(key))
            job.wanted.setdefault(request, []).append(index)
            request.jobs.append(job)
            if not job.started:
                self._queue.add(request.tenant, job, request.room)
        self._feed()

    def _make_room(self, tenant: int, new: int) -> None:
        """Evict background work, then the newest requests of tenants over an equal share, for a tenant that uses less.

        Raises:
            OverloadedError: the tenant would exceed its share itself.
        """
        counts = self._queue.counts
        share = self._max_queue // max(1, len({*counts, tenant} - {BACKGROUND}))
        if tenant == BACKGROUND or counts.get(tenant, 0) + new > share:
            raise _queue_full(new, len(self._queue), self._max_queue)
        newest_first = reversed(list(self._open_requests))
        for request in sorted(newest_first, key=lambda request: request.tenant != BACKGROUND):
            if len(self._queue) + new <= self._max_queue:
                return
            allowed = 0 if request.tenant == BACKGROUND else share
            if request.tenant != tenant and counts.get(request.tenant, 0) > allowed and request.is_waiting:
                request.fail(_queue_full(request.size, len(self._queue), self._max_queue))
                self._withdraw(request)
        if len(self._queue) + new > self._max_queue:
            raise _queue_full(new, len(self._queue), self._max_queue)

    def _withdraw(self, request: Request) -> None:
        """Remove the segments that only this request wanted from the queue; no-op for an answered request."""
        for job in request.jobs:
            job.wanted.pop(request, None)
            if not any(other.tenant == request.tenant for other in job.wanted):
                self._queue.remove(request.tenant, job)
            if not job.wanted and not job.started:
                self._jobs.pop(job.key, None)
        request.jobs.clear()

    def _feed(self) -> None:
        """Hand out batches while the engine has idle threads."""
        while len(self._working) < self._parallel and len(self._queue):
            batch = self._queue.take(self._batch_tokens)
            self._expire({request for job in batch for request in job.wanted})
            if batch := [job for job in batch if job.wanted]:
                for job in batch:
                    job.started = True
                self._working[id(batch)] = batch
                self.progress.begin(id(batch))
                self._inbox.put(batch)

    def _expire(self, requests: set[Request]) -> None:
        """Fail requests whose deadline passed while the event loop was too busy to run their timer."""
        now = self._loop.time()
        for request in requests:
            if request.deadline is not None and request.deadline <= now:
                request.fail(_deadline_passed())
                self._withdraw(request)

    def _finish(self, batch: list[Job], outcome: list[Hypothesis] | BaseException, seconds: float) -> None:
        """Deliver the engine's answer to all waiting requests, then hand out the next batch."""
        del self._working[id(batch)]
        self.progress.end(id(batch), len(batch), seconds, failed=not isinstance(outcome, list))
        for job in batch:
            del self._jobs[job.key]
        if isinstance(outcome, list):
            for job, hypothesis in zip(batch, outcome, strict=True):
                for request, indices in job.wanted.items():
                    for index in indices:
                        request.accept(index, hypothesis)
        else:
            for request in {request for job in batch for request in job.wanted}:
                request.fail(engine_failed(outcome, len(batch)))
                self._withdraw(request)
        self._feed()

    def _work(self) -> None:
        """Run in an engine thread: batches in, answers out, until None arrives."""
        # RuntimeError: the event loop is already closed, so nobody is waiting for an answer.
        with suppress(RuntimeError):
            while self._serve():
                pass
            self._loop.call_soon_threadsafe(self._end_thread)

    def _end_thread(self) -> None:
        self._ending += 1
        if self._ending == self._parallel:
            self._ended.set()

    def _serve(self) -> bool:
        # A separate call, so that the last batch's text is not kept alive while the thread waits for the next one.
        batch = self._inbox.get()
        if batch is not None:
            began = time.monotonic()
            outcome = attempt(self._engine, batch)
            self._loop.call_soon_threadsafe(self._finish, batch, outcome, time.monotonic() - began)
        return batch is not None


def _queue_full(new: int, waiting: int, most: int) -> OverloadedError:
    return OverloadedError(
        f"The translation queue has no room for {new} more segments: {waiting} of {most} are waiting.",
        "Try again in a moment.",
    )


def _deadline_passed() -> DeadlineError:
    return DeadlineError("The translation was not ready in time.", "Try again when the load is lower.")


def _shut_down() -> EngineError:
    return EngineError("The translation engine is shut down.", "Restart Qiao.")
