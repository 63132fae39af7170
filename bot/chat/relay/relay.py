"""The state machine of posts: translations, copies in bridged channels, and answers to requests.

Messages are created, edited and deleted; their posts wait, become ready, are posted, and follow. Every submitted
message has exactly one outcome for each post.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence

from bot.chat.relay.compose import Composer
from bot.chat.relay.job import FindRoute, Job, Jobs
from bot.chat.relay.lane import Lanes, Revisions
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.chat.relay.post import Post
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
        edit: Edit,
        remove: Remove,
        links: Links,
        patience: float,
    ) -> None:
        self._router = router
        self._composer = composer
        self._jobs = jobs
        self._edit = edit
        self._remove = remove
        self._links = links
        self._patience = patience
        self._lanes = Lanes()
        self._revisions = Revisions()
        self._post_locks = Locks()
        self._request_locks = Locks()

    def created(self, message: Message) -> None:
        """Handle a new message; its slot in the channel's queue is taken before this returns."""
        if not (message.text or message.crosses_bridges) or not self._revisions.begin(message):
            return
        if message.text:
            self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)
        if message.crosses_bridges:
            self._lanes.enter(message.channel_id, message.id, self._copy_to_bridge(message))

    async def edited(self, message: Message) -> None:
        """Handle an edit; the newest one wins, in whatever order edits arrive."""
        if await self._router.ignores(message.author_id):
            # What was posted before the author opted out is outdated now.
            await self.deleted([message.id])
            return
        seen = self._revisions.knows(message.id)
        jobs = await self._lanes.enter(message.channel_id, message.id, self._restart(message))
        if jobs is None:
            return
        restarted, in_flight = jobs
        for job in in_flight:
            await job.ended()
        links = await self._links.of_original(message.id)
        if not self._revisions.is_newest(message):
            return  # a newer edit or a deletion came first
        stale = [link for link in links if link.revision < message.revision]
        if stale and await self._links.revise(message.id, message.revision):
            await asyncio.gather(*(self._update_posts(message, posts[0]) for posts in grouped(stale)))
        kinds = {link.kind for link in links} | {job.kind for job in restarted}
        if PostKind.TRANSLATION not in kinds:
            self._translate_late(message, seen=seen)

    async def deleted(self, message_ids: Sequence[int]) -> None:
        """Handle deletions: drop waiting posts, remove existing ones, and forget deleted posts of ours.

        Raises:
            DiscordError: a channel refused; the posts in others are removed.
            StorageError: the links cannot be read or written.
        """
        in_flight: list[Job] = []
        for message_id in message_ids:
            self._revisions.delete(message_id)
            in_flight += self._jobs.drop(message_id)
        for job in in_flight:
            await job.ended()
        await self._remove_posts(await self._links.remove(message_ids))

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

        async with self._request_locks.of(message.id):
            if reply_to is None:
                for job in self._jobs.of(message.id, PostKind.TRANSLATION):
                    await job.ended()  # it may be the requested translation
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
        async with self._post_locks.of(post_id):
            links = await self._links.of_original(message.id)
            posts = next((group for group in grouped(links) if post_id in {link.post_id for link in group}), [])
            # A copy may contain more than the translation; only the bridge changes it.
            if not posts or posts[0].kind is PostKind.COPY or posts[0].revision > message.revision:
                return False
            await self._edit(posts, Post(message, posts[0].kind, posts[0].post_channel_id, text))
            return True

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
        """Update the posts that start with a link after an edit, unless there is a newer one by then."""
        if first.kind is PostKind.ANSWER and not message.whole_text:
            return  # without the message-content intent, edits arrive without text
        try:
            route = await self._router.again(message, first)
            if route is None:
                return
            deadline = time.monotonic() + self._patience
            draft = await self._composer.compose(message, route, deadline, replaces=True)
            async with self._post_locks.of(first.post_id):
                links = grouped(await self._links.of_original(message.id))
                posts = next((group for group in links if group[0].post_id == first.post_id), None)
                if posts is None or not self._revisions.is_newest(message):
                    return
                if isinstance(draft, Post):
                    await self._edit(posts, draft)
                else:
                    await self._remove(await self._links.unlink(posts))
        except QiaoError as error:
            log_failure("edit not followed", message.id, first.post_channel_id, error)

    def _translate_late(self, message: Message, *, seen: bool) -> None:
        """Translate an edited message without a translation: it may have had no text to translate before."""
        if not seen:
            self._revisions.forget(message.id)  # it is from before the start
        elif message.text:
            self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)

    async def _remove_posts(self, links: Iterable[Link]) -> None:
        posts: dict[int, list[Link]] = {}
        for link in links:
            posts.setdefault(link.post_id, []).append(link)
        refusal: QiaoError | None = None
        for post_id, lines in posts.items():
            async with self._post_locks.of(post_id):
                try:
                    await self._remove(lines)
                except QiaoError as error:
                    refusal = error  # still remove the posts in other channels
        if refusal:
            raise refusal


def grouped(links: Iterable[Link]) -> list[list[Link]]:
    """Group the links of a message into its translation, copies and answers, with the pages of each in order."""
    groups: list[list[Link]] = []
    for link in sorted(links, key=lambda link: (link.kind, link.post_channel_id, link.target or "", link.post_id)):
        last = groups[-1][-1] if groups else None
        goes_on = (
            last is not None
            and link.part > last.part
            and (link.kind, link.post_channel_id, link.target) == (last.kind, last.post_channel_id, last.target)
        )
        if goes_on:
            groups[-1].append(link)
        else:
            groups.append([link])
    return groups
