"""Small first, better on demand: unsure translations are made again by a second, better model.

The first translation is posted without waiting for the second. An edit or a deletion in the meantime wins.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.relay.compose import Composer
from bot.chat.relay.families import families
from bot.chat.relay.job import Job
from bot.chat.relay.jobs import Jobs
from bot.chat.relay.message import Message
from bot.chat.relay.post import Post
from bot.chat.relay.posted import Posted
from bot.chat.relay.queue import State
from bot.chat.relay.routes import Router
from bot.errors import DeadlineError, OverloadedError
from bot.log import log_failure
from bot.storage.links import Links
from bot.storage.types.links import PostKind
from bot.telemetry.ledger import HELD, Improvement

AT_ONCE = 8
"""How many messages are improved at once without a request."""
_BEST_FIRST = (Improvement.REPLACED, Improvement.KEPT, Improvement.OUTDATED)


@dataclass(frozen=True, slots=True)
class Means:
    """What improves translations.

    Attributes:
        composer: makes posts with the better model.
        is_idle: whether there is time for messages that nobody asked about.
        count: counts the outcome of each attempt.
    """

    composer: Composer
    is_idle: Callable[[], bool]
    count: Callable[[Improvement], None]


class Improvements:
    """Improves translations: unsure ones by itself, and others on request.

    Args:
        means: what improves translations.
        router: finds how a message is posted.
        jobs: posts translations that were held back.
        posted: replaces posts.
        links: which posts belong to which message.
        patience: seconds that an improvement may take.
    """

    def __init__(
        self, means: Means, *, router: Router, jobs: Jobs, posted: Posted, links: Links, patience: float
    ) -> None:
        self._means = means
        self._router = router
        self._jobs = jobs
        self._posted = posted
        self._links = links
        self._patience = patience
        self._tasks: set[asyncio.Task[Improvement]] = set()
        self._is_closed = False

    def follow(self, job: Job) -> None:
        """Improve a translation once it was posted or held back, if it is unsure and there is time."""
        job.slot.ended.add_done_callback(lambda ended: self._ended(job, ended.result()))

    def consider(self, message: Message, first: Post | None) -> None:
        """Improve the translation of a message if there is time.

        Args:
            message: the message.
            first: its unsure post; None if it was held back.
        """
        if self._is_closed or (first and first.kind is PostKind.COPY):
            return
        if len(self._tasks) >= AT_ONCE or not self._means.is_idle():
            self._means.count(Improvement.BUSY)
            return
        task = asyncio.create_task(self._counted(self._improve_unsure(message, first)))
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._end(message, ended))

    async def improve(self, message: Message) -> Improvement:
        """Replace the translations of a message, because someone asked; copies in bridged channels stay.

        Returns:
            The outcome; `ANSWERED` if nothing is posted for the message, so that the caller has to answer.

        Raises:
            OverloadedError: the better model has too much to do.
            DeadlineError: it took too long.
            EngineError: it failed.
            DiscordError: the channel refused.
        """
        return await self._counted(self._improve_all(message))

    async def _improve_all(self, message: Message) -> Improvement:
        deadline = time.monotonic() + self._patience
        outcomes = [
            await self._posted.improve(message, family[0], self._means.composer, deadline)
            for family in families(await self._links.of_original(message.id))
            if not family[0].mirror
        ]
        # One that was deleted in the meantime says nothing about the others.
        return next((outcome for outcome in _BEST_FIRST if outcome in outcomes), Improvement.ANSWERED)

    async def _counted(self, attempt: Awaitable[Improvement]) -> Improvement:
        """Await an attempt and count its outcome, also if it raises."""
        outcome = Improvement.FAILED
        try:
            outcome = await attempt
        except OverloadedError:
            outcome = Improvement.BUSY
            raise
        except DeadlineError:
            outcome = Improvement.LATE
            raise
        finally:
            self._means.count(outcome)
        return outcome

    async def drain(self) -> None:
        """Return when every improvement that began by itself has ended."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def close(self) -> None:
        """Stop the improvements that began by themselves, and begin no more."""
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, job: Job, state: State) -> None:
        post = job.slot.post
        if state is State.POSTED and post and post.note:
            self.consider(job.message, post)
        elif state is State.DROPPED and job.reason == HELD and job.bundle is None:  # a digest gets no late posts
            self.consider(job.message, None)

    def _end(self, message: Message, task: "asyncio.Task[Improvement]") -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception) and not isinstance(error, OverloadedError | DeadlineError):
            log_failure("translation not improved", message.id, message.channel_id, error)

    async def _improve_unsure(self, message: Message, first: Post | None) -> Improvement:
        """Replace the unsure translation of a message, or post the one that was held back."""
        deadline = time.monotonic() + self._patience
        if first is None:
            return await self._post_held(message, deadline)
        for family in families(await self._links.of_original(message.id)):
            if family[0].kind is first.kind and (
                first.kind is PostKind.TRANSLATION or family[0].target == first.target
            ):
                return await self._posted.improve(message, family[0], self._means.composer, deadline, replaces=first)
        return Improvement.OUTDATED

    async def _post_held(self, message: Message, deadline: float) -> Improvement:
        """Post the better translation of a message whose first one was held back, if it is surer."""
        route = await self._router.translation(message)
        if route is None:
            return Improvement.OUTDATED
        draft = await self._means.composer.compose(message, route, deadline)
        if not isinstance(draft, Post) or draft.note:
            return Improvement.KEPT
        answered = await self._jobs.is_answered(message.id, None)
        if answered or self._jobs.of(message.id) or not self._jobs.revisions.is_newest(message):
            return Improvement.OUTDATED
        find_route = self._router.translation  # again, because the author may have opted out in the meantime
        job = self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, find_route, draft=draft)
        await job.ended()
        return Improvement.REPLACED if job.slot.state is State.POSTED else Improvement.OUTDATED
