"""The state machine of posts: translations, copies in bridged channels, and answers to requests.

Messages are created, edited and deleted; their posts wait, become ready, are posted, and follow. Every submitted
message has exactly one outcome for each post.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack

from bot.chat.relay.compose import Composer, Draft
from bot.chat.relay.job import FindRoute, Job, Jobs
from bot.chat.relay.lane import Lanes, Revisions
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.chat.relay.missed import Missed
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
        self._revisions = Revisions()
        self._post_locks = Locks()
        self._missed = Missed(router, jobs, self._lanes, self._revisions)

    def created(self, message: Message) -> None:
        """Handle a new message; its slot in the channel's queue is taken before this returns."""
        place = (message.guild_id, message.channel_id, message.id)
        if not (message.text or message.crosses_bridges) or not self._revisions.begin(message):
            self._progress.pass_by(*place)
            return
        if message.text:
            self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)
        if message.crosses_bridges:
            self._progress.begin(*place)
            step = self._lanes.enter(message.channel_id, message.id, self._copy_to_bridge(message))
            step.add_done_callback(lambda _: self._progress.end(*place))

    async def missed(self, messages: Sequence[Message]) -> None:
        """Handle messages of a channel that were written while Qiao was offline; see `Missed`."""
        await self._missed.handle(messages)

    async def edited(self, message: Message) -> None:
        """Handle an edit; the newest one wins, in whatever order edits arrive."""
        if await self._router.ignores(message.author_id):
            # What was posted before the author opted out is outdated now.
            self._revisions.advance(message)
            await self.withdraw([message.id])
            return
        jobs = await self._lanes.enter(message.channel_id, message.id, self._restart(message))
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
        kinds = {link.kind for link in links} | {job.kind for job in restarted}
        if PostKind.TRANSLATION not in kinds and self._revisions.is_newest(message):
            self._translate_late(message)

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

        async def find_route(current: Message) -> Route:
            return await self._router.answer(current, target, reply_to)

        if self._revisions.is_deleted(message.id):
            return None
        job = self._jobs.open(message, PostKind.ANSWER, message.channel_id, find_route)
        await job.ended()
        if job.error:
            raise job.error
        if job.slot.state is State.FAILED:
            raise DiscordError(f"The answer to message {message.id} could not be posted.")
        if job.slot.state is State.SHED:
            raise OverloadedError(f"The answer to message {message.id} waited for too long.")
        return job.skip

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
            await self._edit(posts, Post(message, posts[0].kind, posts[0].post_channel_id, text, target=target))
            return True

    async def drain(self) -> None:
        """Return when every event handled so far has taken its slots; see also `Outbox.drain`."""
        await self._lanes.drain()

    def pending(self, author_id: int) -> list[int]:
        """The ids of a person's messages that are not posted yet."""
        return self._jobs.by(author_id)

    async def _copy_to_bridge(self, message: Message) -> None:
        """Take slots in the queues of the bridged channels; runs in the lane."""
        for into in await self._router.copies(message):
            if not self._revisions.is_newest(message):
                return  # it was edited or deleted in the meantime
            self._jobs.open(message, PostKind.COPY, into.channel_id, self._copy_into(into))

    async def _restart(self, message: Message) -> tuple[Sequence[Job], Sequence[Job]] | None:
        """Restart waiting jobs, see `Jobs.restart`; None if the edit is stale. Runs in the lane."""
        return self._jobs.restart(message) if self._revisions.advance(message) else None

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
            await self._remove(await self._links.unlink(posts))
            return
        if draft.target != posts[0].target:
            await self._links.retarget(posts, draft.target)
        await self._edit(posts, draft)

    async def _family_of(self, message_id: int, post_id: int) -> list[Link]:
        """The family of a message's posts that contains a post; empty if there is none."""
        found = families(await self._links.of_original(message_id))
        return next((family for family in found if post_id in {link.post_id for link in family}), [])

    def _translate_late(self, message: Message) -> None:
        """Translate an edited message without a translation: it may have had no text to translate before.

        Messages from before the start are left alone.
        """
        if message.text and self._revisions.was_created(message.id):
            self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)

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


def families(links: Iterable[Link]) -> list[list[Link]]:
    """Group the links of a message by content: its translation, each copy, and the answers in each language."""
    found: dict[tuple[PostKind, int, str | None], list[Link]] = {}
    for link in links:
        language = link.target if link.kind is PostKind.ANSWER else None
        found.setdefault((link.kind, link.post_channel_id, language), []).append(link)
    return list(found.values())


def in_pages(family: Iterable[Link]) -> list[list[Link]]:
    """Split a family into posts with their pages; a page belongs to the latest post that it can continue."""
    posts: list[list[Link]] = []
    for link in sorted(family, key=lambda link: link.post_id):
        before = next((pages for pages in reversed(posts) if pages[-1].part < link.part), None)
        if before:
            before.append(link)
        else:
            posts.append([link])
    return posts
