"""Works on messages from the moment they get a slot in a channel's queue until they have an outcome."""

import asyncio
import time
from collections.abc import Callable, Sequence
from itertools import takewhile
from math import inf

from bot.chat.relay.bundle import Bundle
from bot.chat.relay.compose import Composer
from bot.chat.relay.job import FindRoute, Job
from bot.chat.relay.lane import Revisions
from bot.chat.relay.message import Message
from bot.chat.relay.meter import Meter
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.post import Draft, Held, Post
from bot.chat.relay.progress import Progress
from bot.chat.relay.queue import Slot, State
from bot.chat.relay.routes import Route
from bot.errors import DeadlineError, OverloadedError
from bot.log import log_failure
from bot.storage.links import Links
from bot.storage.types.links import PostKind
from bot.storage.types.preferences import Mode
from bot.telemetry.ledger import HELD
from bot.text.language import Language
from bot.translation.types import Reason, Skip

Offer = Callable[[Message, bool], None]
"""Offers a translation that is held back (True), or withdraws the offer (False)."""


class Jobs:
    """Works on jobs, and keeps those that have not ended by message.

    Args:
        composer: makes posts.
        outbox: the queues of posts.
        links: which posts belong to which message.
        meter: counts jobs, and limits messages.
        progress: follows messages until nothing is left to do for them.
        offer: offers translations that are held back.
        since: messages with a lower id may have been posted before a restart, so their links are checked.

    Attributes:
        revisions: the newest revision of each message, and which messages and posts were deleted.
    """

    def __init__(
        self,
        *,
        composer: Composer,
        outbox: Outbox,
        links: Links,
        meter: Meter,
        progress: Progress,
        offer: Offer = lambda _, __: None,
        since: int = 0,
    ) -> None:
        self._composer = composer
        self._outbox = outbox
        outbox.permits = self.is_still_permitted
        self._links = links
        self._meter = meter
        self._progress = progress
        self._offer = offer
        self._since = since
        self.revisions = Revisions()
        self._jobs: dict[int, list[Job]] = {}

    def open(
        self,
        message: Message,
        kind: PostKind,
        channel_id: int,
        find_route: FindRoute,
        *,
        bundle: Bundle | None = None,
        draft: Post | None = None,
    ) -> Job:
        """Take the next slot in a channel's queue, and start to work on its post, unless there is a draft already."""
        job = Job(message, kind, find_route, self._outbox.open(channel_id), bundle, draft)
        self._jobs.setdefault(message.id, []).append(job)
        if kind is not PostKind.ANSWER:
            self._progress.begin(message.guild_id, message.channel_id, message.id)
        if bundle:
            bundle.add(job.slot)
        job.slot.ended.add_done_callback(lambda ended: self._end(job, ended.result()))
        self._start(job)
        return job

    def bundle(self, channel_id: int) -> Bundle:
        """Take the next slot in a channel's queue for a digest; jobs are opened for it until it is sealed."""
        return Bundle(self._outbox.open(channel_id))

    def of(self, message_id: int, kind: PostKind | None = None) -> list[Job]:
        """The open jobs of a message, of one kind or of all."""
        return [job for job in self._jobs.get(message_id, ()) if kind in {None, job.kind}]

    def is_new(self, message_id: int) -> bool:
        """Whether a message was written after the start, if the start is known."""
        return 0 < self._since <= message_id

    def by(self, author_id: int, guild_id: int | None = None) -> list[int]:
        """The ids of a person's messages that have open jobs, on one server or on all."""
        messages = [jobs[0].message for jobs in self._jobs.values()]
        return [each.id for each in messages if each.author_id == author_id and guild_id in {None, each.guild_id}]

    def restart(self, message: Message) -> tuple[Sequence[Job], Sequence[Job]]:
        """Restart the waiting jobs of an edited message.

        Returns:
            The restarted jobs, and those whose post is already in flight.
        """
        jobs = self.of(message.id)
        if not message.whole_text:  # without the message-content intent, edits come without their text
            jobs = [job for job in jobs if job.kind is not PostKind.ANSWER]
        waiting = [job for job in jobs if not job.slot.taken]
        for job in waiting:
            job.message, job.draft = message, None
            job.slot.reopen()
            job.stop()
            self._start(job)
        return waiting, [job for job in jobs if job.slot.taken]

    def drop(self, message_id: int) -> Sequence[Job]:
        """Drop the waiting jobs of a message.

        Returns:
            The jobs whose post is already in flight.
        """
        in_flight = []
        for job in self.of(message_id):
            if job.slot.taken:
                in_flight.append(job)
            else:
                job.stop()
                job.slot.drop()
        return in_flight

    async def is_still_permitted(self, slot: Slot) -> bool:
        """Whether the rules of its server permit a post that waited; they may have changed in the meantime.

        Raises:
            DeadlineError: the rules are not known, because Discord is down.
            StorageError: the rules cannot be read.
        """
        post, screening = slot.post, self._composer.screening
        if post is None or screening is None or await screening.still_permits(post):
            return True
        for job in self.of(post.message.id):
            if job.slot is slot:
                job.skip = Skip(Reason.WITHHELD, post.source or Language.UNKNOWN)
                job.reason = Reason.WITHHELD.value
        return False

    def _start(self, job: Job) -> None:
        job.task = asyncio.create_task(self._work(job))

    async def _work(self, job: Job) -> None:
        """Make the post, then fill the slot or free it."""
        slot, message = job.slot, job.message
        try:
            route = await job.find_route(message)
            if route is None or await self._was_posted(job):
                slot.drop()
                return
            if job.kind is not PostKind.ANSWER and not await self._admit(job, route):
                return
            await self._wait_for_others(job, route)
            draft = job.draft or await self._composer.compose(message, route, self._deadline(job))
            asked_by_reaction = job.kind is PostKind.ANSWER and route.reply_to is None
            if asked_by_reaction and isinstance(draft, Post) and await self.is_answered(message.id, draft.target):
                slot.drop()
                return
        except (OverloadedError, DeadlineError) as error:
            job.error = error
            if job.kind is PostKind.ANSWER:
                slot.drop()  # the caller of `Relay.request` gets the error
            else:
                slot.shed()
        except Exception as error:  # noqa: BLE001 - no error may leave a slot that blocks the channel
            job.error = error
            log_failure("message not posted", message.id, slot.channel_id, error)
            slot.fail()
        else:
            self._settle(job, draft)

    async def _admit(self, job: Job, route: Route) -> bool:
        """Free the slot of a job whose message is over a limit, or cannot be posted in time."""
        if not await self._meter.admit(job):
            return False
        if route.patience is not None:
            job.slot.patience = route.patience
        # Past the deadline, a copy would be posted untranslated.
        if job.kind is PostKind.COPY and job.slot.cannot_meet_deadline:
            job.slot.shed()
            return False
        return True

    def _deadline(self, job: Job) -> float:
        """The deadline of a translation; passed already if it cannot be posted in time, unless it addresses someone."""
        too_late = job.kind is PostKind.TRANSLATION and job.slot.cannot_meet_deadline and not job.message.addressed
        return -inf if too_late else job.slot.opened + job.slot.patience

    def _settle(self, job: Job, draft: Draft) -> None:
        """Fill the slot with a post, or free it."""
        if job.kind is not PostKind.ANSWER:
            job.language = draft.source or ""
        if job.kind is PostKind.TRANSLATION:
            self._offer(job.message, isinstance(draft, Held))
        if isinstance(draft, Post):
            job.ready = time.monotonic()
            job.slot.fill(draft)
            return
        job.reason = HELD if isinstance(draft, Held) else draft.reason.value
        job.skip = draft if isinstance(draft, Skip) else None
        job.slot.drop()

    async def _wait_for_others(self, job: Job, route: Route) -> None:
        """Wait for earlier posts in the queue that this one depends on.

        A webhook's post that is not for a digest quotes the post of the message that is replied to. A flag is not
        answered if the translation or an earlier answer is what it asks for.
        """
        ahead: list[Job] = []
        quoted = job.message.quoted
        if route.mode is Mode.WEBHOOK and quoted and job.bundle is None:
            ahead = self.of(quoted.message_id, job.kind)
        elif job.kind is PostKind.ANSWER and route.reply_to is None:
            earlier = takewhile(lambda other: other is not job, self.of(job.message.id))
            ahead = [other for other in earlier if other.kind is not PostKind.COPY]
        for other in ahead:
            if other is not job and other.slot.channel_id == job.slot.channel_id:
                await other.ended()

    async def _was_posted(self, job: Job) -> bool:
        """Whether the message was posted before a restart; newer messages need no check."""
        if job.kind is PostKind.ANSWER or job.message.id >= self._since:
            return False
        links = await self._links.of_original(job.message.id)
        channel_id = job.slot.channel_id
        return any(
            link.kind is job.kind and (job.kind is PostKind.TRANSLATION or link.post_channel_id == channel_id)
            for link in links
        )

    async def is_answered(self, message_id: int, target: str | None) -> bool:
        """Whether there is a translation of a message into a language, or into any; deleted ones do not count."""
        links = await self._links.of_original(message_id)
        return any(
            link.kind is not PostKind.COPY
            and target in {None, link.target}
            and not self.revisions.is_deleted(link.post_id)
            for link in links
        )

    def _end(self, job: Job, state: State) -> None:
        jobs = self._jobs[job.message.id]
        jobs.remove(job)
        if not jobs:
            del self._jobs[job.message.id]
        if job.kind is not PostKind.ANSWER:
            self._progress.end(job.message.guild_id, job.message.channel_id, job.message.id)
        self._meter.close(job, state)
