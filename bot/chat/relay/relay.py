"""The state machine of posts: translations, copies in bridged channels, and answers to requests.

Messages are created, edited and deleted; their posts wait, become ready, are posted, and follow. Every submitted
message has exactly one outcome for each post.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.relay.compose import Composer
from bot.chat.relay.improvements import Improvements, Means
from bot.chat.relay.job import Job
from bot.chat.relay.jobs import Jobs
from bot.chat.relay.lane import Lanes
from bot.chat.relay.message import Message, Sender
from bot.chat.relay.missed import Missed
from bot.chat.relay.missing import Missing
from bot.chat.relay.openings import Openings
from bot.chat.relay.posted import Edit, Posted, Remove
from bot.chat.relay.progress import Progress
from bot.chat.relay.queue import State
from bot.chat.relay.routes import Router
from bot.errors import DiscordError, OverloadedError
from bot.storage.links import Links
from bot.storage.types.links import PostKind
from bot.telemetry.ledger import Improvement
from bot.translation.types import Skip, Target


class Relay:
    """Creates, edits and deletes the posts of messages.

    Args:
        router: finds where messages are posted.
        composer: makes the posts for edits.
        jobs: makes new posts.
        progress: follows messages until nothing is left to do for them.
        edit: replaces posts.
        remove: removes posts.
        links: which posts belong to which message.
        patience: seconds that an edit may wait for its translation.
        means: what improves translations; None without a better model.

    Attributes:
        improvements: improves translations; None without a better model.
    """

    def __init__(
        self,
        *,
        router: Router,
        composer: Composer,
        jobs: Jobs,
        progress: Progress,
        edit: Edit,
        remove: Remove,
        links: Links,
        patience: float,
        means: Means | None = None,
    ) -> None:
        self._router = router
        self._composer = composer
        self._jobs = jobs
        self._progress = progress
        self._links = links
        self._lanes = Lanes()
        self._revisions = jobs.revisions
        self._missing = Missing()
        self._posted = Posted(
            router, composer, links, self._revisions, self._missing, edit=edit, remove=remove, patience=patience
        )
        self.improvements = (
            Improvements(means, router=router, jobs=jobs, posted=self._posted, links=links, patience=patience)
            if means
            else None
        )
        self._missed = Missed(router, jobs, self._lanes, self._revisions, self._follow)
        self._openings = Openings(router, jobs, links, self._missing, self._follow)

    def created(self, message: Message) -> None:
        """Handle a new message; its slot in the channel's queue is taken before this returns."""
        message = self._router.hear(message)
        if self._revisions.begin(message):
            self._open(message)
        else:
            self._progress.pass_by(message.guild_id, message.channel_id, message.id)

    async def missed(self, messages: Sequence[Message]) -> None:
        """Handle messages of a channel that were written while Qiao was offline; see `Missed`."""
        await self._missed.handle(messages)

    async def edited(self, message: Message) -> None:
        """Handle an edit; the newest one wins, in whatever order edits arrive.

        The first that is heard of a new message may be its edit, because a resumed gateway tells events out of order.
        Then it is posted as it is now, and its creation is not news any more.
        """
        unheard = self._jobs.is_new(message.id) and self._revisions.begin_with_edit(message)
        message = await self._attributed(self._router.hear(message))
        if await self._router.ignores(message):
            # What was posted before the author opted out or was muted is outdated now.
            self._revisions.advance(message)
            await self.withdraw([message.id])
            return
        jobs = await self._lanes.enter(message.channel_id, message.id, self._restart(message, unheard=unheard))
        if jobs is None:
            return
        restarted, in_flight = jobs
        for job in in_flight:
            await job.ended()
        for unsure in await self._posted.follow(message):
            if self.improvements:
                self.improvements.consider(message, unsure)
        if not self._revisions.is_newest(message):
            return  # a newer edit or a deletion came first
        if unheard:
            self._open(message)
            return
        kinds = frozenset(job.kind for job in restarted)
        await self._lanes.enter(message.channel_id, message.id, self._openings.missing(message, kinds))

    async def deleted(self, message_ids: Sequence[int]) -> None:
        """Handle deletions: drop waiting posts, remove existing ones, and forget deleted posts of ours.

        Raises:
            DiscordError: a channel refused; the posts in others are removed.
            StorageError: the links cannot be read or written.
        """
        for message_id in message_ids:
            self._revisions.delete(message_id)
        await self.withdraw(message_ids)

    async def withdraw(self, message_ids: Sequence[int]) -> None:
        """Drop and remove all posts of messages that were not deleted and can still be requested.

        Raises:
            DiscordError: as `deleted`.
            StorageError: the same.
        """
        in_flight = [job for message_id in message_ids for job in self._jobs.drop(message_id)]
        for job in in_flight:
            await job.ended()
        await self._posted.remove(message_ids)

    async def request(self, message: Message, target: Target | None, reply_to: int | None = None) -> Skip | None:
        """Translate the whole text of a message, and reply with it unless the translation exists already.

        Args:
            message: the message to translate.
            target: target of the translation; None for the language that the message is not in.
            reply_to: id of the request if it is a message, which gets a reply in any case.

        Returns:
            Why there is no translation, or None if there is one.

        Raises:
            OverloadedError: the queue is full, or the answer waited for too long.
            DeadlineError: the translation took too long.
            EngineError: the engine failed.
            DiscordError: the answer could not be posted.
        """
        if self._revisions.is_deleted(message.id):
            return None
        job = self._openings.answer(await self._attributed(message), target, reply_to)
        await job.ended()
        if job.error:
            raise job.error
        if job.slot.state is State.FAILED:
            raise DiscordError(f"The answer to message {message.id} could not be posted.")
        if job.slot.state is State.SHED:
            raise OverloadedError(f"The answer to message {message.id} waited for too long.")
        return job.skip

    async def release(self, message: Message, guild_id: int) -> bool:
        """Post what a watched term holds back of a message, because a moderator said so.

        Args:
            message: the message, as it is now.
            guild_id: the server whose moderator said so; posts on others are still held.

        Returns:
            Whether anything was posted.
        """
        if self._revisions.is_deleted(message.id):
            return False
        message = await self._attributed(message)
        if self._composer.screening:
            self._composer.screening.release(message, guild_id)
        jobs = await self._lanes.enter(message.channel_id, message.id, self._openings.held(message)) or ()
        for job in jobs:
            await job.ended()
        return any(job.slot.state is State.POSTED for job in jobs)

    async def is_answered(self, message_id: int, target: Target | None) -> bool:
        """Whether a translation of a message is still there; without a target, one in any language."""
        return await self._jobs.is_answered(message_id, target)

    async def correct(self, message: Message, post_id: int, text: str) -> bool:
        """Replace a translation with a better one, unless the message was edited since.

        Args:
            message: the message in the revision that the better translation is for.
            post_id: id of one of the posts with the translation.
            text: the better translation.

        Returns:
            Whether the translation was replaced.

        Raises:
            DiscordError: the channel refused.
        """
        return await self._posted.correct(message, post_id, text)

    async def improve(self, message: Message) -> Improvement | None:
        """Replace the translations of a message with those of the better model, because someone asked.

        Returns:
            The outcome, see `Improvements.improve`; None if there is no better model.

        Raises:
            OverloadedError, DeadlineError, EngineError, DiscordError: as `Improvements.improve`.
        """
        return await self.improvements.improve(await self._attributed(message)) if self.improvements else None

    async def drain(self) -> None:
        """Return when every event handled so far has taken its slots; see also `Outbox.drain`."""
        await self._lanes.drain()

    def pending(self, author_id: int, guild_id: int | None = None) -> list[int]:
        """The ids of a person's messages that are not posted yet, on one server or on all."""
        return self._jobs.by(author_id, guild_id)

    def _open(self, message: Message) -> None:
        """Take the slots of a message that was not heard of before."""
        place = (message.guild_id, message.channel_id, message.id)
        self._progress.begin(*place)
        if message.titled_text:
            self._openings.translation(message)
        if message.crosses_bridges:
            step = self._lanes.enter(message.channel_id, message.id, self._openings.copies(message))
            step.add_done_callback(lambda _: self._progress.end(*place))
        else:
            self._missing.note(message.id, PostKind.COPY)
            self._progress.end(*place)

    def _follow(self, job: Job) -> None:
        if self.improvements:
            self.improvements.follow(job)

    async def _attributed(self, message: Message) -> Message:
        """A message with the person for whom a proxy posted it as its author, which links remember after a restart."""
        message = self._router.attributed(message)
        if message.sender is not Sender.WEBHOOK:
            return message
        links = await self._links.of_original(message.id)
        return replace(message, author_id=links[0].author_id) if links else message

    async def _restart(self, message: Message, *, unheard: bool) -> tuple[Sequence[Job], Sequence[Job]] | None:
        """Restart waiting jobs, see `Jobs.restart`; None if the edit is stale. Runs in the lane."""
        return self._jobs.restart(message) if unheard or self._revisions.advance(message) else None
