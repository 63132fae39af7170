"""Translations that people ask for in the open: silent replies that follow their originals."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import discord
from cachetools import LRUCache

from bot.chat.incoming import revision_of, text_of
from bot.chat.posting.publisher import NOBODY
from bot.chat.posting.refusals import Refusals
from bot.chat.relay.locks import Locks
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Policy
from bot.chat.relay.speakers import Speakers
from bot.chat.relay.unsure import with_low_confidence_note
from bot.errors import DiscordError
from bot.storage.links import Links
from bot.text.language import Language
from bot.text.limits import fit
from bot.translation.service import Translator
from bot.translation.types import Skip, Target, Translation

PACE = 10
"""Requests of one person a minute that are answered."""

PATIENCE = 60.0
"""Seconds for which somebody waits for what he asked for."""

_REMEMBERED = 5_000
_DELETED = -1


@dataclass(frozen=True, slots=True)
class _Answer:
    """A translation that stands in a channel.

    Attributes:
        target: into what.
        posts: its posts, in order, without what they say.
    """

    target: Target
    posts: list[discord.PartialMessage]


class Demand:
    """Answers requests, and keeps the answers up to date for as long as it remembers them: in memory alone.

    Args:
        translator: the use case.
        policy: how channels are translated without being asked.
        links: what stands below a message without being asked for.
        relay: what is on its way there.
        refusals: channels that refused us.
        speakers: whose names stay as they are.

    Attributes:
        pace: how many requests of one person are answered.
    """

    def __init__(
        self,
        translator: Translator,
        policy: Policy,
        links: Links,
        relay: Relay,
        *,
        refusals: Refusals,
        speakers: Speakers,
    ) -> None:
        self._translator = translator
        self._policy = policy
        self._links = links
        self._relay = relay
        self._refusals = refusals
        self._speakers = speakers
        self.pace = Quota(PACE)
        self._answers: LRUCache[int, list[_Answer]] = LRUCache(_REMEMBERED)
        self._revisions: LRUCache[int, int] = LRUCache(_REMEMBERED)
        self._locks = Locks()

    async def answer(
        self, message: discord.Message, target: Target | None, below: discord.Message | None = None
    ) -> Skip | None:
        """Translate all that a message says, and reply with it unless such a translation stands there already.

        Args:
            message: what is to be translated.
            target: into what; None for the other language.
            below: the request, if it was made in words: it gets a reply of its own in any case.

        Returns:
            Why there is no translation; None where there is one.

        Raises:
            OverloadedError: there is too much to do.
            DeadlineError: the same.
            EngineError: the engine failed.
            DiscordError: the channel refuses us, or the message is gone.
        """
        standing = self._answers.setdefault(message.id, [])
        self._revisions.setdefault(message.id, revision_of(message))
        async with self._locks.of(message.id):
            outcome = await self._translate(message, target)
            if isinstance(outcome, Skip):
                return outcome
            if below is None and await self._stands(message, outcome, standing):
                return None
            posts = await self._reply(below or message, fit(with_low_confidence_note(outcome)))
            if self._revisions.get(message.id) == _DELETED:
                await _remove(posts)
            else:
                standing.append(_Answer(outcome.target, posts))
            return None

    async def change(self, message: discord.Message) -> None:
        """A message was edited: what stands below it follows; the newest edit wins.

        Raises:
            OverloadedError: as in `answer`, and so on.
        """
        key, revision = message.id, revision_of(message)
        if key not in self._answers or not text_of(message) or revision <= self._revisions.get(key, 0):
            return
        self._revisions[key] = revision
        async with self._locks.of(key):
            for answer in self._answers.get(key, []):
                outcome = await self._translate(message, answer.target)
                if self._revisions.get(key) != revision:
                    return  # a newer edit or the deletion came in between
                pages = fit(with_low_confidence_note(outcome)) if isinstance(outcome, Translation) else []
                await self._replace(message, answer.posts, pages)

    async def withdraw(self, message_ids: Sequence[int]) -> None:
        """Messages were deleted: what stands below them goes too, also what is still on its way."""
        for key in message_ids:
            self._revisions[key] = _DELETED
            for answer in self._answers.pop(key, []):
                await _remove(answer.posts)

    async def _translate(self, message: discord.Message, target: Target | None) -> Translation | Skip:
        guild_id, text = message.guild.id if message.guild else None, text_of(message)
        await self._speakers.hear(message)
        return await self._translator.translate(
            text,
            target=target,
            chinese=await self._policy.chinese(guild_id, message.channel),
            tenant=guild_id or 0,
            room=message.channel.id,
            deadline=time.monotonic() + PATIENCE,
            names=self._speakers.names(message.channel.id, text),
        )

    async def _stands(self, message: discord.Message, outcome: Translation, standing: Sequence[_Answer]) -> bool:
        """Whether such a translation is there already, or on its way without being asked for."""
        if any(answer.target is outcome.target for answer in standing):
            return True
        wish = await self._policy.wish(message)
        guild_id = message.guild.id if message.guild else None
        chinese = wish.chinese if wish else await self._policy.chinese(guild_id, message.channel)
        unasked = (wish and wish.target) or (chinese if outcome.source is Language.ENGLISH else Target.ENGLISH)
        if unasked is not outcome.target:
            return False
        # The relay takes every message on, and finds out then which ones are to be left alone.
        coming = wish is not None and self._relay.carries(message.id)
        return coming or any(not link.mirror for link in await self._links.of_original(message.id))

    async def _reply(self, below: discord.Message, pages: Sequence[str]) -> list[discord.PartialMessage]:
        channel = below.channel
        if pages and self._refusals.refused(channel.id):
            raise DiscordError(f"Channel {channel.id} refused a post a short while ago.")
        posts: list[discord.PartialMessage] = []
        try:
            for page in pages:
                post = await below.reply(
                    page, mention_author=False, silent=True, suppress_embeds=True, allowed_mentions=NOBODY
                )
                posts.append(discord.PartialMessage(channel=post.channel, id=post.id))
        except discord.HTTPException as error:
            await _remove(posts)
            if isinstance(error, discord.Forbidden):
                await self._refusals.note(channel.id, below.guild.id if below.guild else None, error.code)
            raise DiscordError(
                f"Discord refused in channel {channel.id}: {error.status} (code {error.code})."
            ) from None
        return posts

    async def _replace(
        self, message: discord.Message, posts: list[discord.PartialMessage], pages: Sequence[str]
    ) -> None:
        """Put new pages where the old ones stand; posts are added or taken away as their number asks."""
        try:
            for post, page in zip(posts, pages, strict=False):
                await post.edit(content=page, allowed_mentions=NOBODY)
        except discord.HTTPException as error:
            raise DiscordError(f"Discord refused an edit: {error.status} (code {error.code}).") from None
        await _remove(posts[len(pages) :])
        posts[len(pages) :] = []
        posts += await self._reply(message, pages[len(posts) :])


async def _remove(posts: Sequence[discord.PartialMessage]) -> None:
    for post in posts:
        try:
            await post.delete()
        except discord.HTTPException:
            continue  # somebody was quicker, or we may not even see the channel any more
