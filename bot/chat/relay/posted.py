"""Posts that are on Discord: they follow the edits of their messages, corrections, and deletions."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from cachetools import LRUCache

from bot.chat.relay.compose import Composer
from bot.chat.relay.families import families, in_pages, pages_with
from bot.chat.relay.lane import Revisions
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.chat.relay.missing import Missing
from bot.chat.relay.post import Draft, Post
from bot.chat.relay.routes import Route, Router
from bot.errors import DeadlineError, QiaoError
from bot.log import log_failure
from bot.storage.links import Links
from bot.storage.types.links import Link, PostKind
from bot.telemetry.ledger import Improvement
from bot.text.language import Language
from bot.translation.types import Target

_MAX_CORRECTED = 1_000
"""Latest corrections that are remembered, as long as a better translation of the same message may be on its way."""

Edit = Callable[[Sequence[Link], Post], Awaitable[None]]
"""Replaces the current posts of a message."""

Remove = Callable[[Sequence[Link]], Awaitable[None]]
"""Removes posts, or lines of digests, whose links were just removed."""


class Posted:
    """Replaces and removes existing posts, one change of a post at a time.

    Args:
        router: finds how an edited message is posted.
        composer: makes the posts for edits.
        links: which posts belong to which message.
        revisions: know the newest revision of each message.
        missing: notes posts that an edit leaves without text.
        edit: replaces posts.
        remove: removes posts.
        patience: seconds that an edit may wait for its translation.
    """

    def __init__(
        self,
        router: Router,
        composer: Composer,
        links: Links,
        revisions: Revisions,
        missing: Missing,
        *,
        edit: Edit,
        remove: Remove,
        patience: float,
    ) -> None:
        self._router = router
        self._composer = composer
        self._links = links
        self._revisions = revisions
        self._missing = missing
        self._edit = edit
        self._remove = remove
        self._patience = patience
        self._locks = Locks()
        self._corrected: LRUCache[int, str] = LRUCache(_MAX_CORRECTED)

    async def follow(self, message: Message) -> Sequence[Post]:
        """Update the posts of an edited message, unless a newer edit or a deletion comes first.

        Returns:
            The new posts whose translation is marked as unsure.
        """
        links = await self._links.of_original(message.id)
        if not self._revisions.is_newest(message):
            return ()
        stale = [posts for posts in families(links) if any(link.revision < message.revision for link in posts)]
        if stale and await self._links.revise(message.id, message.revision):
            drafts = await asyncio.gather(*(self._update(message, posts[0]) for posts in stale))
            return [draft for draft in drafts if isinstance(draft, Post) and draft.note]
        return ()

    async def correct(self, message: Message, post_id: int, text: str) -> bool:
        """Replace a translation with a better one; see `Relay.correct`."""
        family = await self._family_of(message.id, post_id)
        if not family:
            return False
        async with self._locks.of(family[0].post_id):
            posts = pages_with(await self._links.of_original(message.id), post_id)
            # A copy may contain more than the translation; only the bridge changes it.
            if not posts or posts[0].kind is PostKind.COPY or posts[0].revision > message.revision:
                return False
            route = await self._router.again(message, posts[0])
            if route is None:
                return False
            target = Target(posts[0].target) if posts[0].target else None
            quote = await self._composer.quote(message, posts[0])
            notes = self._footnotes(message, route, target) if target else ""
            channel_id = posts[0].post_channel_id
            draft: Draft = Post(message, posts[0].kind, channel_id, text, target=target, quote=quote, footnotes=notes)
            if self._composer.screening:
                draft = await self._composer.screening.of(message, route, draft, rehearses=False)
            if not isinstance(draft, Post):
                return False
            self._corrected[message.id] = text
            await self._edit(posts, draft)
            return True

    async def improve(
        self, message: Message, first: Link, composer: Composer, deadline: float, *, replaces: Post | None = None
    ) -> Improvement:
        """Replace a family of posts with what the better model makes of their message.

        Args:
            message: the message.
            first: link to one of the posts.
            composer: makes posts with the better model.
            deadline: see `Composer.compose`.
            replaces: the unsure post that is there if nobody asked; then only a surer one takes its place.

        Raises:
            OverloadedError, DeadlineError, EngineError: as `Composer.compose`.
            DiscordError: the channel refused.
        """
        corrected = self._corrected.get(message.id)
        # What was posted before its author opted out or was muted stays as it is, except that they may ask about it.
        spared = first.kind is not PostKind.ANSWER or not await self._router.ignores(message)
        route = await self._router.again(message, first)
        draft = await composer.compose(message, route, deadline, replaces=True) if route else None
        if not isinstance(draft, Post) or (replaces and draft.note):
            return Improvement.KEPT
        async with self._locks.of(first.post_id):
            family = await self._family_of(message.id, first.post_id)
            edited = any(link.revision > message.revision for link in family)
            outdated = edited or self._corrected.get(message.id) != corrected
            if not family or outdated or not self._revisions.is_newest(message):
                return Improvement.OUTDATED
            if spared and await self._router.ignores(message):
                return Improvement.OUTDATED
            for posts in in_pages(family):
                await self._replace(posts, draft)
        return Improvement.REPLACED

    async def remove(self, message_ids: Sequence[int]) -> None:
        """Remove the posts of messages, including pages that an edit adds in the meantime.

        The posts stay locked while their links change, so that no edit of a digest uses outdated line numbers.

        Raises:
            DiscordError: a channel refused; the posts in others are removed.
            StorageError: the links cannot be read or written.
        """
        refusal: Exception | None = None
        kept: list[Link] = []
        while post_ids := await self._links.posts_of(message_ids):
            async with AsyncExitStack() as locks:
                for post_id in post_ids:  # in ascending order, so that two deletions cannot deadlock
                    await locks.enter_async_context(self._locks.of(post_id))
                posts: dict[int, list[Link]] = {}
                for link in await self._links.remove(message_ids):
                    posts.setdefault(link.post_id, []).append(link)
                for lines in posts.values():
                    try:
                        await self._remove(lines)
                    except DeadlineError as error:  # Discord is down; the next start tries again
                        refusal = error
                        kept += [link for link in lines if link.line is None]
                    except Exception as error:  # noqa: BLE001 - still remove the posts in other channels
                        refusal = error
        if refusal:
            if kept:
                await self._links.record(kept)
            raise refusal

    def _footnotes(self, message: Message, route: Route, target: Target) -> str:
        """The notes below a corrected translation; only what an `Audience` has read has a `text`."""
        said = replace(message, text=message.text or message.whole_text)
        source = Language.CHINESE if target.language is Language.ENGLISH else Language.ENGLISH
        return self._composer.footnotes(said, route, source, target)

    async def _update(self, message: Message, first: Link) -> Draft | None:
        """Update a family of posts after an edit, unless there is a newer one by then; return what is there now."""
        if first.kind is PostKind.ANSWER and not message.whole_text:
            return None  # without the message-content intent, edits arrive without text
        try:
            route = await self._router.again(message, first)
            if route is None:
                return None
            deadline = time.monotonic() + self._patience
            draft = await self._composer.compose(message, route, deadline, replaces=True)
            async with self._locks.of(first.post_id):
                for posts in in_pages(await self._family_of(message.id, first.post_id)):
                    if self._revisions.is_newest(message):
                        await self._replace(posts, draft)
                return draft
        except QiaoError as error:
            log_failure("edit not followed", message.id, first.post_channel_id, error)
            if isinstance(error, DeadlineError):
                await self._outdate(message, first)
        return None

    async def _outdate(self, message: Message, first: Link) -> None:
        """Note that an edit did not reach a family of posts, so that the next start tries again."""
        family = await self._family_of(message.id, first.post_id)
        if family and self._revisions.is_newest(message):
            await self._links.outdate(family, first.revision)

    async def _replace(self, posts: Sequence[Link], draft: Draft) -> None:
        """Replace the pages of a post, or remove them if there is nothing to post."""
        if not isinstance(draft, Post):
            self._missing.note(posts[0].original_id, posts[0].kind, posts[0].target)
            gone = await self._links.unlink(posts)
            try:
                await self._remove(gone)
            except DeadlineError:
                await self._links.record([link for link in gone if link.line is None])
                raise
            return
        if draft.target != posts[0].target:
            await self._links.retarget(posts, draft.target)
        await self._edit(posts, draft)

    async def _family_of(self, message_id: int, post_id: int) -> list[Link]:
        """The family of a message's posts that contains a post; empty if there is none."""
        found = families(await self._links.of_original(message_id))
        return next((family for family in found if post_id in {link.post_id for link in family}), [])
