"""Erasing a user: what is stored about them, and our posts with their words."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.chat.posting.retraction import Retraction
from bot.chat.relay.relay import Relay
from bot.chat.relay.speakers import Speakers
from bot.errors import DeadlineError, DiscordError
from bot.storage.stores import Stores
from bot.storage.types import Erasure, Link

log = structlog.get_logger(__name__)

_BATCH = 500
"""Links that are read at a time."""


class Eraser:
    """Erases users, one post after the other, because Discord limits how many can be removed per minute.

    How far it came is stored after each post, so that an interrupted erasure goes on after a restart.

    Args:
        relay: removes translations, copies and answers, including those not posted yet.
        retraction: removes quotes and posts with suggestions.
        stores: everything stored about users.
        speakers: the names of recent speakers.
    """

    def __init__(self, relay: Relay, retraction: Retraction, stores: Stores, speakers: Speakers) -> None:
        self._relay = relay
        self._retraction = retraction
        self._stores = stores
        self._speakers = speakers
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Stop after the current post."""
        self._stopping.set()

    async def erase(self, user_id: int, locale: str) -> Erasure | None:
        """Delete everything stored about a user, and remove our posts with their words from Discord.

        Args:
            user_id: the user.
            locale: the language in which they asked for it.

        Returns:
            What was deleted; None if it was stopped, and goes on after the next start. `Privacy.finish` ends it.

        Raises:
            StorageError: the database failed; the erasure goes on after the next start.
        """
        erasure = await self._stores.privacy.begin(user_id, locale)
        self._speakers.forget(user_id)
        for remove in (self._remove_suggestions, self._remove_quotes, self._remove_posts):
            erasure = await remove(erasure)
        # What was removed is not translated again if Qiao crashes now.
        await self._stores.seen.flush()
        return None if self._stopping.is_set() else erasure

    async def _remove_suggestions(self, erasure: Erasure) -> Erasure:
        for post in await self._stores.suggestion_posts.about(erasure.user_id):
            if self._stopping.is_set():
                break
            try:
                await self._retraction.delete(post)
            except (DiscordError, DeadlineError) as error:
                log.info("suggestion not removed", error=str(error))
                erasure = replace(erasure, refused=erasure.refused + 1)
            else:
                erasure = replace(erasure, posts=erasure.posts + 1)
            await self._stores.suggestion_posts.remove(post.post_id)
            await self._stores.privacy.save(erasure)
        return erasure

    async def _remove_quotes(self, erasure: Erasure) -> Erasure:
        for link in await self._stores.links.quoting(erasure.user_id):
            if self._stopping.is_set():
                break
            if link.author_id == erasure.user_id:
                continue  # the whole post is removed below
            try:
                await self._retraction.unquote(link)
            except (DiscordError, DeadlineError) as error:
                log.info("quote not removed", error=str(error))
                erasure = replace(erasure, refused=erasure.refused + 1)
            else:
                erasure = replace(erasure, quotes=erasure.quotes + 1)
            await self._stores.links.unquote(link)
            await self._stores.privacy.save(erasure)
        return erasure

    async def _remove_posts(self, erasure: Erasure) -> Erasure:
        while not self._stopping.is_set():
            await self._relay.withdraw(self._relay.pending(erasure.user_id))
            found = await self._stores.links.of_author(erasure.user_id, _BATCH)
            if not found:
                break
            for messages in group_by_post(found):
                if self._stopping.is_set():
                    break
                removed = sum(link.original_id in messages for link in found)
                try:
                    await self._relay.withdraw(messages)
                except (DiscordError, DeadlineError) as error:
                    # We lost access to the channel, or paused there after a refusal; the links are deleted anyway.
                    log.info("translation not removed", error=str(error))
                    erasure = replace(erasure, refused=erasure.refused + len(messages))
                else:
                    erasure = replace(erasure, posts=erasure.posts + len(messages))
                erasure = replace(erasure, links=erasure.links + removed)
                await self._stores.privacy.save(erasure)
        return erasure


def group_by_post(links: Sequence[Link]) -> list[list[int]]:
    """The ids of the originals, grouped by the first post of each, without duplicates."""
    posts: dict[int, list[int]] = {}
    seen: set[int] = set()
    for link in links:
        if link.original_id not in seen:
            seen.add(link.original_id)
            posts.setdefault(link.post_id, []).append(link.original_id)
    return list(posts.values())
