"""Messages on their way to their posts: from a place in a channel's queue to the one outcome that each has."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from math import inf

from cachetools import LRUCache

from bot.chat.relay.compose import Composer, Held
from bot.chat.relay.message import Message
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.post import Post
from bot.chat.relay.queue import Slot, State
from bot.chat.relay.quota import Quota
from bot.chat.relay.routes import Route
from bot.errors import DeadlineError, OverloadedError
from bot.log import log_failure
from bot.storage.links import Links
from bot.storage.types import PostKind
from bot.telemetry.ledger import HELD, Ledger, Outcome
from bot.translation.types import Skip

_REMEMBERED = 20_000
_OUTCOMES = {State.POSTED: Outcome.POSTED, State.SHED: Outcome.SHED, State.FAILED: Outcome.FAILED}

FindRoute = Callable[[Message], Awaitable[Route | None]]
"""How a message is posted; None where it is left alone."""

Offer = Callable[[Message, bool], None]
"""Offers a translation that is held back (True), or takes the offer back."""


@dataclass(slots=True, eq=False)
class Job:
    """A message on its way to one post.

    Attributes:
        message: as it is now.
        kind: of the post.
        find_route: finds how it is posted.
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
    find_route: FindRoute
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
    """Works on the jobs that have not ended, and keeps them by message.

    Args:
        composer: makes posts.
        outbox: the queues of posts.
        links: which post carries which message.
        ledger: where outcomes are counted.
        quota: how many messages of one person are carried.
        offer: for translations that their channel holds back.
        since: messages older than this id may have been carried by an earlier run, so the links are asked.
    """

    def __init__(
        self,
        *,
        composer: Composer,
        outbox: Outbox,
        links: Links,
        ledger: Ledger,
        quota: Quota,
        offer: Offer = lambda _, __: None,
        since: int = 0,
    ) -> None:
        self._composer = composer
        self._outbox = outbox
        self._links = links
        self._ledger = ledger
        self._quota = quota
        self._offer = offer
        self._since = since
        self._jobs: dict[int, list[Job]] = {}
        self._admitted: LRUCache[int, bool] = LRUCache(_REMEMBERED)

    def open(self, message: Message, kind: PostKind, channel_id: int, find_route: FindRoute) -> Job:
        """Take the next place in a channel's queue, and start to work on what goes there."""
        job = Job(message, kind, find_route, self._outbox.open(channel_id))
        self._jobs.setdefault(message.id, []).append(job)
        job.slot.ended.add_done_callback(lambda ended: self._end(job, ended.result()))
        self._start(job)
        return job

    def of(self, message_id: int, kind: PostKind | None = None) -> list[Job]:
        """The jobs of a message, of one kind or of all."""
        return [job for job in self._jobs.get(message_id, ()) if kind in {None, job.kind}]

    def by(self, author_id: int) -> list[int]:
        """The messages of a person that have jobs."""
        return [message_id for message_id, jobs in self._jobs.items() if jobs[0].message.author_id == author_id]

    def restart(self, message: Message) -> tuple[Sequence[Job], Sequence[Job]]:
        """Start over what waits of a message that was edited.

        Returns:
            What was started over, and what is in flight already.
        """
        jobs = self.of(message.id)
        waiting = [job for job in jobs if not job.slot.taken]
        for job in waiting:
            job.message = message
            job.slot.reopen()
            job.stop()
            self._start(job)
        return waiting, [job for job in jobs if job.slot.taken]

    def drop(self, message_id: int) -> Sequence[Job]:
        """Drop what waits of a message.

        Returns:
            What is in flight already.
        """
        in_flight = []
        for job in self.of(message_id):
            if job.slot.taken:
                in_flight.append(job)
            else:
                job.stop()
                job.slot.drop()
        return in_flight

    def _start(self, job: Job) -> None:
        job.task = asyncio.create_task(self._work(job))

    async def _work(self, job: Job) -> None:
        """From an open slot to one that is filled, or free again."""
        slot, message = job.slot, job.message
        try:
            route = await job.find_route(message)
            if route is None or await self._was_posted(job):
                slot.drop()
                return
            if job.kind is not PostKind.ANSWER and not self._take_on(job, route):
                slot.shed()
                return
            await self._wait_for_quoted(job)
            draft = await self._composer.compose(message, route, self._deadline(job))
            if isinstance(draft, Post) and await self._is_answered(job, route, draft):
                slot.drop()
                return
        except (OverloadedError, DeadlineError) as error:
            job.error = error
            if job.kind is PostKind.ANSWER:
                slot.drop()  # who asked is told
            else:
                slot.shed()
        except Exception as error:  # noqa: BLE001 - whatever it was, the slot must not block the channel
            job.error = error
            log_failure("a message could not be carried", message.id, slot.channel_id, error)
            slot.fail()
        else:
            self._settle(job, draft)

    def _take_on(self, job: Job, route: Route) -> bool:
        """Count a message, and tell whether it is carried."""
        if not job.counted:
            self._ledger.submit()
            job.counted = True
        if route.patience is not None:
            job.slot.patience = route.patience
        person = job.message.author_id
        admitted = self._admitted.get(job.message.id)
        if admitted is None:  # a message counts once, however many posts it has
            admitted = self._admitted[job.message.id] = self._quota.allows(person)
        # What a copy cannot be translated for in time would be copied as it is.
        return admitted and not (job.kind is PostKind.COPY and job.slot.cannot_meet_deadline)

    def _deadline(self, job: Job) -> float:
        """What nobody will see in time is not worth the model's work, unless it speaks to somebody."""
        hopeless = job.kind is PostKind.TRANSLATION and job.slot.cannot_meet_deadline and not job.message.addressed
        return -inf if hopeless else job.slot.opened + job.slot.patience

    def _settle(self, job: Job, draft: Post | Skip | Held) -> None:
        """Fill the slot, or free it."""
        if job.kind is PostKind.TRANSLATION:
            job.language = draft.source or ""
            self._offer(job.message, isinstance(draft, Held))
        if isinstance(draft, Post):
            job.ready = time.monotonic()
            job.slot.fill(draft)
            return
        job.reason = HELD if isinstance(draft, Held) else draft.reason.value
        job.skip = draft if isinstance(draft, Skip) else None
        job.slot.drop()

    async def _wait_for_quoted(self, job: Job) -> None:
        """What a copy replies to is ahead of it in the queue, and is quoted as it is there."""
        quoted = job.message.quoted
        if job.kind is PostKind.COPY and quoted:
            for other in self.of(quoted.message_id, PostKind.COPY):
                if other is not job and other.slot.channel_id == job.slot.channel_id:
                    await other.ended()

    async def _was_posted(self, job: Job) -> bool:
        """Whether an earlier run posted it; a message younger than this run needs no look."""
        if job.kind is PostKind.ANSWER or job.message.id >= self._since:
            return False
        links = await self._links.of_original(job.message.id)
        channel_id = job.slot.channel_id
        return any(
            link.kind is job.kind and (job.kind is PostKind.TRANSLATION or link.post_channel_id == channel_id)
            for link in links
        )

    async def _is_answered(self, job: Job, route: Route, post: Post) -> bool:
        """Whether what somebody asks for with a reaction is there already."""
        if job.kind is not PostKind.ANSWER or route.reply_to is not None:
            return False
        links = await self._links.of_original(job.message.id)
        return any(link.kind is not PostKind.COPY and link.target == post.target for link in links)

    def _end(self, job: Job, state: State) -> None:
        jobs = self._jobs[job.message.id]
        jobs.remove(job)
        if not jobs:
            del self._jobs[job.message.id]
        if not job.counted:
            return
        if job.language:
            self._ledger.hear(job.language)
        if state is State.POSTED:
            self._ledger.clock(job.slot.opened, job.ready, time.monotonic())
        if state is State.DROPPED:
            self._ledger.close(Outcome.SKIPPED if job.reason else Outcome.WITHDRAWN, job.reason)
        else:
            self._ledger.close(_OUTCOMES[state])
