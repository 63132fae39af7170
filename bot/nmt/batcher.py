"""A self-clocking queue before the engine.

While the engine works, new segments gather; the next batch takes what is there, up to a token budget. An idle
engine starts at once, so a lone message waits for nothing. An engine that works on several batches at once gets the
next as soon as one of them is done, so that no core waits for another. All state belongs to the event loop; the
engine's threads see batches alone.
"""

import asyncio
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from bot.errors import DeadlineError, EngineError, OverloadedError
from bot.nmt.engine import Engine
from bot.nmt.fairness import FairQueue
from bot.nmt.jobs import Job, Key, Request, cost_of
from bot.nmt.progress import BatcherState, Progress
from bot.nmt.types import Direction, Hypothesis


class Batcher:
    """Gathers segments into batches for an engine in threads of its own. An asynchronous context manager.

    Args:
        engine: translates; called in the batcher's threads alone.
        max_queue: distinct segments that may wait before new requests are turned away.
        batch_tokens: what a batch may cost, in source tokens as estimated from the text; times beam size.
        parallel: batches that the engine works on at once, each in a thread.

    Attributes:
        progress: what the engine has done so far.
    """

    def __init__(self, engine: Engine, *, max_queue: int = 4096, batch_tokens: int = 2048, parallel: int = 1) -> None:
        self._engine = engine
        self._max_queue = max_queue
        self._batch_tokens = batch_tokens
        self._parallel = parallel
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
        """How many placeholder symbols the model carries over."""
        return self._engine.placeholders

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model translates."""
        return self._engine.directions

    @property
    def state(self) -> BatcherState:
        """How much waits and how much is done."""
        sizes = self.progress.sizes
        alive = self._open and all(thread.is_alive() for thread in self._threads)
        working = sum(map(len, self._working.values()))
        return BatcherState(len(self._queue), working, sizes.count, int(sizes.sum), alive)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        # Daemons, so that an engine that never comes back cannot keep the process from ending.
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
        """Fail what waits with `EngineError`, wait for the batches at work, end the threads."""
        if self._open:
            self._open = False
            for job in self._queue.clear():
                for request in job.wanted:
                    request.fail(_closed())
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

        Cancelling the call takes out of the queue what no other call waits for.

        Args:
            segments: sentences in the source language; equal ones that are in flight are translated once.
            direction: one of `directions`.
            tenant: for whom, for fairness.
            room: where within the tenant, for fairness there.
            deadline: `time.monotonic()` seconds after which nobody waits for the answer.
            beam: beam size; 1 is greedy.

        Raises:
            OverloadedError: the queue has no room for all segments, and the tenant no claim to more of it, or another
                tenant's claim came first.
            DeadlineError: the deadline passed first.
            EngineError: the engine failed on the batch, does not know the direction, or is shut down.
        """
        if not self._open:
            raise _closed()
        if direction not in self.directions:
            raise EngineError(f"The model does not translate {direction}.", "Choose another model.")
        if not segments:
            return []
        if deadline is not None and deadline <= self._loop.time():
            raise _late()
        request = Request(tenant, room, deadline, len(segments), self._loop.create_future())
        self._admit(request, [(segment, direction, beam) for segment in segments])
        alarm = None if deadline is None else self._loop.call_at(deadline, lambda: request.fail(_late()))
        try:
            return await request.future
        finally:
            if alarm:
                alarm.cancel()
            self._withdraw(request)
            self._open_requests.pop(request, None)

    def _admit(self, request: Request, keys: Sequence[Key]) -> None:
        """Queue what a request wants, or nothing of it; wake the engine where it is idle."""
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
        """Turn away the newest requests of those who hold more than an equal share, for one who holds less.

        Raises:
            OverloadedError: the tenant would hold more than its share itself.
        """
        counts = self._queue.counts
        share = self._max_queue // len({*counts, tenant})
        if counts.get(tenant, 0) + new > share:
            raise _full(new, len(self._queue), self._max_queue)
        for request in reversed(list(self._open_requests)):
            if len(self._queue) + new <= self._max_queue:
                return
            if request.tenant != tenant and counts.get(request.tenant, 0) > share and request.waits:
                request.fail(_full(request.size, len(self._queue), self._max_queue))
                self._withdraw(request)
        if len(self._queue) + new > self._max_queue:
            raise _full(new, len(self._queue), self._max_queue)

    def _withdraw(self, request: Request) -> None:
        """Take out of the queue what only this request wanted; an answered one wants nothing there."""
        for job in request.jobs:
            job.wanted.pop(request, None)
            if not any(other.tenant == request.tenant for other in job.wanted):
                self._queue.remove(request.tenant, job)
            if not job.wanted and not job.started:
                self._jobs.pop(job.key, None)
        request.jobs.clear()

    def _feed(self) -> None:
        """Give an engine that has a thread to spare the next batch."""
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
        """Turn away requests whose deadline passed while the event loop was too busy to sound their alarm."""
        now = self._loop.time()
        for request in requests:
            if request.deadline is not None and request.deadline <= now:
                request.fail(_late())
                self._withdraw(request)

    def _finish(self, batch: list[Job], outcome: list[Hypothesis] | BaseException, seconds: float) -> None:
        """Hand the engine's answer to all who want it, then give it the next batch."""
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
                request.fail(_failed(outcome, len(batch)))
                self._withdraw(request)
        self._feed()

    def _work(self) -> None:
        """A thread of the engine: batches in, answers out, until None comes."""
        # RuntimeError: the event loop is closed already, so that nobody waits for an answer.
        with suppress(RuntimeError):
            while self._serve():
                pass
            self._loop.call_soon_threadsafe(self._end_thread)

    def _end_thread(self) -> None:
        self._ending += 1
        if self._ending == self._parallel:
            self._ended.set()

    def _serve(self) -> bool:
        # A call of its own, so that no text of the last batch is kept while the thread waits for the next.
        batch = self._inbox.get()
        if batch is not None:
            began = time.monotonic()
            outcome = _attempt(self._engine, batch)
            self._loop.call_soon_threadsafe(self._finish, batch, outcome, time.monotonic() - began)
        return batch is not None


def _attempt(engine: Engine, batch: Sequence[Job]) -> list[Hypothesis] | BaseException:
    try:
        texts, directions, beams = zip(*(job.key for job in batch), strict=True)
        found = list(engine.translate(texts, directions, beam=beams[0]))
    except BaseException as error:  # noqa: BLE001 - whatever the engine raises, all who wait must hear of it
        return error
    if len(found) != len(batch):
        return EngineError(f"The engine gave {len(found)} hypotheses for {len(batch)} segments.")
    return found


def _failed(cause: BaseException, segments: int) -> EngineError:
    # One for each request: an exception gathers the traceback of everybody who raises it.
    error = EngineError(f"The engine failed on a batch of {segments} segments: {type(cause).__name__}.", "Try again.")
    error.__cause__ = cause
    return error


def _full(new: int, waiting: int, most: int) -> OverloadedError:
    return OverloadedError(
        f"The translation queue has no room for {new} segments: {waiting} wait already, {most} may.",
        "Try again in a moment.",
    )


def _late() -> DeadlineError:
    return DeadlineError("The translation was not ready in time.", "Try again when less is going on.")


def _closed() -> EngineError:
    return EngineError("The translation engine is shut down.", "Start Qiao again.")
