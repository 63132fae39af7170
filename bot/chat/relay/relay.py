"""Carries messages to their posts: translations, copies in bridged channels, answers to requests.

One state machine serves all three. A message is created, edited and deleted; each of its posts waits, is ready, is
posted, and follows. Every submitted message has exactly one outcome for each post.
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
"""Puts a post in the place of the posts that carry a message now."""

Remove = Callable[[Sequence[Link]], Awaitable[None]]
"""Removes posts whose links were just removed; a digest loses their lines."""


class Relay:
    """Takes messages on and sees each of their posts to its end.

    Args:
        router: finds where messages go.
        composer: makes the posts that follow edits.
        jobs: sees new posts to their end.
        edit: changes posts.
        remove: removes posts.
        links: which post carries which message.
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
        self._posts = Locks()
        self._requests = Locks()

    def created(self, message: Message) -> None:
        """Take a message on; its place in its channel's queue is taken before this returns."""
        if not (message.text or message.crosses_bridges) or not self._revisions.begin(message):
            return
        if message.text:
            self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)
        if message.crosses_bridges:
            self._lanes.enter(message.channel_id, message.id, self._cross(message))

    async def edited(self, message: Message) -> None:
        """Let the posts of a message follow its edit; the newest edit wins whatever the order of arrival."""
        if await self._router.ignores(message.author_id):
            # What was posted before its author asked to be left alone is no longer what they say.
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
            return  # a newer edit or the deletion came in between
        stale = [link for link in links if link.revision < message.revision]
        if stale and await self._links.revise(message.id, message.revision):
            await asyncio.gather(*(self._follow(message, posts[0]) for posts in grouped(stale)))
        kinds = {link.kind for link in links} | {job.kind for job in restarted}
        if PostKind.TRANSLATION not in kinds:
            self._translate_after_all(message, seen=seen)

    async def deleted(self, message_ids: Sequence[int]) -> None:
        """Remove whatever carries messages, also what is still on its way; posts of ours among them are forgotten.

        Raises:
            DiscordError: a channel refuses us; the posts in the others are gone.
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
        """Translate all that a message says, and reply with it unless such a translation is there already.

        Args:
            message: what is to be translated.
            target: into what; None for the language that it is not in.
            reply_to: the request, if it was made in words: it gets a reply of its own in any case.

        Returns:
            Why there is no translation; None where there is one.

        Raises:
            OverloadedError: there is too much to do.
            DeadlineError: the same.
            EngineError: the engine failed.
            DiscordError: the answer could not be posted.
        """

        async def find_route(current: Message) -> Route:
            return await self._router.answer(current, target, reply_to)

        async with self._requests.of(message.id):
            if reply_to is None:
                for job in self._jobs.of(message.id, PostKind.TRANSLATION):
                    await job.ended()  # it may be what is asked for
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
        """Put a better translation in the place of a message's; one that was edited since is left alone.

        Args:
            message: as the better translation knows it.
            post_id: one of the posts that carry its translation.
            text: the better translation.

        Returns:
            Whether it is there now.

        Raises:
            DiscordError: the channel refuses us.
        """
        async with self._posts.of(post_id):
            links = await self._links.of_original(message.id)
            posts = next((group for group in grouped(links) if post_id in {link.post_id for link in group}), [])
            # A copy says more than the translation, and is its bridge's to change.
            if not posts or posts[0].kind is PostKind.COPY or posts[0].revision > message.revision:
                return False
            await self._edit(posts, Post(message, posts[0].kind, posts[0].post_channel_id, text))
            return True

    def pending(self, author_id: int) -> list[int]:
        """The messages of a person that are on their way."""
        return self._jobs.by(author_id)

    async def _cross(self, message: Message) -> None:
        """In the lane: take places in the queues of the bridged channels."""
        for into in await self._router.copies(message):
            if not self._revisions.is_newest(message):
                return  # it was deleted meanwhile
            self._jobs.open(message, PostKind.COPY, into.channel_id, self._copy_into(into))

    async def _restart(self, message: Message) -> tuple[Sequence[Job], Sequence[Job]] | None:
        """In the lane: start over what waits; see `Jobs.restart`. None where the edit is stale."""
        return self._jobs.restart(message) if self._revisions.advance(message) else None

    def _copy_into(self, into: BridgedChannel) -> FindRoute:
        return lambda message: self._router.copy(message, into)

    async def _follow(self, message: Message, first: Link) -> None:
        """Let the posts that begin with one follow an edit, unless it is outdated by then."""
        if first.kind is PostKind.ANSWER and not message.whole_text:
            return  # without the message-content intent, edits come without their text
        try:
            route = await self._router.again(message, first)
            if route is None:
                return
            deadline = time.monotonic() + self._patience
            draft = await self._composer.compose(message, route, deadline, replaces=True)
            async with self._posts.of(first.post_id):
                links = grouped(await self._links.of_original(message.id))
                posts = next((group for group in links if group[0].post_id == first.post_id), None)
                if posts is None or not self._revisions.is_newest(message):
                    return
                if isinstance(draft, Post):
                    await self._edit(posts, draft)
                else:
                    await self._remove(await self._links.unlink(posts))
        except QiaoError as error:
            log_failure("an edit could not be followed", message.id, first.post_channel_id, error)

    def _translate_after_all(self, message: Message, *, seen: bool) -> None:
        """An edited message has no translation: if it said nothing to translate before, it perhaps does now."""
        if not seen:
            self._revisions.forget(message.id)  # it is older than this run, and none of our business
        elif message.text:
            self._jobs.open(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)

    async def _remove_posts(self, links: Iterable[Link]) -> None:
        posts: dict[int, list[Link]] = {}
        for link in links:
            posts.setdefault(link.post_id, []).append(link)
        refusal: QiaoError | None = None
        for post_id, lines in posts.items():
            async with self._posts.of(post_id):
                try:
                    await self._remove(lines)
                except QiaoError as error:
                    refusal = error  # the posts in other channels go all the same
        if refusal:
            raise refusal


def grouped(links: Iterable[Link]) -> list[list[Link]]:
    """The links of a message by what they belong to: the pages of its translation, of each copy and of each answer."""
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
