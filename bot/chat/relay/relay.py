"""The state machine of posts: translations, copies in bridged channels, and answers to requests.

Messages are created, edited and deleted; their posts wait, become ready, are posted, and follow. Every submitted
message has exactly one outcome for each post.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack

from bot.chat.relay.compose import Composer, Draft
from bot.chat.relay.families import families, in_pages
from bot.chat.relay.job import FindRoute, Job, Jobs
from bot.chat.relay.lane import Lanes
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.chat.relay.missed import Missed
from bot.chat.relay.missing import Missing
from bot.chat.relay.post import Post
from bot.chat.relay.progress import Progress
from bot.chat.relay.queue import State
from bot.chat.relay.routes import Route, Router
from bot.errors import DiscordError, OverloadedError, QiaoError
from bot.log import log_failure
from bot.storage.links import Links
from bot.storage.types import BridgedChannel, Link, PostKind
from bot.translation.types import Skip, Target

Edit = Callable[[Sequence[Link], Post], Awaitable[None]]
"""Replaces the current posts of a message."""

Remove = Callable[[Sequence[Link]], Awaitable[None]]
"""Removes posts, or lines of digests, whose links were just removed."""


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
    ) -> None:
        self._router = router
        self._composer = composer
        self._jobs = jobs
        self._progress = progress
        self._edit = edit
        self._remove = remove
        self._links = links
        self._patience = patience
        self._lanes = Lanes()
        self._revisions = jobs.revisions
        self._post_locks = Locks()
        self._missing = Missing()
        self._missed = Missed(router, jobs, self._lanes, self._revisions)

    def created(self, message: Message) -> None:
        """Handle a new message; its slot in the channel's queue is taken before this returns."""
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
        links = await self._links.of_original(message.id)
        if not self._revisions.is_newest(message):
            return  # a newer edit or a deletion came first
        stale = [posts for posts in families(links) if any(link.revision < message.revision for link in posts)]
        if stale and await self._links.revise(message.id, message.revision):
            await asyncio.gather(*(self._update_posts(message, posts[0]) for posts in stale))
        if unheard:
            if self._revisions.is_newest(message):
                self._open(message)
            return
        kinds = frozenset(job.kind for job in restarted)
        await self._lanes.enter(message.channel_id, message.id, self._post_missing(message, kinds))

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
        await self._remove_posts(message_ids)

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
        job = self._open_answer(message, target, reply_to)
        await job.ended()
        if job.error:
            raise job.error
        if job.slot.state is State.FAILED:
            raise DiscordError(f"The answer to message {message.id} could not be posted.")
        if job.slot.state is State.SHED:
            raise OverloadedError(f"The answer to message {message.id} waited for too long.")
        return job.skip

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
        family = await self._family_of(message.id, post_id)
        if not family:
            return False
        async with self._post_locks.of(family[0].post_id):
            groups = in_pages(await self._family_of(message.id, post_id))
            posts = next((group for group in groups if post_id in {link.post_id for link in group}), [])
            # A copy may contain more than the translation; only the bridge changes it.
            if not posts or posts[0].kind is PostKind.COPY or posts[0].revision > message.revision:
                return False
            target = Target(posts[0].target) if posts[0].target else None
            quote = await self._composer.quote(message, posts[0])
            post = Post(message, posts[0].kind, posts[0].post_channel_id, text, target=target, quote=quote)
            await self._edit(posts, post)
            return True

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
            self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)
        if message.crosses_bridges:
            step = self._lanes.enter(message.channel_id, message.id, self._copy_to_bridge(message))
            step.add_done_callback(lambda _: self._progress.end(*place))
        else:
            self._missing.note(message.id, PostKind.COPY)
            self._progress.end(*place)

    async def _copy_to_bridge(self, message: Message) -> None:
        """Take slots in the queues of the bridged channels; runs in the lane."""
        for into in await self._router.copies(message):
            if not self._revisions.is_newest(message):
                return  # it was edited or deleted in the meantime
            self._jobs.open(message, PostKind.COPY, into.channel_id, self._copy_into(into))

    async def _restart(self, message: Message, *, unheard: bool) -> tuple[Sequence[Job], Sequence[Job]] | None:
        """Restart waiting jobs, see `Jobs.restart`; None if the edit is stale. Runs in the lane."""
        return self._jobs.restart(message) if unheard or self._revisions.advance(message) else None

    def _copy_into(self, into: BridgedChannel) -> FindRoute:
        return lambda message: self._router.copy(message, into)

    async def _update_posts(self, message: Message, first: Link) -> None:
        """Update a family of posts after an edit, unless there is a newer one by then."""
        if first.kind is PostKind.ANSWER and not message.whole_text:
            return  # without the message-content intent, edits arrive without text
        try:
            route = await self._router.again(message, first)
            if route is None:
                return
            deadline = time.monotonic() + self._patience
            draft = await self._composer.compose(message, route, deadline, replaces=True)
            async with self._post_locks.of(first.post_id):
                for posts in in_pages(await self._family_of(message.id, first.post_id)):
                    if self._revisions.is_newest(message):
                        await self._replace(posts, draft)
        except QiaoError as error:
            log_failure("edit not followed", message.id, first.post_channel_id, error)

    async def _replace(self, posts: Sequence[Link], draft: Draft) -> None:
        """Replace the pages of a post, or remove them if there is nothing to post."""
        if not isinstance(draft, Post):
            self._missing.note(posts[0].original_id, posts[0].kind, posts[0].target)
            await self._remove(await self._links.unlink(posts))
            return
        if draft.target != posts[0].target:
            await self._links.retarget(posts, draft.target)
        await self._edit(posts, draft)

    async def _family_of(self, message_id: int, post_id: int) -> list[Link]:
        """The family of a message's posts that contains a post; empty if there is none."""
        found = families(await self._links.of_original(message_id))
        return next((family for family in found if post_id in {link.post_id for link in family}), [])

    async def _post_missing(self, message: Message, restarted: Collection[PostKind]) -> None:
        """Post what an edited message had no text for before. Runs in the lane.

        Args:
            message: the edited message; one from before the start gets no late translation.
            restarted: kinds of posts that the edit has already been applied to.
        """
        links = await self._links.of_original(message.id)
        if not self._revisions.is_newest(message):
            return  # a newer edit or a deletion came first
        kinds = {*restarted, *(link.kind for link in links), *(job.kind for job in self._jobs.of(message.id))}
        if message.titled_text and PostKind.TRANSLATION not in kinds and self._revisions.was_created(message.id):
            self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)
        if message.whole_text:
            for target in self._missing.take(message.id, PostKind.ANSWER):
                self._answer_late(message, target)
        if message.crosses_bridges and self._missing.take(message.id, PostKind.COPY) and PostKind.COPY not in kinds:
            await self._copy_to_bridge(message)

    def _answer_late(self, message: Message, target: str | None) -> None:
        """Answer an earlier request again, unless there is still no text for the answer."""
        request = self._missing.asked_by.get(message.id)
        reply_to = None if request is None or self._revisions.is_deleted(request) else request
        job = self._open_answer(message, Target(target) if target else None, reply_to)

        job.slot.ended.add_done_callback(
            lambda _: self._missing.note(message.id, PostKind.ANSWER, target) if job.skip else None
        )

    def _open_answer(self, message: Message, target: Target | None, reply_to: int | None = None) -> Job:
        async def find_route(current: Message) -> Route:
            return await self._router.answer(current, target, reply_to)

        if reply_to is not None:
            self._missing.asked_by[message.id] = reply_to
        return self._jobs.open(message, PostKind.ANSWER, message.channel_id, find_route)

    async def _remove_posts(self, message_ids: Sequence[int]) -> None:
        """Remove the posts of messages, including pages that an edit adds in the meantime.

        The posts stay locked while their links change, so that no edit of a digest uses outdated line numbers.
        """
        refusal: Exception | None = None
        while post_ids := await self._links.posts_of(message_ids):
            async with AsyncExitStack() as locks:
                for post_id in post_ids:  # in ascending order, so that two deletions cannot deadlock
                    await locks.enter_async_context(self._post_locks.of(post_id))
                posts: dict[int, list[Link]] = {}
                for link in await self._links.remove(message_ids):
                    posts.setdefault(link.post_id, []).append(link)
                for lines in posts.values():
                    try:
                        await self._remove(lines)
                    except Exception as error:  # noqa: BLE001 - still remove the posts in other channels
                        refusal = error
        if refusal:
            raise refusal
