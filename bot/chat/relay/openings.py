"""Opens the jobs of a message: for its translation, its copies, and answers, at once or later."""

from collections.abc import Callable, Collection, Sequence

from bot.chat.relay.job import FindRoute, Job
from bot.chat.relay.jobs import Jobs
from bot.chat.relay.message import Message
from bot.chat.relay.missing import Missing
from bot.chat.relay.routes import Route, Router
from bot.storage.links import Links
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.links import PostKind
from bot.translation.types import Target


class Openings:
    """Opens jobs.

    Args:
        router: finds where messages are posted.
        jobs: the open jobs.
        links: which posts belong to which message.
        missing: knows which posts a message had no text for.
        follow: follows what becomes of a translation or an answer.
    """

    def __init__(
        self, router: Router, jobs: Jobs, links: Links, missing: Missing, follow: Callable[[Job], None]
    ) -> None:
        self._router = router
        self._jobs = jobs
        self._links = links
        self._missing = missing
        self._follow = follow
        self._revisions = jobs.revisions

    def translation(self, message: Message) -> Job:
        """Open the job for a message's translation in its channel."""
        job = self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)
        self._follow(job)
        return job

    async def copies(self, message: Message) -> None:
        """Take slots in the queues of the bridged channels. Runs in the lane."""
        for into in await self._router.copies(message):
            if not self._revisions.is_newest(message):
                return  # it was edited or deleted in the meantime
            self._jobs.open(message, PostKind.COPY, into.channel_id, self._copy_into(into))

    def answer(self, message: Message, target: Target | None, reply_to: int | None = None) -> Job:
        """Open the job for the answer to a request; see `Relay.request`."""

        async def find_route(current: Message) -> Route:
            return await self._router.answer(current, target, reply_to)

        if reply_to is not None:
            self._missing.asked_by[message.id] = reply_to
        job = self._jobs.open(message, PostKind.ANSWER, message.channel_id, find_route)
        self._follow(job)
        return job

    async def missing(self, message: Message, restarted: Collection[PostKind]) -> None:
        """Open the jobs for what an edited message had no text for before. Runs in the lane.

        Args:
            message: the edited message; one from before the start gets no late translation.
            restarted: kinds of posts that the edit has already been applied to.
        """
        links = await self._links.of_original(message.id)
        if not self._revisions.is_newest(message):
            return  # a newer edit or a deletion came first
        kinds = {*restarted, *(link.kind for link in links), *(job.kind for job in self._jobs.of(message.id))}
        if message.titled_text and PostKind.TRANSLATION not in kinds and self._revisions.was_created(message.id):
            self.translation(message)
        if message.whole_text:
            for target in self._missing.take(message.id, PostKind.ANSWER):
                self._answer_late(message, target)
        if message.crosses_bridges and self._missing.take(message.id, PostKind.COPY) and PostKind.COPY not in kinds:
            await self.copies(message)

    async def held(self, message: Message) -> Sequence[Job]:
        """Open the jobs for the translation and the copies of a message that are not there. Runs in the lane."""
        there = {(link.kind, link.post_channel_id) for link in await self._links.of_original(message.id)}
        there |= {(job.kind, job.slot.channel_id) for job in self._jobs.of(message.id)}
        jobs = []
        if message.titled_text and PostKind.TRANSLATION not in {kind for kind, _ in there}:
            jobs.append(self.translation(message))
        others = await self._router.copies(message) if message.crosses_bridges else ()
        return jobs + [
            self._jobs.open(message, PostKind.COPY, into.channel_id, self._copy_into(into))
            for into in others
            if (PostKind.COPY, into.channel_id) not in there
        ]

    def _answer_late(self, message: Message, target: str | None) -> None:
        """Answer an earlier request again, unless there is still no text for the answer."""
        request = self._missing.asked_by.get(message.id)
        reply_to = None if request is None or self._revisions.is_deleted(request) else request
        job = self.answer(message, Target(target) if target else None, reply_to)

        job.slot.ended.add_done_callback(
            lambda _: self._missing.note(message.id, PostKind.ANSWER, target) if job.skip else None
        )

    def _copy_into(self, into: BridgedChannel) -> FindRoute:
        return lambda message: self._router.copy(message, into)
